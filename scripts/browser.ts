import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { installOnce } from './installOnce.ts';
import { cacheDir } from './paths.ts';
import { npm, run } from './processes.ts';

/** npm's package of a headless Chromium for Linux on x64: it needs neither root nor a system package. */
const chromiumVersion = '153.0.0';
const directory = path.join(cacheDir, 'browser');
const unpacked = path.join(directory, 'unpacked');

const launchArguments = [
  // Chromium refuses to run as root with its sandbox, and test machines run as root.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The window is alone with its server: the same with and without a network.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts a headless Chromium, which is installed first where the machine has none. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(await findBrowser()), headless: true, args: launchArguments });
}

async function findBrowser(): Promise<LaunchOptions> {
  if (process.platform !== 'linux') {
    return await installedChrome();
  }
  if (process.arch === 'x64') {
    try {
      return await packagedChromium();
    } catch (error) {
      console.log(`The packaged Chromium cannot be used, looking for another: ${(error as Error).message}`);
    }
  }
  return systemChromium() ?? (await installedChrome());
}

async function packagedChromium(): Promise<LaunchOptions> {
  await installOnce({
    title: 'a headless Chromium (npm: @sparticuz/chromium)',
    version: chromiumVersion,
    directory,
    async install() {
      await npm('Installing @sparticuz/chromium', [
        'install',
        `--prefix=${directory}`,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `@sparticuz/chromium@${chromiumVersion}`,
      ]);
      await unpack();
    },
  });
  const executablePath = path.join(unpacked, 'chromium');
  return { executablePath, env: chromiumEnvironment(executablePath) };
}

/** The package unpacks to the temporary folder, wherever that is; a process of its own is told that it is ours. */
async function unpack(): Promise<void> {
  const packageDirectory = path.join(directory, 'node_modules', '@sparticuz', 'chromium');
  const library = pathToFileURL(path.join(packageDirectory, 'build', 'index.js')).href;
  const archive = path.join(packageDirectory, 'bin', 'al2023.tar.br');
  const script = `
    const { default: chromium, inflate } = await import(${JSON.stringify(library)});
    await chromium.executablePath();
    await inflate(${JSON.stringify(archive)});`;
  await mkdir(unpacked);
  await run('Unpacking Chromium', process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: unpacked },
  });
  await writeFile(
    path.join(unpacked, 'fonts', 'fonts.conf'),
    `<fontconfig><dir>${unpacked}/fonts</dir><cachedir>${unpacked}/fonts-cache</cachedir></fontconfig>`,
  );
}

/** Chromium's libraries and fonts from its package, where the system has none. */
function chromiumEnvironment(executablePath: string): Record<string, string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  if (/not found/.test(spawnSync('ldd', [executablePath], { encoding: 'utf8' }).stdout)) {
    env['LD_LIBRARY_PATH'] = [path.join(unpacked, 'al2023', 'lib'), env['LD_LIBRARY_PATH']]
      .filter((entry) => entry !== undefined)
      .join(':');
  }
  if (!existsSync('/etc/fonts/fonts.conf')) {
    env['FONTCONFIG_PATH'] = path.join(unpacked, 'fonts');
  }
  return env;
}

/** Debian's Chromium; installed first, where root may. */
function systemChromium(): LaunchOptions | undefined {
  const executablePath = '/usr/bin/chromium';
  if (!existsSync(executablePath) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Debian’s chromium …');
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], { stdio: 'ignore' });
  }
  return existsSync(executablePath) ? { executablePath } : undefined;
}

/** The Chrome or Edge of a person's own desktop. */
async function installedChrome(): Promise<LaunchOptions> {
  for (const channel of ['chrome', 'msedge']) {
    try {
      await (await chromium.launch({ channel, headless: true })).close();
      return { channel };
    } catch {
      // Not installed; try the next.
    }
  }
  throw new Error('The tests need a browser: install Google Chrome or Microsoft Edge.');
}

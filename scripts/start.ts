// `npm start`: VS Code in the browser, with the extension as it stands here.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { testKey } from '../test/stripe-server/keys.ts';
import { startStripeServer } from '../test/stripe-server/stripeServer.ts';
import { cacheDir, root } from './paths.ts';
import { run } from './processes.ts';
import { linkExtension, startVsCodeServer } from './vscodeServer.ts';
import { quietSettings, writeMachineSettings, writeUserSettings } from './vscodeSettings.ts';

const usage = `npm start -- [options]

  --folder FOLDER  opens this folder instead of the sample workspace in .cache/start/workspace
  --port PORT      where VS Code answers (8643; the next free port if it is taken)
  --stripe         starts the test server that behaves like Stripe too, and points the extension to it
  --no-open        prints the address and opens no browser
  --help           prints this`;

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    // Always the same: the browser keeps the window's state and the API keys by the address.
    port: { type: 'string', default: '8643' },
    stripe: { type: 'boolean', default: false },
    open: { type: 'boolean', default: true },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

if (options.help) {
  console.log(usage);
} else {
  await start();
}

async function start(): Promise<void> {
  console.log('Building the extension …');
  await run('Building', process.execPath, ['esbuild.mjs'], { cwd: root });

  const home = path.join(cacheDir, 'start');
  const userDataDir = path.join(home, 'user-data');
  const folder = path.resolve(options.folder ?? path.join(home, 'workspace'));
  await mkdir(folder, { recursive: true });
  if (!existsSync(path.join(userDataDir, 'User', 'settings.json'))) {
    await writeUserSettings(userDataDir, quietSettings);
  }
  await writeMachineSettings(userDataDir, { 'dataflows.stripe.apiBase': await stripeServerUrl() });

  const server = await startVsCodeServer({
    userDataDir,
    extensionsDir: await linkExtensions(path.join(home, 'extensions')),
    port: await freePort(Number(options.port)),
  });
  const url = server.windowUrl({ folder });
  console.log(`\nVS Code with Dataflows for Stripe: ${url}\n`);
  console.log(
    'Choose the Dataflows view, then “Try the Sample Account”. Ctrl-C ends VS Code; the folder stays.',
  );
  if (options.open) {
    openBrowser(url);
  }
  console.error(await server.ended);
  process.exitCode = 1;
}

async function linkExtensions(extensionsDir: string): Promise<string> {
  // A fresh folder: the server looks for extensions in it only where it has no list of them yet.
  await rm(extensionsDir, { recursive: true, force: true });
  await linkExtension(root, extensionsDir);
  await linkExtension(path.join(root, 'scripts', 'showDataflows'), extensionsDir);
  return extensionsDir;
}

/** Starts the test server if it is wanted. Returns its address, or undefined to leave Stripe's own. */
async function stripeServerUrl(): Promise<string | undefined> {
  if (!options.stripe) {
    return undefined;
  }
  const server = await startStripeServer();
  console.log(`A server that behaves like Stripe: ${server.url}, with the API key ${testKey}`);
  return server.url;
}

/** The port, or any other where it is taken. */
function freePort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

function openBrowser(url: string): void {
  const desktop = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open', url],
    win32: ['explorer.exe', url],
    ...(desktop ? { linux: ['xdg-open', url] } : {}),
  };
  const opener = openers[process.platform];
  if (opener !== undefined) {
    const [command, ...args] = opener;
    spawn(command, args, { stdio: 'ignore', detached: true })
      // No opener, no harm: the address is printed.
      .on('error', () => {})
      .unref();
  }
}

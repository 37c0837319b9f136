import { once } from 'node:events';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { installOnce } from './installOnce.ts';
import { cacheDir } from './paths.ts';
import { exitReason, type GroupLeader, lastLines, npm, run, startGroup, stopGroup } from './processes.ts';

/**
 * A real VS Code that needs nothing but the npm registry: the package `code-server` holds the server, the workbench
 * and the Node extension host of VS Code 1.139.1. `@vscode/test-electron` downloads from hosts that CI machines
 * may not reach.
 */
const codeServerVersion = '4.139.1';
/** Raise it when the installation below changes. */
const revision = 1;
const directory = path.join(cacheDir, 'vscode-server');
const vscodeDirectory = path.join(directory, 'node_modules', 'code-server', 'lib', 'vscode');
const serverMain = path.join(vscodeDirectory, 'out', 'server-main.js');

/** How long a server may take to answer, on a machine that is busy. */
const startPatienceMilliseconds = 60_000;

export interface ServerOptions {
  /** Settings, state and logs. */
  readonly userDataDir: string;
  /** Where installed extensions are. */
  readonly extensionsDir: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Added to the environment of the server, and so of its extension hosts. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface WindowTarget {
  /** A folder or a `.code-workspace` file; without it the window is empty. */
  readonly folder?: string | undefined;
  /** Extensions that run from their source folders. */
  readonly extensionDevelopmentPaths?: readonly string[];
  /** The module whose `run()` the extension host calls. */
  readonly extensionTestsPath?: string;
}

export interface VsCodeServer {
  readonly port: number;
  /** The address that opens a window. */
  windowUrl(target: WindowTarget): string;
  /** Resolves when the server ends, with the reason and its last lines. */
  readonly ended: Promise<string>;
  /** Ends the server with all its extension hosts. */
  stop(): Promise<void>;
}

/** Installs the VS Code server if it is not there yet. Needs npm's registry then, and about half a minute. */
export async function installVsCodeServer(): Promise<void> {
  await installOnce({
    title: 'the VS Code server (npm: code-server)',
    version: `${codeServerVersion}-${revision}`,
    directory,
    async install() {
      // No install scripts: code-server's own compiles native modules that VS Code works without.
      const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      await npm('Installing code-server', [
        'install',
        `--prefix=${directory}`,
        ...quietly,
        `code-server@${codeServerVersion}`,
      ]);
      await npm('Installing what VS Code needs', [
        'install',
        `--prefix=${vscodeDirectory}`,
        '--omit=dev',
        ...quietly,
      ]);
      await copyFile(
        path.join(import.meta.dirname, 'spdlog.cjs'),
        path.join(vscodeDirectory, 'node_modules', '@vscode', 'spdlog', 'index.js'),
      );
    },
  });
}

/** Installs a packaged extension into a folder that servers can be started with. */
export async function installExtension(vsix: string, extensionsDir: string): Promise<void> {
  await installVsCodeServer();
  await mkdir(extensionsDir, { recursive: true });
  const output = await run(
    `Installing ${path.basename(vsix)}`,
    process.execPath,
    [serverMain, '--install-extension', vsix, '--extensions-dir', extensionsDir, '--force'],
    { env: cleanEnvironment() },
  );
  if (!/was successfully installed/.test(output)) {
    throw new Error(`Installing ${path.basename(vsix)} failed:\n${lastLines(output)}`);
  }
}

/** Starts the VS Code server, and waits until it answers. It ends with this process at the latest. */
export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  await installVsCodeServer();
  await mkdir(options.userDataDir, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  const child = startGroup(process.execPath, serverArguments(options), {
    env: { ...cleanEnvironment(), ...options.env },
  });
  const output = collectOutput(child);
  const ended = once(child, 'exit').then(
    ([code, signal]) => `The VS Code server ${exitReason(code, signal)}.\n${lastLines(output.text)}`,
    (error: Error) => `The VS Code server cannot be started: ${error.message}`,
  );
  try {
    const port = await withPatience(Promise.race([portOf(child.stdout), ended.then(fail)]));
    return {
      port,
      windowUrl: (target) => windowUrl(port, target),
      ended,
      stop: () => stopGroup(child),
    };
  } catch (error) {
    await stopGroup(child);
    throw error;
  }
}

function serverArguments({ userDataDir, extensionsDir, port = 0 }: ServerOptions): string[] {
  return [
    serverMain,
    ...['--host', '127.0.0.1', '--port', String(port)],
    '--without-connection-token',
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    // Without it the window does not take extensions from their source folders.
    '--enable-smoke-test-driver',
    ...['--user-data-dir', userDataDir],
    ...['--extensions-dir', extensionsDir],
    ...['--server-data-dir', path.join(userDataDir, 'server')],
  ];
}

/** This process's environment without what a terminal inside VS Code adds: it would speak to that VS Code. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_V8_COVERAGE$)/.test(name)),
  );
}

function collectOutput(child: GroupLeader): { text: string } {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output.text = (output.text + chunk.toString()).slice(-20_000);
    });
  }
  return output;
}

/** The server says which port it took as soon as it answers there. */
async function portOf(stdout: Readable): Promise<number> {
  return new Promise((resolve) => {
    createInterface(stdout).on('line', (line) => {
      const port = /agent listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) {
        resolve(Number(port));
      }
    });
  });
}

async function withPatience<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The VS Code server did not answer in ${startPatienceMilliseconds / 1000} s.`)),
      startPatienceMilliseconds,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function fail(reason: string): never {
  throw new Error(reason);
}

function windowUrl(port: number, target: WindowTarget): string {
  const remote = (file: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(serverPath(file))}`;
  const payload: [string, string][] = (target.extensionDevelopmentPaths ?? []).map((folder) => [
    'extensionDevelopmentPath',
    remote(folder),
  ]);
  if (target.extensionTestsPath !== undefined) {
    payload.push(['extensionTestsPath', remote(target.extensionTestsPath)]);
  }
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (target.folder === undefined) {
    // Otherwise the server opens again what was open last.
    url.searchParams.set('ew', 'true');
  } else {
    const kind = target.folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
    url.searchParams.set(kind, serverPath(target.folder));
  }
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

/** The path as addresses have it: `/c:/folder` on Windows. */
function serverPath(file: string): string {
  const slashed = path.resolve(file).replaceAll('\\', '/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}

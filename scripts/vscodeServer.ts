import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
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

/** What a bare VS Code keeps. The last two are the icons of files and of the workbench. */
const bareExtensions = [
  'json',
  'json-language-features',
  'log',
  'sql',
  'theme-defaults',
  'theme-seti',
  'theme-modern-icons',
];

/** How long a server may take to answer, on a machine that is busy. */
const startPatienceMilliseconds = 60_000;

export interface ServerOptions {
  /** Settings, state and logs. */
  readonly userDataDir: string;
  /** Where installed extensions are. */
  readonly extensionsDir: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /**
   * Leaves out the extensions that VS Code comes with, but for its themes and the languages of our files: the window is
   * there in half the time.
   */
  readonly bare?: boolean;
  /** Added to the environment of the server, and so of its extension hosts. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Lets a window take extensions from their source folders and run their tests. Such a window shows no
   * notifications and answers dialogs by itself, so it is not what a person sees: see {@link linkExtension}.
   */
  readonly extensionTests?: boolean;
}

interface WindowTarget {
  /** A folder or a `.code-workspace` file; without it the window is empty. */
  readonly folder?: string | undefined;
  /** On a server with `extensionTests`: the source folder of the extension that is tested. */
  readonly extensionDevelopmentPath?: string;
  /** On a server with `extensionTests`: the module whose `run()` the extension host calls. */
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
async function installVsCodeServer(): Promise<void> {
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

/**
 * Installs an extension from its source folder by a link: it runs what was built last. Unlike an extension under
 * development it runs in a window like any person's. The server finds links when it first looks into the folder.
 */
export async function linkExtension(source: string, extensionsDir: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8')) as Manifest;
  await mkdir(extensionsDir, { recursive: true });
  // A junction is the link to a folder that Windows allows everyone.
  const link = path.join(extensionsDir, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await symlink(source, link, 'junction');
}

type Manifest = Readonly<Record<'publisher' | 'name' | 'version', string>>;

/** Starts the VS Code server, and waits until it answers. It ends with this process at the latest. */
export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  await installVsCodeServer();
  await mkdir(options.userDataDir, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  const builtIn =
    options.bare === true ? ['--builtin-extensions-dir', await linkBareExtensions(options)] : [];
  const child = startGroup(process.execPath, [...serverArguments(options), ...builtIn], {
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

/** @returns the folder of links, beside the other extensions */
async function linkBareExtensions({ extensionsDir }: ServerOptions): Promise<string> {
  const folder = await mkdtemp(`${extensionsDir}-built-in-`);
  for (const name of bareExtensions) {
    await symlink(path.join(vscodeDirectory, 'extensions', name), path.join(folder, name), 'junction');
  }
  return folder;
}

function serverArguments({ userDataDir, extensionsDir, port = 0, extensionTests }: ServerOptions): string[] {
  return [
    serverMain,
    ...['--host', '127.0.0.1', '--port', String(port)],
    '--without-connection-token',
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    ...(extensionTests ? ['--enable-smoke-test-driver'] : []),
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
  const payload = (['extensionDevelopmentPath', 'extensionTestsPath'] as const).flatMap((name) => {
    const file = target[name];
    return file === undefined ? [] : [[name, remote(file)]];
  });
  const payloadQuery = payload.length === 0 ? '' : `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return `http://127.0.0.1:${port}/?${folderQuery(target.folder)}${payloadQuery}`;
}

function folderQuery(folder: string | undefined): string {
  if (folder === undefined) {
    // An empty window; otherwise the server opens again what was open last.
    return 'ew=true';
  }
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  // Slashes are allowed in a query, and people read this address.
  return `${kind}=${encodeURIComponent(serverPath(folder)).replaceAll('%2F', '/')}`;
}

/** The path as addresses have it: `/c:/folder` on Windows. */
function serverPath(file: string): string {
  const slashed = path.resolve(file).replaceAll('\\', '/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}

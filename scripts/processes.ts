import {
  type ChildProcess,
  type ChildProcessByStdio,
  type SpawnOptions,
  spawn,
  spawnSync,
} from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

const windows = process.platform === 'win32';

/** How many of a program's last lines an error about it shows. */
const tailLines = 30;

/**
 * Runs a program to its end, quietly.
 * @param what What it does, for the error: "Installing code-server".
 * @throws Error with the program's last lines, where it cannot be started or fails.
 */
export async function run(
  what: string,
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const problem = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : exitReason(code, signal)));
  });
  if (problem !== undefined) {
    throw new Error(`${what} failed: ${command} ${problem}\n${lastLines(output)}`);
  }
  return output;
}

/** Runs npm, the one that runs this script where there is one. */
export async function npm(what: string, args: readonly string[]): Promise<void> {
  // Node starts no .cmd file without a shell, so on Windows npm's own script is called.
  const script = process.env['npm_execpath'];
  if (script !== undefined && /\.c?js$/.test(script)) {
    await run(what, process.execPath, [script, ...args]);
  } else {
    await run(what, windows ? path.join(path.dirname(process.execPath), 'npm.cmd') : 'npm', args);
  }
}

export function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-tailLines).join('\n');
}

/** A program with its output to read, that leads a process group of its own. */
export type GroupLeader = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts a program that leads a process group of its own, so that it can be stopped with all that it starts.
 * It is stopped when this process ends, by Ctrl-C too.
 */
export function startGroup(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'>,
): GroupLeader {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: !windows });
  endWithThisProcess(child);
  return child;
}

/** Stops a program started by {@link startGroup}, and everything it started. Resolves when it is gone. */
export async function stopGroup(child: ChildProcess, patienceMilliseconds = 5000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child, 'SIGTERM');
  const impatient = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMilliseconds);
  await gone;
  clearTimeout(impatient);
  // Its children may outlive it by a moment, holding files that the caller is about to delete.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: nothing is left of the group, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

const groups = new Set<ChildProcess>();

function endWithThisProcess(child: ChildProcess): void {
  if (groups.size === 0) {
    process.once('exit', killGroups);
    // Node ends on these signals without an 'exit' event, unless someone listens.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => process.exit(128 + constants.signals[signal]));
    }
  }
  groups.add(child);
}

function killGroups(): void {
  for (const child of groups) {
    if (child.exitCode === null && child.signalCode === null) {
      signalGroup(child, 'SIGKILL');
    }
  }
}

import { access, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeTestExtension } from './testExtension.ts';

/**
 * What goes wrong at the edge to the operating system, in the database's thread: calls of `fs` by their name, with the
 * code that they fail with; a disk that takes its time to write; or the thread ends.
 */
export interface Faults {
  readonly fs?: Readonly<Record<string, string>>;
  readonly syncMs?: number;
  readonly die?: boolean;
}

const folderName = 'saboteur-1.0.0';

/**
 * Installs an extension beside ours that can make the disk and the database's thread fail: nobody has a full disk at hand,
 * and the thread is out of reach from outside. It begins nothing by itself.
 */
export async function installSaboteur(extensionsDir: string): Promise<void> {
  const folder = path.join(extensionsDir, folderName);
  await writeTestExtension(folder, 'saboteur', extension);
  await writeFile(path.join(folder, 'thread.cjs'), thread);
  await sabotage(extensionsDir, {});
}

/**
 * Waits until it is there: threads that began before are out of its reach. VS Code may start our extension sooner, whose
 * thread begins when its views are shown.
 */
export async function saboteurIsActive(extensionsDir: string): Promise<void> {
  const isActive = () =>
    access(path.join(extensionsDir, folderName, 'active')).then(
      () => true,
      () => false,
    );
  while (!(await isActive())) {
    await setTimeout(50);
  }
}

/** Has these things go wrong from now on, and nothing else. */
export async function sabotage(extensionsDir: string, faults: Faults): Promise<void> {
  const file = path.join(extensionsDir, folderName, 'faults.json');
  await writeFile(`${file}.new`, JSON.stringify(faults));
  await rename(`${file}.new`, file);
}

/** All threads that any extension starts from now on load the other script first. */
const extension = `
const threads = require('node:worker_threads');
const path = require('node:path');
const Original = threads.Worker;
threads.Worker = class Worker extends Original {
  constructor(file, options) {
    super(file, { ...options, execArgv: [...process.execArgv, '--require', path.join(__dirname, 'thread.cjs')] });
  }
};
exports.activate = () => require('node:fs').writeFileSync(path.join(__dirname, 'active'), '');
`;

const thread = `
const fs = require('node:fs');
const path = require('node:path');
const { readFileSync } = fs;
const faults = () => JSON.parse(readFileSync(path.join(__dirname, 'faults.json'), 'utf8'));
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'readSync']) {
  const original = fs[name];
  fs[name] = (...parameters) => {
    const { fs: codes, syncMs } = faults();
    const code = codes?.[name];
    // To read is never hindered: only strings such as 'wx+' ask for more.
    const isToRead = name === 'openSync' && (parameters[1] === 'r' || typeof parameters[1] !== 'string');
    if (code !== undefined && !isToRead) {
      throw Object.assign(new Error(code + ': ' + name), { code });
    }
    if (name === 'fsyncSync' && syncMs !== undefined) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, syncMs);
    }
    return original(...parameters);
  };
}
setInterval(() => {
  if (faults().die) {
    process.exit(1);
  }
}, 50).unref();
`;

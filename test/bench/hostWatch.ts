import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * An extension that runs beside ours, and tells how long the thread of the extension host was not there for others. It
 * answers at a socket: asking does not go through the window.
 */
export class HostWatch {
  /** The extension's folder. */
  readonly extension: string;

  private constructor(folder: string) {
    this.extension = folder;
  }

  static async make(): Promise<HostWatch> {
    const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-bench-watch-'));
    await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(path.join(folder, 'extension.cjs'), extension);
    return new HostWatch(folder);
  }

  /** The longest stall since somebody asked last, in milliseconds. */
  async longestStall(): Promise<number> {
    const socket = connect(path.join(this.extension, 'socket'));
    await once(socket, 'connect');
    return Number(await text(socket));
  }

  async remove(): Promise<void> {
    await rm(this.extension, { recursive: true, force: true });
  }
}

const manifest = {
  name: 'host-watch',
  publisher: 'tests',
  version: '1.0.0',
  main: './extension.cjs',
  engines: { vscode: '^1.105.0' },
  extensionKind: ['workspace'],
  activationEvents: ['*'],
};

/** A reload of the window starts the host anew: the newest answers. */
const extension = `
const { rmSync } = require('node:fs');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const resolution = 2;
exports.activate = () => {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  const socket = join(__dirname, 'socket');
  rmSync(socket, { force: true });
  createServer((connection) => {
    connection.end(String(delays.max / 1e6 - resolution));
    delays.reset();
  }).listen(socket);
};
`;

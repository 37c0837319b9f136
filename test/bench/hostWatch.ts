import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { writeTestExtension } from '../e2e/harness/testExtension.ts';

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
    await writeTestExtension(folder, 'host-watch', extension);
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

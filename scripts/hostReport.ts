import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { ReportMessage } from '../test/host/harness/report.ts';

export interface ReportListener {
  /** Where the extension host reports to. */
  readonly port: number;
  /**
   * The number of failed tests.
   * @throws Error where the extension host goes away in the middle, never comes, or falls silent.
   */
  readonly failures: Promise<number>;
  close(): void;
}

export interface Patience {
  /** How long until the extension host has started, in milliseconds. */
  readonly untilFirst: number;
  /** How long without a word from it, in milliseconds. */
  readonly betweenLines: number;
}

/** Waits for the report of one run of the host tests, and prints it as it comes. */
export async function listenForReport(patience: Patience): Promise<ReportListener> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    failures: failuresOf(server, patience),
    close: () => server.close(),
  };
}

function failuresOf(server: ReturnType<typeof createServer>, patience: Patience): Promise<number> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout;
    const settle = (action: () => void) => {
      clearTimeout(timer);
      action();
    };
    const waitFor = (milliseconds: number, missing: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(new Error(`${missing} in ${milliseconds / 1000} s.`)), milliseconds);
      // Whoever stops listening, because the window died, need not wait for it.
      timer.unref();
    };
    waitFor(patience.untilFirst, 'The extension host did not start the tests');
    server.on('connection', (socket: Socket) => {
      createInterface(socket).on('line', (line) => {
        const message = JSON.parse(line) as ReportMessage;
        if (message.kind === 'end') {
          settle(() => resolve(message.failures));
        } else {
          console.log(message.text);
          waitFor(patience.betweenLines, 'The tests hang: nothing came from the extension host');
        }
      });
      // A died process resets the connection on some systems, and closes it on others.
      socket.on('error', () => {});
      socket.on('close', () =>
        settle(() => reject(new Error('The extension host ended in the middle of the tests.'))),
      );
    });
  });
}

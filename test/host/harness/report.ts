import { connect, type Socket } from 'node:net';

/** What the extension host sends while its tests run: one JSON object a line. */
export type ReportMessage =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end'; readonly failures: number };

interface Report {
  print(line: string): void;
  /** Ends the report. `error` is what kept the tests from running to their end. */
  finish(failures: number, error?: unknown): Promise<void>;
}

/**
 * Opens the way back to whoever started the tests: a connection to the port named by the environment, which also
 * tells them at once when the extension host dies. On the desktop there is none, and the console reaches them.
 */
export async function openReport(): Promise<Report> {
  const port = process.env['DATAFLOWS_TEST_REPORT_PORT'];
  if (port === undefined) {
    return { print: (line) => console.log(line), finish: async () => {} };
  }
  const socket = connect(Number(port), '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return overSocket(socket);
}

function overSocket(socket: Socket): Report {
  const send = (message: ReportMessage) => socket.write(`${JSON.stringify(message)}\n`);
  let finished = false;
  return {
    print: (text) => send({ kind: 'line', text }),
    async finish(failures, error) {
      if (finished) {
        return;
      }
      finished = true;
      if (error !== undefined) {
        send({ kind: 'line', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
      send({ kind: 'end', failures });
      await new Promise<void>((resolve) => socket.end(resolve));
    },
  };
}

import { type MessagePort, parentPort } from 'node:worker_threads';
import { parseBody } from '../api/answer.ts';
import { type RowPage, type RowsWanted, readRowPage } from './rowPage.ts';

/** The entry of the thread that reads pages, one after the other. */

export interface PageQuestion {
  readonly id: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly wanted: RowsWanted;
}

/** The page; or the body again, where it is not as it should be: errors are made where they are told. */
export type PageAnswer =
  | { readonly id: number; readonly page: RowPage }
  | { readonly id: number; readonly unread: Uint8Array<ArrayBuffer> };

if (parentPort !== null) {
  serve(parentPort);
}

function serve(port: MessagePort): void {
  port.on('message', ({ id, body, wanted }: PageQuestion) => {
    const page = readOrUndefined(body, wanted);
    if (page === undefined) {
      port.postMessage({ id, unread: body } satisfies PageAnswer, [body.buffer]);
    } else {
      port.postMessage({ id, page } satisfies PageAnswer, buffersOf(page));
    }
  });
}

function readOrUndefined(body: Uint8Array<ArrayBuffer>, wanted: RowsWanted): RowPage | undefined {
  try {
    const answer = parseBody(body);
    const page = answer === undefined ? undefined : readRowPage(answer, wanted);
    return page?.children.some(({ error }) => error !== undefined) ? undefined : page;
  } catch {
    return undefined;
  }
}

function buffersOf({ rows, children }: RowPage): ArrayBuffer[] {
  return [...(rows === undefined ? [] : [rows]), ...children.map((child) => child.rows)].map(
    ({ bytes }) => bytes.buffer,
  );
}

import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { Answer, readObject } from '../api/answer.ts';
import { cancelled } from '../api/retry.ts';
import { malformed } from './page.ts';
import type { PageAnswer, PageQuestion } from './pageWorker.ts';
import { type RowPage, type RowsWanted, readRowPage } from './rowPage.ts';

interface Waiting {
  readonly take: (answer: PageAnswer) => void;
  readonly fail: (error: Error) => void;
}

/** The thread’s heap holds little more than the page that is being read; by itself it would take several times this. */
const youngGenerationMb = 12;

/**
 * Reads pages as rows. From the first list on that has more than one page it does so in a thread of its own, where it is given
 * one: parsing takes longer than all else that a page costs, and the thread that asks Stripe is the one all extensions share.
 * Disposed of, it ends the thread.
 */
export class PageReader {
  readonly #script: string | URL | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  /** Whether no thread is started any more, as it has ended by itself, or nobody would end it: pages are read here. */
  #hasEnded = false;
  #count = 0;

  /** @param script The worker’s: dist/page-worker.cjs, or pageWorker.ts itself. */
  constructor(script: string | URL | undefined) {
    this.#script = script;
  }

  /**
   * Reads an answer of a top-level list. Its body is gone afterwards.
   * @throws UnexpectedAnswer, ConnectorError `malformedAnswer`
   */
  async read(answer: Answer, wanted: RowsWanted): Promise<RowPage> {
    const worker = this.#worker;
    if (worker === undefined) {
      const page = readRowPage(await readObject(answer), wanted);
      if (page.hasMore) {
        this.#start();
      }
      return page;
    }
    const { status, body, requestId } = answer;
    const read = await this.#ask(worker, body, wanted);
    return 'page' in read
      ? read.page
      : readRowPage(await readObject(new Answer(status, read.unread, requestId)), wanted);
  }

  [Symbol.dispose](): void {
    this.#hasEnded = true;
    this.#endWaiting(cancelled());
    void this.#worker?.terminate();
  }

  #start(): void {
    if (this.#script === undefined || this.#worker !== undefined || this.#hasEnded) {
      return;
    }
    const worker = new Worker(this.#script, {
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
    let cause: unknown;
    worker.on('message', (answer: PageAnswer) => this.#waiting.get(answer.id)?.take(answer));
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#hasEnded = true;
      // A request that failed so is made again.
      this.#endWaiting(malformed(l10n.t('A page of a list could not be read ({0}).', String(cause))));
    });
    this.#worker = worker;
  }

  async #ask(worker: Worker, body: Uint8Array<ArrayBuffer>, wanted: RowsWanted): Promise<PageAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<PageAnswer>();
    this.#count += 1;
    const id = this.#count;
    this.#waiting.set(id, { take: resolve, fail: reject });
    try {
      worker.postMessage({ id, body, wanted } satisfies PageQuestion, [body.buffer]);
      return await promise;
    } finally {
      this.#waiting.delete(id);
    }
  }

  #endWaiting(error: Error): void {
    for (const { fail } of this.#waiting.values()) {
      fail(error);
    }
  }
}

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { Answer, UnexpectedAnswer } from '../../src/connectors/stripe/api/answer.ts';
import { StripeRequestError } from '../../src/connectors/stripe/api/requestError.ts';
import { PageReader } from '../../src/connectors/stripe/pages/pageReader.ts';
import type { RowPage, RowsWanted } from '../../src/connectors/stripe/pages/rowPage.ts';
import { unpackRows } from '../../src/database/unpackRows.ts';
import { startStripeServer } from '../stripe-server/stripeServer.ts';
import { pageWorker } from './harness.ts';

const invoices: RowsWanted = { resource: 'invoices', own: true, children: ['invoice_line_items'] };

function answerOf(body: string | object): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Answer(200, new TextEncoder().encode(text), 'req_1');
}

/** The page with its rows as cells. */
function contentOf({ rows, children, ...outline }: RowPage) {
  return {
    ...outline,
    rows: rows && unpackRows(rows),
    children: children.map((child) => ({ ...child, rows: unpackRows(child.rows) })),
  };
}

/** It comes with the first page that is not the last one. */
async function startThread(reader: PageReader): Promise<void> {
  const page = await reader.read(answerOf({ data: [{ id: 'in_0' }], has_more: true }), invoices);
  assert.deepEqual(page.ids, ['in_0']);
}

describe('Pages that are read in a thread of their own', () => {
  let reader: PageReader;

  beforeEach(async () => {
    reader = new PageReader(pageWorker);
    await startThread(reader);
  });

  afterEach(() => {
    reader[Symbol.dispose]();
  });

  it('are as they are when read here, children and all', async () => {
    const server = await startStripeServer({ customers: 20 });
    const objects = server.objects('invoices');
    await server.close();
    const [first] = objects;
    const more = {
      ...first,
      id: 'in_more',
      lines: { object: 'list', data: [{ id: 'il_1' }], has_more: true },
    };
    const list = { object: 'list', data: [...objects, more], has_more: true };
    using here = new PageReader(undefined);
    const expected = contentOf(await here.read(answerOf(list), invoices));
    const page = contentOf(await reader.read(answerOf(list), invoices));
    assert.deepEqual(page, expected);
    assert.equal(page.rows?.length, list.data.length);
    assert.deepEqual(page.children[0]?.more, [{ parent: 'in_more', after: ['il_1'] }]);
    assert.equal(page.ids.at(-1), 'in_more');
  });

  it('keep integers beyond 2^53', async () => {
    const page = await reader.read(
      answerOf('{"object":"list","data":[{"id":"ch_1","amount":9007199254740993}],"has_more":false}'),
      { resource: 'charges', own: true, children: [] },
    );
    assert.ok(contentOf(page).rows?.[0]?.includes(9007199254740993n));
  });

  it('tell of what is no list as if they were read here', async () => {
    const wanted: RowsWanted = { resource: 'charges', own: true, children: [] };
    await assert.rejects(reader.read(answerOf('<html>'), wanted), (error) => {
      assert.ok(error instanceof UnexpectedAnswer);
      assert.deepEqual([error.isWebPage, error.requestId], [true, 'req_1']);
      return true;
    });
    await assert.rejects(reader.read(answerOf({ object: 'list' }), wanted), StripeRequestError);
    const [child] = (
      await reader.read(
        answerOf({ data: [{ id: 'in_1', lines: { data: 'none' } }], has_more: false }),
        invoices,
      )
    ).children;
    assert.equal(child?.error?.reason, 'malformedAnswer');
  });

  it('are read here once the thread has died', async () => {
    using dying = new PageReader(new URL('data:text/javascript,process.exit(1)'));
    await startThread(dying);
    const list = { data: [{ id: 'ch_1' }], has_more: false };
    const wanted: RowsWanted = { resource: 'charges', own: true, children: [] };
    await assert.rejects(dying.read(answerOf(list), wanted), { reason: 'malformedAnswer' });
    assert.deepEqual((await dying.read(answerOf(list), wanted)).ids, ['ch_1']);
  });

  it('are left when the reader is disposed of', async () => {
    const read = reader.read(answerOf({ data: [], has_more: false }), invoices);
    reader[Symbol.dispose]();
    await assert.rejects(read, { reason: 'cancelled' });
  });
});

describe('A reader of pages that is disposed of while it reads the first one', () => {
  it('starts no thread that nobody would end', async () => {
    const threads: Worker[] = [];
    const note = (thread: Worker): void => {
      threads.push(thread);
    };
    process.on('worker', note);
    try {
      const reader = new PageReader(pageWorker);
      const started = startThread(reader);
      reader[Symbol.dispose]();
      await started;
      // Node tells of a thread in a later tick.
      await setImmediate();
    } finally {
      process.off('worker', note);
      await Promise.all(threads.map((thread) => thread.terminate()));
    }
    assert.equal(threads.length, 0);
  });
});

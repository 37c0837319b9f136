import assert from 'node:assert/strict';
import Stripe from 'stripe';
import { ConnectorError } from '../../src/connectors/connector.ts';
import { unpackRows } from '../../src/database/unpackRows.ts';
import {
  type Asked,
  connection,
  costOf,
  endOf,
  idsOf,
  list,
  type Respond,
  readAll,
  startScriptedServer,
  stripeError,
} from './stripeAnswers.ts';

/** Objects with the ids `<prefix>_<from>` to `<prefix>_<to>`. */
const objects = (prefix: string, from: number, to: number): { id: string }[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ id: `${prefix}_${from + index}` }));

const cursor = (asked: Asked): string | null => asked.query.get('starting_after');

describe('Reading Stripe’s lists', () => {
  it('goes from page to page by cursor, a hundred at a time', async () => {
    await using server = await startScriptedServer((asked) =>
      cursor(asked) === null ? list(objects('cus', 1, 100), true) : list(objects('cus', 101, 130)),
    );
    const events = await readAll(server.connector, ['customers']);
    assert.deepEqual(
      idsOf(events, 'customers'),
      objects('cus', 1, 130).map(({ id }) => id),
    );
    assert.deepEqual(
      server.asked.map((asked) => [asked.path, asked.query.toString()]),
      [
        ['/v1/customers', 'limit=100'],
        ['/v1/customers', 'limit=100&starting_after=cus_100'],
      ],
    );
    assert.deepEqual(
      events.map((event) => event.kind),
      ['started', 'requests', 'batch', 'requests', 'batch', 'requests', 'finished'],
    );
    assert.deepEqual(endOf(events, 'customers'), { kind: 'finished', resource: 'customers', complete: true });
    assert.deepEqual(costOf(events, 'customers'), { requests: 2, retries: 0 });
  });

  it('finishes an empty list', async () => {
    await using server = await startScriptedServer(() => list([]));
    const events = await readAll(server.connector, ['customers']);
    assert.deepEqual(endOf(events, 'customers'), { kind: 'finished', resource: 'customers', complete: true });
    assert.ok(!events.some((event) => event.kind === 'batch'));
  });

  it('pins the API version, names the connected account, and sends no telemetry', async () => {
    await using server = await startScriptedServer(() => list(objects('cus', 1, 1), false));
    const connectedAccount = 'acct_1Sth7pZc4VnGdYsE';
    await readAll(server.connector, ['customers', 'charges'], {
      connection: { ...connection, connectedAccount },
    });
    assert.equal(server.asked.length, 2);
    for (const { headers } of server.asked) {
      assert.equal(headers['stripe-version'], Stripe.API_VERSION);
      assert.equal(headers['stripe-account'], connectedAccount);
      assert.equal(headers.authorization, `Bearer ${connection.apiKey}`);
      assert.equal(headers['x-stripe-client-telemetry'], undefined);
      assert.match(headers['user-agent'] ?? '', /Dataflows for Stripe/);
    }
  });

  it('asks for canceled subscriptions, too', async () => {
    await using server = await startScriptedServer(() => list([]));
    await readAll(server.connector, ['subscriptions']);
    assert.equal(server.asked[0]?.query.get('status'), 'all');
  });

  it('reads the one list that takes no limit and no cursor', async () => {
    await using server = await startScriptedServer(() => list(objects('balance.summary', 1, 3)));
    const events = await readAll(server.connector, ['reporting_report_types']);
    assert.equal(server.asked[0]?.query.toString(), '');
    assert.equal(idsOf(events, 'reporting_report_types').length, 3);
  });

  it('keeps integers beyond 2^53 exact', async () => {
    await using server = await startScriptedServer(() => ({
      body: '{"object":"list","data":[{"id":"ch_1","amount":9007199254740993}],"has_more":false}',
    }));
    const [resource] = (await server.connector.resources()).filter(({ name }) => name === 'charges');
    const events = await readAll(server.connector, ['charges']);
    const batch = events.find((event) => event.kind === 'batch');
    const amount = resource?.columns.findIndex((column) => column.name === 'amount') ?? -1;
    assert.equal(unpackRows(batch?.rows ?? [])[0]?.[amount], 9007199254740993n);
  });

  it('leaves out resources that it does not know', async () => {
    await using server = await startScriptedServer(() => list([]));
    assert.deepEqual(await readAll(server.connector, ['unicorns']), []);
  });

  it('prints nothing when Stripe sends a notice', async () => {
    await using server = await startScriptedServer(() => ({
      ...list([]),
      headers: { 'stripe-notice': 'Hello!' },
    }));
    const warnings: Error[] = [];
    const collect = (warning: Error): void => void warnings.push(warning);
    process.on('warning', collect);
    try {
      await readAll(server.connector, ['customers']);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('warning', collect);
    }
    assert.deepEqual(warnings, []);
  });

  describe('that do not go on', () => {
    const stuck: Readonly<Record<string, Respond>> = {
      'the same page again and again': () => list(objects('cus', 1, 100), true),
      'two pages in turn': (asked) =>
        cursor(asked) === 'cus_100'
          ? list(objects('cus', 101, 200), true)
          : list(objects('cus', 1, 100), true),
      'more, but nothing on the page': () => list([], true),
    };
    for (const [what, respond] of Object.entries(stuck)) {
      it(`fails instead of turning in circles: ${what}`, async () => {
        await using server = await startScriptedServer(respond);
        const end = endOf(await readAll(server.connector, ['customers']), 'customers');
        assert.ok(end?.kind === 'failed' && end.error.reason === 'malformedAnswer');
        assert.ok(server.asked.length <= 3);
      });
    }

    it('goes on after the object before, where the last was deleted meanwhile', async () => {
      await using server = await startScriptedServer((asked) => {
        switch (cursor(asked)) {
          case null:
            return list(objects('cus', 1, 100), true);
          case 'cus_100':
            return stripeError(400, 'No such customer: cus_100', {
              code: 'resource_missing',
              param: 'starting_after',
            });
          default:
            return list(objects('cus', 101, 120));
        }
      });
      const events = await readAll(server.connector, ['customers']);
      assert.equal(idsOf(events, 'customers').length, 120);
      assert.deepEqual(server.asked.map(cursor), [null, 'cus_100', 'cus_99']);
    });
  });

  describe('inside other objects', () => {
    const lines = (from: number, to: number, hasMore: boolean): object => ({
      object: 'list',
      data: objects('il', from, to),
      has_more: hasMore,
    });

    it('completes what is cut at ten, after the last inlined object', async () => {
      await using server = await startScriptedServer((asked) => {
        if (asked.path === '/v1/invoices') {
          return list([
            { id: 'in_1', lines: lines(1, 10, true) },
            { id: 'in_2', lines: lines(21, 22, false) },
          ]);
        }
        return cursor(asked) === 'il_10' ? list(objects('il', 11, 15), true) : list(objects('il', 16, 20));
      });
      const events = await readAll(server.connector, ['invoices', 'invoice_line_items']);
      assert.deepEqual(
        server.asked.map((asked) => `${asked.path} ${cursor(asked)}`),
        ['/v1/invoices null', '/v1/invoices/in_1/lines il_10', '/v1/invoices/in_1/lines il_15'],
      );
      assert.deepEqual(
        new Set(idsOf(events, 'invoice_line_items')),
        new Set(objects('il', 1, 22).map(({ id }) => id)),
      );
      const parents = events.flatMap((event) =>
        event.kind === 'batch' && event.resource === 'invoice_line_items' ? unpackRows(event.rows) : [],
      );
      assert.deepEqual(Map.groupBy(parents, (row) => row[1]).get('in_1')?.length, 20);
      assert.deepEqual(idsOf(events, 'invoices'), ['in_1', 'in_2']);
      assert.deepEqual(costOf(events, 'invoices'), { requests: 1, retries: 0 });
      assert.deepEqual(costOf(events, 'invoice_line_items'), { requests: 2, retries: 0 });
    });

    it('come without their parents’ rows where only they are wanted', async () => {
      await using server = await startScriptedServer(() => list([{ id: 'in_1', lines: lines(1, 2, false) }]));
      const events = await readAll(server.connector, ['invoice_line_items']);
      assert.deepEqual(idsOf(events, 'invoice_line_items'), ['il_1', 'il_2']);
      assert.deepEqual(new Set(events.map((event) => event.resource)), new Set(['invoice_line_items']));
      assert.deepEqual(costOf(events, 'invoice_line_items'), { requests: 1, retries: 0 });
    });

    it('are asked for where Stripe leaves them out otherwise', async () => {
      await using server = await startScriptedServer(() => list([]));
      await readAll(server.connector, ['checkout_sessions', 'checkout_session_line_items']);
      assert.deepEqual(server.asked[0]?.query.getAll('expand[]'), ['data.line_items']);
    });

    it('are not asked for where nobody wants them', async () => {
      await using server = await startScriptedServer(() => list([]));
      await readAll(server.connector, ['checkout_sessions']);
      assert.deepEqual(server.asked[0]?.query.getAll('expand[]'), []);
    });

    it('take the parent’s id as a parameter where the endpoint wants it so', async () => {
      await using server = await startScriptedServer((asked) =>
        asked.path === '/v1/subscriptions'
          ? list([{ id: 'sub_1', items: { object: 'list', data: objects('si', 1, 10), has_more: true } }])
          : list(objects('si', 11, 12)),
      );
      const events = await readAll(server.connector, ['subscription_items']);
      assert.equal(server.asked[1]?.path, '/v1/subscription_items');
      assert.equal(server.asked[1]?.query.get('subscription'), 'sub_1');
      assert.equal(server.asked[1]?.query.get('starting_after'), 'si_10');
      assert.equal(idsOf(events, 'subscription_items').length, 12);
    });

    it('are complete although a parent was deleted meanwhile', async () => {
      await using server = await startScriptedServer((asked) => {
        if (asked.path === '/v1/invoices') {
          return list([
            { id: 'in_1', lines: lines(1, 10, true) },
            { id: 'in_2', lines: lines(21, 30, true) },
          ]);
        }
        return asked.path === '/v1/invoices/in_1/lines'
          ? stripeError(404, 'No such invoice: in_1', { code: 'resource_missing', param: 'id' })
          : list(objects('il', 31, 33));
      });
      const events = await readAll(server.connector, ['invoices', 'invoice_line_items']);
      assert.equal(idsOf(events, 'invoice_line_items').length, 23);
      assert.deepEqual(endOf(events, 'invoice_line_items'), {
        kind: 'finished',
        resource: 'invoice_line_items',
        complete: true,
      });
    });

    it('are read from their beginning where the object to go on after is gone, but only once', async () => {
      const noCursor = stripeError(400, 'No such line item', {
        code: 'resource_missing',
        param: 'starting_after',
      });
      const replaced = objects('il', 31, 42);
      let refusals = 0;
      await using server = await startScriptedServer((asked) => {
        if (asked.path === '/v1/invoices') {
          return list([
            { id: 'in_1', lines: lines(1, 2, true) },
            { id: 'in_2', lines: lines(21, 22, true) },
          ]);
        }
        if (asked.path === '/v1/invoices/in_1/lines') {
          return cursor(asked) === null ? list(replaced) : noCursor;
        }
        refusals += cursor(asked) === null ? 0 : 1;
        // So that a reader that goes on for ever ends some time.
        return cursor(asked) !== null && refusals < 50 ? noCursor : list(objects('il', 23, 24), true);
      });
      const events = await readAll(server.connector, ['invoices', 'invoice_line_items']);
      const ids = new Set(idsOf(events, 'invoice_line_items'));
      assert.ok(replaced.every(({ id }) => ids.has(id)));
      const end = endOf(events, 'invoice_line_items');
      assert.ok(end?.kind === 'failed');
      assert.match(end.error.message, /No such line item/);
      // The two inlined ones, and once more the two of the page that the list begins with.
      assert.equal(refusals, 4);
      assert.equal(endOf(events, 'invoices')?.kind, 'finished');
    });

    it('may come into trouble without their parents', async () => {
      await using server = await startScriptedServer((asked) =>
        asked.path === '/v1/invoices'
          ? list([{ id: 'in_1', lines: lines(1, 10, true) }])
          : stripeError(
              403,
              "Having the 'rak_invoice_read' permission would allow this request to continue.",
            ),
      );
      const events = await readAll(server.connector, ['invoices', 'invoice_line_items']);
      const end = endOf(events, 'invoice_line_items');
      assert.ok(end?.kind === 'skipped' && end.error.permission === 'rak_invoice_read');
      assert.equal(endOf(events, 'invoices')?.kind, 'finished');
    });

    it('share their parents’ trouble', async () => {
      await using server = await startScriptedServer(() => stripeError(403, 'No.'));
      const events = await readAll(server.connector, ['invoices', 'invoice_line_items']);
      assert.equal(endOf(events, 'invoices')?.kind, 'skipped');
      assert.equal(endOf(events, 'invoice_line_items')?.kind, 'skipped');
    });
  });

  describe('at a consumer’s pace', () => {
    const endless: Respond = (asked) => {
      const from = Number(cursor(asked)?.split('_')[1] ?? 0) + 1;
      return list(objects('x', from, from + 99), true);
    };

    it('holds back while nobody takes the rows', async () => {
      await using server = await startScriptedServer(endless);
      const stop = new AbortController();
      const events = server.connector.read({
        connection,
        resources: [
          { resource: 'customers', rows: 0 },
          { resource: 'charges', rows: 0 },
        ],
        signal: stop.signal,
        full: false,
      });
      const iterator = events[Symbol.asyncIterator]();
      for (let taken = 0; taken < 20; taken++) {
        await iterator.next();
      }
      // Each table is at most one page ahead of what was taken: a page makes two events.
      assert.ok(server.asked.length <= 12, `${server.asked.length} pages for 20 events`);
      stop.abort();
      await assert.rejects(drain(iterator), (error) => ConnectorError.is(error, 'cancelled'));
    });

    it('lets go of requests in flight when the consumer leaves', async () => {
      await using server = await startScriptedServer((asked) =>
        asked.path === '/v1/charges' ? 'hang' : list(objects('cus', 1, 1)),
      );
      for await (const event of server.connector.read({
        connection,
        resources: [
          { resource: 'customers', rows: 0 },
          { resource: 'charges', rows: 0 },
        ],
        signal: new AbortController().signal,
        full: false,
      })) {
        if (event.kind === 'batch' && event.rows.length > 0) {
          await server.hanging;
          break;
        }
      }
    });
  });
});

async function drain(iterator: AsyncIterator<unknown>): Promise<void> {
  while ((await iterator.next()).done !== true) {
    // Taken, and let go.
  }
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Fault } from '../stripe-server/faults.ts';
import type { StripeServer } from '../stripe-server/stripeServer.ts';
import { costOf, endOf, idsOf, list, readAll, startScriptedServer } from './stripeAnswers.ts';
import {
  completeRows,
  connectorTo,
  idsOnServer,
  parentWith,
  putCustomers,
  readFrom,
  startEmptyServer,
} from './stripeObjects.ts';

const year = 365 * 24 * 60 * 60;

describe('Listing in parallel', () => {
  let server: StripeServer;
  beforeEach(async () => {
    server = await startEmptyServer(['customers', 'invoices', 'subscriptions']);
  });
  afterEach(() => server.close());

  const spread = (count: number): number[] =>
    Array.from({ length: count }, (_, index) => server.now - Math.floor((2 * year * (index + 1)) / count));

  const expectAll = async (resource = 'customers'): Promise<void> => {
    const rows = completeRows(await readFrom(server, [resource]), resource);
    assert.deepEqual(new Set(rows.keys()), idsOnServer(server, resource));
  };

  /** How many ranges the customers were read in. */
  const ranges = (): number => new Set(server.requests.map(({ query }) => query.get('created[lt]'))).size;

  it('takes each object once, in ranges that several readers share', async () => {
    putCustomers(server, spread(2500));
    await expectAll();
    assert.ok(ranges() > 3, `${ranges()} ranges`);
    const cost = server.requests.length;
    assert.ok(cost <= 25 * 2, `${cost} requests for 25 pages`);
  });

  it('takes a list in one go where there is nothing to spare', async () => {
    putCustomers(server, spread(500));
    const limits = { perSecond: 500, perEndpoint: 500, inFlight: 1 };
    const events = await readFrom(server, ['customers'], connectorTo(server, { live: limits, test: limits }));
    assert.equal(completeRows(events, 'customers').size, 500);
    assert.equal(server.requests.length, 5);
    assert.equal(ranges(), 1);
  });

  it('takes a thousand objects of one second', async () => {
    const [before = 0, , after = 0] = spread(3);
    putCustomers(server, [...spread(700), ...new Array(1000).fill(Math.floor((before + after) / 2))]);
    await expectAll();
  });

  it('takes two thousand objects of two seconds, the newest and the oldest of all', async () => {
    putCustomers(server, [...new Array(1000).fill(server.now), ...new Array(1000).fill(server.now - year)]);
    await expectAll();
  });

  it('takes objects older than Stripe', async () => {
    putCustomers(server, [...spread(400), ...new Array(250).fill(1000), ...new Array(250).fill(0)]);
    await expectAll();
  });

  it('takes all that was there at its start, while objects are created and deleted', async () => {
    putCustomers(server, spread(1500));
    const before = idsOnServer(server, 'customers');
    let asked = 0;
    server.faults.add(() => {
      asked += 1;
      server.create('customers', { id: `cus_new_${asked}` });
      // The last one of a page that was sent: the cursor of a reader.
      const gone = `cus_${asked * 100 - 1}`;
      if (idsOnServer(server, 'customers').has(gone)) {
        server.delete('customers', gone);
      }
      return undefined;
    });
    const rows = completeRows(await readFrom(server, ['customers']), 'customers');
    const now = idsOnServer(server, 'customers');
    const stayed = [...before].filter((id) => now.has(id));
    assert.deepEqual(
      stayed.filter((id) => !rows.has(id)),
      [],
    );
    assert.ok([...rows.keys()].every((id) => before.has(id) || now.has(id)));
  });

  it('completes an invoice of 2,500 lines while it reads the others', async () => {
    for (const [index, created] of spread(150).entries()) {
      server.put('invoices', parentWith('invoice', `in_${index}`, created, 'lines', index === 7 ? 2500 : 3));
    }
    const events = await readFrom(server, ['invoices', 'invoice_line_items']);
    assert.equal(completeRows(events, 'invoices').size, 150);
    const lines = completeRows(events, 'invoice_line_items');
    assert.deepEqual(new Set(lines.keys()), idsOnServer(server, 'invoice_line_items'));
    assert.equal(lines.size, 149 * 3 + 2500);
  });

  it('completes subscriptions of 20 items, many at a time', async () => {
    for (const [index, created] of spread(120).entries()) {
      server.put('subscriptions', parentWith('subscription', `sub_${index}`, created, 'items', 20));
    }
    const items = completeRows(await readFrom(server, ['subscription_items']), 'subscription_items');
    assert.equal(items.size, 120 * 20);
  });

  it('ends where a range has the same page for ever', async () => {
    putCustomers(server, spread(1000));
    server.faults.add(({ query }) =>
      query.has('created[lt]') && query.has('starting_after')
        ? {
            kind: 'body',
            body: JSON.stringify({
              data: [{ id: 'cus_500', created: Number(query.get('created[lt]')) - 1 }],
              has_more: true,
            }),
          }
        : undefined,
    );
    const end = endOf(await readFrom(server, ['customers']), 'customers');
    assert.ok(end?.kind === 'failed' && end.error.reason === 'malformedAnswer');
  });

  it('ends where a range says that there is more, with nothing on the page', async () => {
    putCustomers(server, spread(1000));
    server.faults.add(({ query }) =>
      query.has('created[lt]') ? { kind: 'body', body: '{"data":[],"has_more":true}' } : undefined,
    );
    const end = endOf(await readFrom(server, ['customers']), 'customers');
    assert.ok(end?.kind === 'failed' && end.error.reason === 'malformedAnswer');
  });

  it('reads everything from a server that does not heed the filter', async () => {
    const objects = Array.from({ length: 650 }, (_, index) => ({
      id: `cus_${index}`,
      created: 1_900_000_000 - index,
    }));
    await using scripted = await startScriptedServer(({ query }) => {
      const after = objects.findIndex(({ id }) => id === query.get('starting_after'));
      return list(objects.slice(after + 1, after + 101), after + 101 < objects.length);
    });
    const events = await readAll(scripted.connector, ['customers']);
    assert.equal(endOf(events, 'customers')?.kind, 'finished');
    assert.equal(new Set(idsOf(events, 'customers')).size, 650);
    assert.ok(scripted.asked.length <= 3 * 7, `${scripted.asked.length} requests`);
  });

  it('lets one range’s trouble end the whole list', async () => {
    putCustomers(server, spread(1500));
    server.faults.add(({ query }) =>
      query.has('created[lt]') ? { kind: 'status', status: 400 } : undefined,
    );
    const events = await readFrom(server, ['customers']);
    assert.equal(endOf(events, 'customers')?.kind, 'failed');
    assert.ok(
      events.findLast((event) => event.kind === 'batch' || event.kind === 'failed')?.kind === 'failed',
    );
  });

  const passing: readonly Fault[] = [
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, headers: { 'Retry-After': '0' } },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 429, headers: { 'Stripe-Rate-Limited-Reason': 'global-concurrency' } },
    { kind: 'cut' },
    { kind: 'drop' },
    { kind: 'brokenJson' },
    { kind: 'html', status: 502 },
  ];

  it('gives exactly the server’s objects, whenever they were created and whatever goes wrong', async () => {
    const second = fc.oneof(
      fc.integer({ min: 0, max: 2 * year }),
      fc.integer({ min: 0, max: 5 }),
      fc.constant(year),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(second, fc.constantFrom(1, 1, 1, 120)), { minLength: 1, maxLength: 40 }),
        fc.array(fc.option(fc.constantFrom(...passing), { freq: 2 }), { maxLength: 40 }),
        fc.constantFrom(1, 2, 5, 50),
        async (groups, faults, inFlight) => {
          await using own = await startEmptyServer(['customers']);
          putCustomers(
            own,
            groups.flatMap(([ago, count]) => new Array(count).fill(own.now - ago)),
          );
          const waiting = [...faults];
          const failed = new Map<string, number>();
          own.faults.add(({ query }) => {
            const times = failed.get(query.toString()) ?? 0;
            failed.set(query.toString(), times + 1);
            // Three garbled answers to one request would rightly end the list.
            return times < 2 ? (waiting.shift() ?? undefined) : undefined;
          });
          const limits = { perSecond: 20_000, perEndpoint: 20_000, inFlight };
          const events = await readFrom(own, ['customers'], connectorTo(own, { live: limits, test: limits }));
          assert.deepEqual(new Set(completeRows(events, 'customers').keys()), idsOnServer(own, 'customers'));
          assert.equal(costOf(events, 'customers').requests, own.requests.length);
        },
      ),
      { numRuns: 20 },
    );
  });
});

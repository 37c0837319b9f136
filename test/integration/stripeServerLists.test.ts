import assert from 'node:assert/strict';
import fc from 'fast-check';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { restrictedTestKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { ask, askPage } from './stripeServerRequests.ts';

describe('Stripe-like server: lists', () => {
  let server: StripeServer;
  const truth = (resource: string): string[] => server.objects(resource).map(({ id }) => id);

  before(async () => {
    server = await startStripeServer({ customers: 60 });
  });
  after(() => server.close());

  it('answers every list of the catalog', async () => {
    for (const { name, parent, path } of catalog().values()) {
      if (parent === null) {
        const { status, body } = await ask(server, path);
        assert.equal(status, 200, name);
        assert.deepEqual([body.object, body.url], ['list', path]);
      }
    }
  });

  it('leaves out the objects of test clocks unless they are asked for', async () => {
    await using own = await startStripeServer({ customers: 2, only: ['customers', 'subscriptions'] });
    const { id: customer } = own.create('customers', { test_clock: 'clock_1' });
    const { id: subscription } = own.create('subscriptions', { test_clock: 'clock_1', customer });
    const idsAt = async (path: string) => (await askPage(own, `${path}limit=100`)).ids;
    assert.ok(!(await idsAt('/v1/customers?')).includes(customer));
    assert.deepEqual(await idsAt('/v1/customers?test_clock=clock_1&'), [customer]);
    assert.ok(!(await idsAt('/v1/subscriptions?')).includes(subscription));
    assert.deepEqual(await idsAt('/v1/subscriptions?test_clock=clock_1&'), [subscription]);
    assert.deepEqual(await idsAt(`/v1/subscriptions?customer=${customer}&`), [subscription]);
    assert.equal((await ask(own, `/v1/customers/${customer}`)).status, 200);
  });

  it('lists the newest first', async () => {
    const { body } = await ask(server, '/v1/charges?limit=100');
    const created = (body.data ?? []).map((charge) => charge.created ?? 0);
    assert.deepEqual(
      created,
      created.toSorted((a, b) => b - a),
    );
  });

  it('gives ten without a limit', async () => {
    const { ids, hasMore } = await askPage(server, '/v1/customers');
    assert.deepEqual(ids, truth('customers').slice(0, 10));
    assert.equal(hasMore, true);
  });

  it('pages with starting_after through all, whatever the limit', async () => {
    const all = truth('customers');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 100 }), async (limit) => {
        const seen: string[] = [];
        for (let hasMore = true; hasMore; ) {
          const cursor = seen.length === 0 ? '' : `&starting_after=${seen.at(-1)}`;
          const page = await askPage(server, `/v1/customers?limit=${limit}${cursor}`);
          seen.push(...page.ids);
          hasMore = page.hasMore;
        }
        assert.deepEqual(seen, all);
      }),
      { numRuns: 15 },
    );
  });

  it('gives the neighbours of a cursor in either direction', async () => {
    const all = truth('invoices');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: all.length - 1 }),
        fc.integer({ min: 1, max: 100 }),
        async (position, limit) => {
          const id = all[position];
          const after = await askPage(server, `/v1/invoices?limit=${limit}&starting_after=${id}`);
          assert.deepEqual(after.ids, all.slice(position + 1, position + 1 + limit));
          assert.equal(after.hasMore, position + 1 + limit < all.length);
          const before = await askPage(server, `/v1/invoices?limit=${limit}&ending_before=${id}`);
          assert.deepEqual(before.ids, all.slice(Math.max(0, position - limit), position));
          assert.equal(before.hasMore, position > limit);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('filters by created, to the second', async () => {
    const charges = server.objects('charges').map(({ id, created }) => ({ id, created: Number(created) }));
    const times = charges.map(({ created }) => created);
    const tests = {
      gt: (time: number, than: number) => time > than,
      gte: (time: number, than: number) => time >= than,
      lt: (time: number, than: number) => time < than,
      lte: (time: number, than: number) => time <= than,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('gt' as const, 'gte' as const),
        fc.constantFrom(...times),
        fc.constantFrom('lt' as const, 'lte' as const),
        fc.constantFrom(...times),
        async (from, first, to, last) => {
          const path = `/v1/charges?limit=100&created[${from}]=${first}&created[${to}]=${last}`;
          const { ids, hasMore } = await askPage(server, path);
          const wanted = charges.filter(
            ({ created }) => tests[from](created, first) && tests[to](created, last),
          );
          assert.deepEqual(
            ids,
            wanted.slice(0, 100).map(({ id }) => id),
          );
          assert.equal(hasMore, wanted.length > 100);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('filters invoiceitems by their date, as created', async () => {
    const items = server.objects('invoiceitems');
    const date = Number(items[3]?.['date']);
    const { ids } = await askPage(server, `/v1/invoiceitems?limit=100&created[gte]=${date}`);
    assert.deepEqual(
      ids,
      items
        .filter((item) => Number(item['date']) >= date)
        .map(({ id }) => id)
        .slice(0, 100),
    );
  });

  it('hides canceled subscriptions unless asked for all', async () => {
    const all = server.objects('subscriptions');
    const ended = all.filter(({ status }) => status === 'canceled' || status === 'incomplete_expired');
    assert.ok(ended.length > 0);
    const list = async (query: string) => (await askPage(server, `/v1/subscriptions?limit=100${query}`)).ids;
    assert.equal((await list('&status=all')).length, all.length);
    assert.equal((await list('')).length, all.length - ended.length);
    assert.deepEqual(
      await list('&status=ended'),
      ended.map(({ id }) => id),
    );
  });

  it('filters by customer and by status', async () => {
    const [invoice] = server.objects('invoices').filter(({ status }) => status === 'paid');
    const customer = String(invoice?.['customer']);
    const { ids } = await askPage(server, `/v1/invoices?limit=100&customer=${customer}&status=paid`);
    const wanted = server
      .objects('invoices')
      .filter((candidate) => candidate['customer'] === customer && candidate['status'] === 'paid');
    assert.deepEqual(
      ids,
      wanted.map(({ id }) => id),
    );
  });

  it('cuts nested lists at ten, and lists the rest as children', async () => {
    for (const [resource, child, field] of [
      ['invoices', 'invoice_line_items', 'lines'],
      ['subscriptions', 'subscription_items', 'items'],
      ['credit_notes', 'credit_note_line_items', 'lines'],
      ['transfers', 'transfer_reversals', 'reversals'],
    ] as const) {
      const parent = server.objects(resource).find((object) => server.children(child, object).length > 10);
      assert.ok(parent !== undefined, resource);
      const whole = server.children(child, parent).map(({ id }) => id);
      const { body } = await ask(server, `${catalog().get(resource)?.path}/${parent.id}`);
      const inlined = body[field] as { data: { id: string }[]; has_more: boolean };
      assert.deepEqual(
        inlined.data.map(({ id }) => id),
        whole.slice(0, 10),
      );
      assert.equal(inlined.has_more, true);
      const path = String(catalog().get(child)?.path.replace('{id}', parent.id));
      const rest = await askPage(
        server,
        `${path}${path.includes('?') ? '&' : '?'}limit=100&starting_after=${whole[9]}`,
      );
      assert.deepEqual(rest.ids, whole.slice(10, 110));
      assert.equal(rest.hasMore, whole.length > 110);
    }
  });

  it('gives line items of a checkout session only when asked to', async () => {
    const session = server
      .objects('checkout_sessions')
      .find((object) => server.children('checkout_session_line_items', object).length > 10);
    const plain = await ask(server, `/v1/checkout/sessions/${session?.id}`);
    assert.equal('line_items' in plain.body, false);
    const { body } = await ask(server, '/v1/checkout/sessions?limit=100&expand[]=data.line_items');
    const expanded = body.data?.find(({ id }) => id === session?.id)?.['line_items'];
    const { data, has_more, url } = expanded as { data: unknown[]; has_more: boolean; url: string };
    assert.deepEqual([data.length, has_more], [10, true]);
    const rest = await askPage(server, `${url}?limit=100`);
    assert.equal(rest.ids.length, 12);
  });

  it('expands a charge’s refunds, and references', async () => {
    const charge = server.objects('refunds')[0]?.['charge'];
    const { body } = await ask(server, `/v1/charges/${charge}?expand[]=refunds&expand[]=customer`);
    const refunds = body['refunds'] as { data: { charge: string }[] };
    assert.deepEqual(
      refunds.data.map((refund) => refund.charge),
      [charge],
    );
    assert.equal((body['customer'] as { object: string }).object, 'customer');
  });

  it('refuses what cannot be expanded', async () => {
    const { status, body } = await ask(server, '/v1/charges?expand[]=data.nonsense');
    assert.equal(status, 400);
    assert.match(body.error?.['message'] ?? '', /cannot be expanded \(nonsense\)/);
  });

  it('retrieves an object', async () => {
    const [id] = truth('customers');
    const { body } = await ask(server, `/v1/customers/${id}`);
    assert.deepEqual(body, server.objects('customers')[0]);
  });

  it('tells of the account', async () => {
    const { body } = await ask(server, '/v1/account');
    assert.equal(body.object, 'account');
    assert.equal((body['business_profile'] as { name: string }).name, 'Northwind Coffee');
  });

  it('answers the same to a restricted key', async () => {
    const { body } = await ask(server, '/v1/customers', { key: restrictedTestKey });
    assert.deepEqual(body, (await ask(server, '/v1/customers')).body);
  });

  it('serves the same from the same seed', async () => {
    await using twin = await startStripeServer({ customers: 60 });
    assert.deepEqual(twin.objects('charges'), server.objects('charges'));
  });

  it('fills only the tables it is told to', async () => {
    await using small = await startStripeServer({ customers: 20, only: ['customers', 'invoice_line_items'] });
    assert.equal(small.objects('customers').length, 20);
    assert.ok(small.objects('invoice_line_items').length > 0);
    assert.deepEqual(small.objects('charges'), []);
  });
});

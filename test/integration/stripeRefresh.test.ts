import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import type { RunRecord, RunTableRecord } from '../../src/database/api.ts';
import { testKey } from '../stripe-server/keys.ts';
import type { StripeObject } from '../stripe-server/resourceStore.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { assertLikeFreshImport } from './freshImport.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';
import { parentWith } from './stripeObjects.ts';
import { contentsOf } from './tableContents.ts';

const hour = 60 * 60;
const day = 24 * hour;

const resources = [
  'customers',
  'products',
  'coupons',
  'charges',
  'invoices',
  'invoice_line_items',
  'subscriptions',
  'subscription_items',
  'checkout_sessions',
  'checkout_session_line_items',
  'balance_transactions',
  'tax_codes',
];

describe('A later run', () => {
  let server: StripeServer;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    server = await startStripeServer({ customers: 40 });
    workspace = await openWorkspace(server.url);
  });

  afterEach(async () => {
    await workspace.dispose();
    await server.close();
  });

  const run = async (of: readonly string[] = resources, full = false): Promise<RunRecord> => {
    server.requests.length = 0;
    const record = await workspace.runner.run(testDataflow('Billing', 'stripe', of), { full });
    assert.equal(record.status, 'succeeded', record.description);
    return record;
  };

  const tableOf = (record: RunRecord, resource: string): RunTableRecord => {
    const table = record.tables.find((candidate) => candidate.table === `billing_${resource}`);
    assert.ok(table);
    return table;
  };

  /** The paths that were asked, and how often. */
  const asked = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { path } of server.requests) {
      counts[path] = (counts[path] ?? 0) + 1;
    }
    return counts;
  };

  it('asks little where nothing has changed, and writes no file', async () => {
    await run();
    server.advance(hour);
    await run();
    const { mtimeMs } = await stat(workspace.file);
    server.advance(hour);
    const record = await run();
    assert.deepEqual(asked(), {
      '/v1/account': 1,
      // 58 types of events, 20 a request.
      '/v1/events': 3,
      '/v1/checkout/sessions': 1,
      '/v1/balance_transactions': 1,
      '/v1/tax_codes': 1,
    });
    assert.equal((await stat(workspace.file)).mtimeMs, mtimeMs);
    assert.ok(record.tables.every(({ inserted, updated, deleted }) => inserted + updated + deleted === 0));
    await assertLikeFreshImport(workspace, server, resources);
  });

  it('takes what was made, changed and deleted from the events alone, where these are enough', async () => {
    await run();
    server.advance(hour);
    const [changed, gone] = server.objects('customers').map(({ id }) => id);
    assert.ok(changed !== undefined && gone !== undefined);
    server.update('customers', changed, { name: 'Renamed GmbH' });
    server.advance(1);
    server.update('customers', changed, { phone: '+49 341 1' });
    server.delete('products', server.objects('products')[0]?.id ?? '');
    server.create('customers', { name: 'New Ltd' });
    server.advance(hour);
    const record = await run(['customers', 'products', 'coupons']);
    assert.deepEqual(asked(), { '/v1/account': 1, '/v1/events': 1 });
    const { inserted, updated, deleted } = tableOf(record, 'customers');
    assert.deepEqual([inserted, updated, deleted], [1, 1, 0]);
    assert.equal(tableOf(record, 'products').deleted, 1);
    await assertLikeFreshImport(workspace, server, ['customers', 'products', 'coupons']);
  });

  it('fetches an object whose event has another version of the API, and lists what is new', async () => {
    await run(['customers']);
    server.advance(hour);
    server.eventApiVersion = '2024-06-20';
    const [changed] = server.objects('customers').map(({ id }) => id);
    server.update('customers', changed ?? '', { name: 'Renamed GmbH' });
    for (const name of ['One', 'Two', 'Three', 'Four']) {
      server.create('customers', { name });
    }
    server.advance(hour);
    await run(['customers']);
    assert.deepEqual(asked(), {
      '/v1/account': 1,
      '/v1/events': 1,
      '/v1/customers': 1,
      [`/v1/customers/${changed}`]: 1,
    });
    await assertLikeFreshImport(workspace, server, ['customers']);
  });

  it('fetches an object that two events of one second tell of, and counts it once', async () => {
    await run(['customers']);
    server.advance(hour);
    const [id = ''] = server.objects('customers').map((customer) => customer.id);
    server.update('customers', id, { name: 'First' });
    server.update('customers', id, { name: 'Second' });
    server.advance(hour);
    const record = await run(['customers']);
    assert.equal(asked()[`/v1/customers/${id}`], 1);
    assert.equal(tableOf(record, 'customers').updated, 1);
    await assertLikeFreshImport(workspace, server, ['customers']);
  });

  it('lists a table again where more has changed than it has pages', async () => {
    await run(['customers']);
    server.advance(hour);
    server.eventApiVersion = '2024-06-20';
    for (const { id } of server.objects('customers').slice(0, 20)) {
      server.update('customers', id, { name: 'Renamed GmbH' });
    }
    server.advance(hour);
    const record = await run(['customers']);
    assert.deepEqual(asked(), { '/v1/account': 1, '/v1/events': 1, '/v1/customers': 1 });
    assert.equal(tableOf(record, 'customers').updated, 20);
    await assertLikeFreshImport(workspace, server, ['customers']);
  });

  it('keeps a canceled subscription, though Stripe calls its event deleted', async () => {
    await run(['subscriptions']);
    server.advance(hour);
    const { id } = server.objects('subscriptions').find(({ status }) => status === 'active') ?? { id: '' };
    server.delete('subscriptions', id);
    server.advance(hour);
    const record = await run(['subscriptions']);
    assert.deepEqual(
      [tableOf(record, 'subscriptions').updated, tableOf(record, 'subscriptions').deleted],
      [1, 0],
    );
    await assertLikeFreshImport(workspace, server, ['subscriptions']);
  });

  it('has a changed object’s children as they are now, however many', async () => {
    const of = ['invoices', 'invoice_line_items'];
    await run(of);
    server.advance(hour);
    const [first, second, third] = server.objects('invoices').map(({ id }) => id);
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const lines = parentWith('invoice', first, server.now, 'lines', 2_500)['lines'];
    server.update('invoices', first, { lines });
    server.update('invoices', second, { lines: { object: 'list', data: [], has_more: false } });
    server.delete('invoices', third);
    server.advance(hour);
    const record = await run(of);
    assert.equal(tableOf(record, 'invoice_line_items').inserted, 2_500);
    assert.ok(tableOf(record, 'invoice_line_items').deleted > 0);
    await assertLikeFreshImport(workspace, server, of);
    const rows = await contentsOf(workspace.database, 'billing_invoice_line_items');
    assert.equal([...rows.values()].filter((row) => row[1] === first).length, 2_500);
  });

  it('has a changed object’s children as they are now, although those that it had when it was fetched are gone', async () => {
    const of = ['invoices', 'invoice_line_items'];
    await run(of);
    server.advance(hour);
    const id = server.objects('invoices')[0]?.id ?? '';
    const linesOf = (owner: string, count: number) =>
      parentWith('invoice', owner, server.now, 'lines', count)['lines'];
    const changed = server.update('invoices', id, { lines: linesOf(id, 20) });
    server.advance(hour);
    let isReplaced = false;
    server.faults.add(({ path }) => {
      if (!isReplaced && path === `/v1/invoices/${id}/lines`) {
        isReplaced = true;
        server.put('invoices', { ...changed, lines: linesOf('in_replaced', 15) });
      }
      return undefined;
    });
    await run(of);
    assert.ok(isReplaced);
    await assertLikeFreshImport(workspace, server, of);
  });

  it('leaves out what belongs to a test clock, as its list does', async () => {
    const of = ['customers', 'subscriptions', 'subscription_items', 'subscription_schedules'];
    const clocked = of.filter((resource) => resource !== 'subscription_items');
    await run(of);
    server.advance(hour);
    for (const resource of clocked) {
      const { id } = server.create(resource, { test_clock: 'clock_1' });
      server.advance(2);
      server.update(resource, id, { metadata: { changed: 'yes' } });
    }
    server.advance(hour);
    await run(of);
    assert.deepEqual(asked(), { '/v1/account': 1, '/v1/events': 1 });
    await assertLikeFreshImport(workspace, server, of);
  });

  it('leaves it out also where the event does not say so, and the object has to be fetched', async () => {
    await run(['customers']);
    server.advance(hour);
    server.eventApiVersion = '2020-08-27';
    const customer = server.create('customers');
    server.put('customers', { ...customer, test_clock: 'clock_1' });
    server.advance(hour);
    await run(['customers']);
    assert.equal(asked()[`/v1/customers/${customer.id}`], 1);
    await assertLikeFreshImport(workspace, server, ['customers']);
  });

  it('has the account’s own tax IDs, whose events are those of its customers’', async () => {
    const taxId = (id: string, customer: string | null) => ({ id, object: 'tax_id', created: 1, customer });
    server.put('tax_ids', taxId('txi_first', null));
    await run(['tax_ids']);
    server.advance(hour);
    server.put('tax_ids', taxId('txi_second', null));
    server.create('tax_ids', taxId('txi_of_customer', 'cus_1'));
    server.advance(hour);
    await run(['tax_ids']);
    await assertLikeFreshImport(workspace, server, ['tax_ids']);
  });

  /** Has invoices take items in, five each, of which only the invoices' events tell. */
  const takeIn = (items: readonly StripeObject[], options: { readonly more: boolean }): void => {
    const invoices = server.objects('invoices').map(({ id }) => id);
    for (let index = 0; index < items.length; index += 5) {
      const invoice = invoices[index / 5] ?? '';
      const some = items.slice(index, index + 5);
      const filling = Array.from({ length: options.more ? 10 : 0 }, (_, at) => ({ id: `il_${at}` }));
      const lines = some.map(({ id }) => ({ id: `il_${id}`, invoice_item: id }));
      for (const item of some) {
        server.put('invoiceitems', { ...item, description: 'Taken in', invoice });
      }
      server.update('invoices', invoice, { lines: { object: 'list', data: [...lines, ...filling] } });
    }
  };

  const isRecent = ({ date }: StripeObject): boolean => Number(date) > server.now - 9 * day;

  it('does not list the items again of which many are named, but which the newest part of the list brings', async () => {
    const [sample] = server.objects('invoiceitems');
    for (let index = 0; index < 20; index++) {
      server.put('invoiceitems', { ...sample, id: `ii_recent_${index}`, date: server.now - day });
    }
    await run(['invoiceitems']);
    server.advance(hour);
    takeIn(server.objects('invoiceitems').filter(isRecent).slice(0, 20), { more: false });
    server.advance(hour);
    assert.equal(tableOf(await run(['invoiceitems']), 'invoiceitems').updated, 20);
    const lists = server.requests.filter(({ path }) => path === '/v1/invoiceitems');
    assert.ok(lists.every(({ query }) => query.has('created[gte]')));
    await assertLikeFreshImport(workspace, server, ['invoiceitems']);
  });

  it('does not list them again where their invoices are to be asked for them anyway', async () => {
    await run(['invoiceitems']);
    server.advance(hour);
    const old = server.objects('invoiceitems').filter((item) => !isRecent(item));
    takeIn(old.slice(0, 20), { more: true });
    server.advance(hour);
    assert.equal(tableOf(await run(['invoiceitems']), 'invoiceitems').updated, 20);
    const lists = server.requests.filter(({ path }) => path === '/v1/invoiceitems');
    assert.ok(lists.every(({ query }) => query.has('created[gte]') || query.has('invoice')));
    await assertLikeFreshImport(workspace, server, ['invoiceitems']);
  });

  it('lists them again where too many are left to be fetched one by one', async () => {
    await run(['invoiceitems']);
    server.advance(hour);
    const old = server.objects('invoiceitems').filter((item) => !isRecent(item));
    takeIn(old.slice(0, 20), { more: false });
    server.advance(hour);
    assert.equal(tableOf(await run(['invoiceitems']), 'invoiceitems').updated, 20);
    assert.ok(server.requests.every(({ path }) => !path.startsWith('/v1/invoiceitems/')));
    await assertLikeFreshImport(workspace, server, ['invoiceitems']);
  });

  it('sees what a dispute, a review and a refund that fails change in a charge, which no event of the charge tells', async () => {
    const old = server.objects('charges').filter(({ created }) => Number(created) < server.now - 20 * day);
    const [disputed, reviewed, refunded] = old;
    const intent = server.objects('payment_intents').find(({ id }) => id === reviewed?.['payment_intent']);
    assert.ok(disputed && reviewed && refunded && intent);
    const refund = server.create('refunds', { charge: refunded.id, status: 'pending' });
    await run(['charges', 'payment_intents']);
    server.advance(hour);
    server.put('charges', { ...disputed, disputed: true });
    server.create('disputes', { charge: disputed.id });
    server.put('charges', { ...reviewed, review: 'prv_1' });
    server.put('payment_intents', { ...intent, review: 'prv_1' });
    server.create('reviews', { id: 'prv_1', charge: reviewed.id, payment_intent: intent.id });
    server.put('charges', refunded);
    server.update('refunds', refund.id, { status: 'failed' });
    server.advance(hour);
    const record = await run(['charges', 'payment_intents']);
    assert.equal(tableOf(record, 'charges').updated, 3);
    assert.equal(tableOf(record, 'payment_intents').updated, 1);
    await assertLikeFreshImport(workspace, server, ['charges', 'payment_intents']);
  });

  it('sees that an invoice has taken an item in, which no event of the item tells', async () => {
    const items = server.objects('invoiceitems').filter(({ date }) => Number(date) < server.now - 20 * day);
    const [first, second, third] = items;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    await run(['invoiceitems']);
    server.advance(hour);
    const [invoice] = server.objects('invoices').map(({ id }) => id);
    const line = (id: string, details: object) => ({ id, object: 'line_item', ...details });
    server.update('invoices', invoice ?? '', {
      lines: {
        object: 'list',
        data: [
          line('il_1', { parent: { invoice_item_details: { invoice_item: first.id } } }),
          line('il_2', { invoice_item: second.id }),
          line('il_3', { parent: { subscription_item_details: { invoice_item: third.id } } }),
        ],
        has_more: false,
      },
    });
    server.put('invoiceitems', { ...first, description: 'Taken in' });
    server.put('invoiceitems', { ...second, description: 'Taken in' });
    server.put('invoiceitems', { ...third, description: 'Taken in' });
    server.advance(hour);
    const record = await run(['invoiceitems']);
    assert.equal(tableOf(record, 'invoiceitems').updated, 3);
    await assertLikeFreshImport(workspace, server, ['invoiceitems']);
  });

  it('sees the items that an invoice has taken in or given back beyond the ten lines that its events hold', async () => {
    const old = server.objects('invoiceitems').filter(({ date }) => Number(date) < server.now - 20 * day);
    const [takenIn, givenBack] = [old.slice(0, 15), old.slice(15, 30)];
    const [draft, deleted] = server.objects('invoices').map(({ id }) => id);
    assert.ok(givenBack.length === 15 && draft !== undefined && deleted !== undefined);
    const setInvoice = (items: typeof old, invoice: string | null) => {
      for (const item of items) {
        server.put('invoiceitems', { ...item, invoice, customer: 'cus_many' });
      }
    };
    const line = (id: string, item?: string) => ({ id, object: 'line_item', invoice_item: item ?? null });
    const linesOf = (items: typeof old) => ({
      object: 'list',
      data: [
        ...Array.from({ length: 10 }, (_, index) => line(`il_${items[0]?.id}_${index}`)),
        ...items.map(({ id }) => line(`il_${id}`, id)),
      ],
    });
    setInvoice(takenIn, null);
    setInvoice(givenBack, deleted);
    server.update('invoices', deleted, { customer: 'cus_many', lines: linesOf(givenBack) });
    server.advance(hour);
    await run(['invoiceitems']);
    server.advance(hour);
    setInvoice(takenIn, draft);
    server.update('invoices', draft, { customer: 'cus_many', lines: linesOf(takenIn) });
    server.delete('invoices', deleted);
    setInvoice(givenBack, null);
    server.advance(hour);
    const table = tableOf(await run(['invoiceitems']), 'invoiceitems');
    assert.equal(table.updated, 30);
    await assertLikeFreshImport(workspace, server, ['invoiceitems']);
  });

  it('sees a late event the next time, and never goes back to what it tells', async () => {
    await run(['customers']);
    server.advance(hour);
    server.eventsDelay = 40;
    for (const { id } of server.objects('customers').slice(0, 4)) {
      server.update('customers', id, { name: 'Early' });
      server.advance(2);
      server.update('customers', id, { name: 'Late' });
      server.advance(2);
    }
    await run(['customers']);
    server.advance(30);
    await run(['customers']);
    server.advance(5 * 60);
    await run(['customers']);
    await assertLikeFreshImport(workspace, server, ['customers']);
  });

  it('keeps an object that was made anew by the same id, though its deletion is told later', async () => {
    await run(['coupons']);
    const [{ id } = { id: '' }] = server.objects('coupons');
    server.advance(hour);
    server.delete('coupons', id);
    server.create('coupons', { id, name: 'Made anew' });
    // Which of the two events comes late is up to their ids: both ways happen.
    server.eventsDelay = 50;
    await run(['coupons']);
    server.advance(30);
    await run(['coupons']);
    server.advance(hour);
    await run(['coupons']);
    await assertLikeFreshImport(workspace, server, ['coupons']);
  });

  it('sees a balance transaction become available, however old it is', async () => {
    const of = ['balance_transactions'];
    const updated = async () => tableOf(await run(of), 'balance_transactions').updated;
    const oldestFirst = server.objects('balance_transactions').toReversed();
    const old = oldestFirst[1];
    assert.ok(old !== undefined && server.now - Number(old['created']) > 20 * day);
    for (const object of oldestFirst) {
      server.put('balance_transactions', { ...object, status: object === old ? 'pending' : 'available' });
    }
    await run(of);
    server.advance(hour);
    assert.equal(await updated(), 0);
    server.put('balance_transactions', { ...old, status: 'available' });
    assert.equal(await updated(), 1);
    await assertLikeFreshImport(workspace, server, of);
    // From then on nothing that old is read.
    await run(of);
    const list = server.requests.find(({ path }) => path === '/v1/balance_transactions');
    assert.ok(Number(list?.query.get('created[gte]')) > server.now - 3 * day);
  });

  it('sees within two days what no event tells of', async () => {
    await run(['balance_transactions']);
    server.advance(day);
    const [newest] = server.objects('balance_transactions');
    const description = 'Changed, and nobody heard of it';
    server.put('balance_transactions', { ...newest, id: newest?.id ?? '', description });
    server.create('balance_transactions');
    const record = await run(['balance_transactions']);
    assert.equal(tableOf(record, 'balance_transactions').updated, 1);
    assert.equal(tableOf(record, 'balance_transactions').inserted, 1);
    await assertLikeFreshImport(workspace, server, ['balance_transactions']);
  });

  it('lists a table again that was left alone for longer than Stripe keeps events, and says so', async () => {
    await run();
    server.advance(31 * day);
    server.put('customers', {
      ...server.objects('customers')[0],
      id: server.objects('customers')[0]?.id ?? '',
      name: 'Changed, and nobody heard of it',
    });
    const record = await run();
    assert.match(record.description ?? '', /customers: .*30 days.*listed again/);
    await assertLikeFreshImport(workspace, server, resources);
    server.advance(hour);
    assert.equal((await run()).description, undefined);
  });

  it('lists everything where the key may not read events, and names the permission', async () => {
    await run(['customers']);
    server.advance(hour);
    const key = ['rk', 'test', 'WithoutThePermissionForEvents'].join('_');
    const sample = server.keys.find(({ key: text }) => text === testKey);
    assert.ok(sample);
    server.keys.push({ ...sample, key, denied: new Set(['rak_event_read']) });
    workspace.apiKey = key;
    server.update('customers', server.objects('customers')[0]?.id ?? '', { name: 'Renamed GmbH' });
    const record = await run(['customers']);
    assert.match(record.description ?? '', /rak_event_read/);
    assert.equal(asked()['/v1/customers'], 1);
    await assertLikeFreshImport(workspace, server, ['customers']);
  });

  it('goes on following a parent whose child list the key may not read, and lists both once it may', async () => {
    const of = ['subscriptions', 'subscription_items'];
    // More than are inlined: only then is the child's own endpoint asked.
    const [first] = server.objects('subscriptions');
    const items = parentWith('subscription', first?.id ?? '', server.now, 'items', 20)['items'];
    server.put('subscriptions', { ...first, id: first?.id ?? '', items });
    server.faults.add((request) =>
      request.path === '/v1/subscription_items' ? { kind: 'status', status: 403 } : undefined,
    );
    const flow = testDataflow('Billing', 'stripe', of);
    assert.equal((await workspace.runner.run(flow)).status, 'succeededWithWarnings');
    server.advance(hour);
    server.requests.length = 0;
    assert.equal((await workspace.runner.run(flow)).status, 'succeededWithWarnings');
    assert.deepEqual(asked(), { '/v1/account': 1, '/v1/events': 1, '/v1/subscription_items': 1 });
    server.faults.clear();
    await run(of);
    assert.equal(asked()['/v1/subscriptions'], 1);
    await assertLikeFreshImport(workspace, server, of);
  });

  it('lists a table in full when asked to, and follows it from there', async () => {
    await run(['customers']);
    const [customer] = server.objects('customers');
    server.put('customers', { ...customer, id: customer?.id ?? '', name: 'Changed, and nobody heard of it' });
    assert.equal(tableOf(await run(['customers']), 'customers').updated, 0);
    assert.equal(tableOf(await run(['customers'], true), 'customers').updated, 1);
    server.advance(hour);
    await run(['customers']);
    assert.deepEqual(asked(), { '/v1/account': 1, '/v1/events': 1 });
  });
});

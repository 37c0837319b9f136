import assert from 'node:assert/strict';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { ask, askPage, type ListedObject } from './stripeServerRequests.ts';

const day = 24 * 60 * 60;

describe('Stripe-like server: changes and events', () => {
  let server: StripeServer;

  beforeEach(async () => {
    server = await startStripeServer({ customers: 30 });
  });
  afterEach(() => server.close());

  const events = async (query = ''): Promise<readonly ListedObject[]> =>
    (await ask(server, `/v1/events?limit=100${query}`)).body.data ?? [];

  it('has no events before anything changes', async () => {
    assert.deepEqual(await events(), []);
  });

  it('lists a new object first, and tells of it', async () => {
    const { id } = server.create('customers', { name: 'Zoë Ltd' });
    const { body } = await ask(server, '/v1/customers?limit=1');
    assert.deepEqual([body.data?.[0]?.id, body.data?.[0]?.['name']], [id, 'Zoë Ltd']);
    const [event] = await events();
    assert.equal(event?.['type'], 'customer.created');
    assert.equal(event?.['api_version'], '2026-10-28.endive');
    assert.deepEqual(eventObject(event), body.data?.[0]);
  });

  it('changes an object in its place, and tells what it was', async () => {
    const before = server.objects('customers');
    const customer = before[4];
    server.update('customers', String(customer?.id), { name: 'Renamed' });
    assert.deepEqual(
      server.objects('customers').map(({ id }) => id),
      before.map(({ id }) => id),
    );
    assert.equal((await ask(server, `/v1/customers/${customer?.id}`)).body['name'], 'Renamed');
    const [event] = await events();
    assert.equal(event?.['type'], 'customer.updated');
    assert.deepEqual(event?.['data'], {
      object: server.objects('customers')[4],
      previous_attributes: { name: customer?.['name'] },
    });
  });

  it('deletes an object, and tells of it', async () => {
    const id = String(server.objects('products')[2]?.id);
    server.delete('products', id);
    assert.equal((await ask(server, `/v1/products/${id}`)).status, 404);
    assert.ok(server.objects('products').every((product) => product.id !== id));
    assert.deepEqual(
      (await events()).map(({ type }) => type),
      ['product.deleted'],
    );
  });

  it('cancels a subscription that is deleted, and keeps it', async () => {
    const id = String(server.objects('subscriptions').find(({ status }) => status === 'active')?.id);
    server.delete('subscriptions', id);
    const { body } = await ask(server, `/v1/subscriptions/${id}`);
    assert.equal(body['status'], 'canceled');
    assert.deepEqual(
      (await events()).map(({ type }) => type),
      ['customer.subscription.deleted'],
    );
  });

  it('cancels the subscriptions of a customer who is deleted', async () => {
    const customer = String(
      server.objects('subscriptions').find(({ status }) => status === 'active')?.['customer'],
    );
    server.delete('customers', customer);
    const own = server
      .objects('subscriptions')
      .filter((subscription) => subscription['customer'] === customer);
    assert.ok(own.every(({ status }) => status === 'canceled' || status === 'incomplete_expired'));
    assert.equal((await events())[0]?.['type'], 'customer.deleted');
  });

  it('counts a new refund on its charge', async () => {
    const charge = server
      .objects('charges')
      .find(({ paid, amount_refunded }) => paid === true && amount_refunded === 0);
    server.create('refunds', { charge: charge?.id, amount: charge?.['amount'] });
    const { body } = await ask(server, `/v1/charges/${charge?.id}?expand[]=refunds`);
    assert.deepEqual([body['amount_refunded'], body['refunded']], [charge?.['amount'], true]);
    assert.equal((body['refunds'] as { data: unknown[] }).data.length, 1);
    assert.deepEqual(
      (await events()).map(({ type }) => type),
      ['refund.created', 'charge.updated'],
    );
  });

  it('gives the lines of a copied invoice ids and a parent of their own', () => {
    const [invoice] = server.objects('invoices');
    const copy = server.create('invoices');
    const lines = server.children('invoice_line_items', copy);
    assert.ok(lines.length > 0 && lines.every((line) => line['invoice'] === copy.id));
    const old = new Set(
      invoice === undefined ? [] : server.children('invoice_line_items', invoice).map(({ id }) => id),
    );
    assert.ok(lines.every(({ id }) => !old.has(id)));
  });

  it('puts no more than ten lines into an event', async () => {
    const long = server
      .objects('invoices')
      .find((invoice) => server.children('invoice_line_items', invoice).length > 10);
    server.update('invoices', String(long?.id), { description: 'Changed' });
    const [event] = await events();
    const { lines } = eventObject(event) as { lines: { data: unknown[]; has_more: boolean } };
    assert.deepEqual([lines.data.length, lines.has_more], [10, true]);
    assert.ok(server.children('invoice_line_items', { id: String(long?.id) }).length > 10);
  });

  it('names only events that the catalog knows', async () => {
    const known = new Set([...catalog().values()].flatMap(({ eventTypes }) => eventTypes));
    for (const { name, parent } of catalog().values()) {
      const [object] = parent === null ? server.objects(name) : [];
      if (object !== undefined) {
        server.create(name);
        server.update(name, object.id, { metadata: { changed: 'yes' } });
        server.delete(name, object.id);
      }
    }
    for (const event of server.objects('events')) {
      assert.ok(known.has(String(event['type'])), String(event['type']));
    }
  });

  it('filters events by type', async () => {
    server.create('customers');
    server.create('products');
    const { id } = server.create('coupons');
    server.delete('coupons', id);
    const types = async (query: string) => (await events(query)).map(({ type }) => type);
    assert.deepEqual(await types('&type=coupon.*'), ['coupon.deleted', 'coupon.created']);
    assert.deepEqual(await types('&type=product.created'), ['product.created']);
    assert.deepEqual(await types('&types[]=customer.created&types[]=coupon.deleted'), [
      'coupon.deleted',
      'customer.created',
    ]);
  });

  it('takes at most twenty types, exactly named', async () => {
    const many = Array.from({ length: 21 }, (_, index) => `&types[${index}]=customer.created`).join('');
    assert.equal((await ask(server, `/v1/events?limit=1${many}`)).status, 400);
    assert.equal((await ask(server, '/v1/events?types[]=customer.*')).status, 400);
  });

  it('keeps events for thirty days, and knows no cursor after that', async () => {
    server.create('customers');
    const [old] = await events();
    server.advance(29 * day);
    assert.equal((await events()).length, 1);
    server.create('products');
    server.advance(2 * day);
    assert.deepEqual(
      (await events()).map(({ type }) => type),
      ['product.created'],
    );
    const { status, body } = await ask(server, `/v1/events?ending_before=${old?.id}`);
    assert.deepEqual([status, body.error?.['code']], [400, 'resource_missing']);
  });

  it('goes on from a cursor while objects are made', async () => {
    const first = await askPage(server, '/v1/customers?limit=10');
    server.create('customers');
    server.create('customers');
    const second = await askPage(server, `/v1/customers?limit=100&starting_after=${first.ids.at(-1)}`);
    assert.equal(new Set([...first.ids, ...second.ids]).size, 30);
  });
});

function eventObject(event: ListedObject | undefined): unknown {
  return (event?.['data'] as { object?: unknown } | undefined)?.object;
}

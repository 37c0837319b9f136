import assert from 'node:assert/strict';
import {
  expiredTestKey,
  liveKey,
  publishableTestKey,
  restrictedTestKey,
  secondAccount,
  secondAccountKey,
} from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { ask } from './stripeServerRequests.ts';

describe('Stripe-like server: refusals and faults', () => {
  let server: StripeServer;
  let time = 1_793_491_200_000;

  before(async () => {
    server = await startStripeServer({ customers: 8, clock: () => time });
  });
  after(() => server.close());
  afterEach(() => {
    server.faults.clear();
    server.notEnabled.clear();
    Object.assign(server.limits, { rate: 0, endpointRate: 0, concurrency: 0 });
  });

  const deny = (permission: string): void => {
    server.keys.find(({ key }) => key === restrictedTestKey)?.denied?.add(permission);
  };

  it('refuses a request without a key', async () => {
    const response = await fetch(`${server.url}/v1/customers`);
    assert.equal(response.status, 401);
    assert.match(await response.text(), /You did not provide an API key/);
  });

  it('refuses an unknown key, and shows no more than its ends', async () => {
    const { status, body } = await ask(server, '/v1/customers', { key: 'sk_test_unknownunknown1234' });
    assert.equal(status, 401);
    assert.equal(body.error?.['message'], 'Invalid API Key provided: sk_test_**************1234');
    assert.equal(body.error?.['type'], 'invalid_request_error');
  });

  it('refuses an expired and a publishable key', async () => {
    const expired = await ask(server, '/v1/customers', { key: expiredTestKey });
    assert.deepEqual([expired.status, expired.body.error?.['code']], [401, 'api_key_expired']);
    const publishable = await ask(server, '/v1/customers', { key: publishableTestKey });
    assert.deepEqual([publishable.status, publishable.body.error?.['code']], [401, 'secret_key_required']);
  });

  it('names the permission that a restricted key lacks', async () => {
    deny('rak_dispute_read');
    const { status, body } = await ask(server, '/v1/disputes', { key: restrictedTestKey });
    assert.equal(status, 403);
    assert.match(body.error?.['message'] ?? '', /Having the 'rak_dispute_read' permission would allow/);
  });

  it('checks a child list’s permission before its parent', async () => {
    deny('rak_credit_note_read');
    const path = '/v1/credit_notes/cn_none/lines';
    assert.equal((await ask(server, path, { key: restrictedTestKey })).status, 403);
    const { status, body } = await ask(server, path);
    assert.deepEqual([status, body.error?.['message']], [404, "No such credit note: 'cn_none'"]);
  });

  it('answers 400 where a product is not enabled', async () => {
    server.notEnabled.set('issuing_cards', 'Your account is not set up to use Issuing.');
    const { status, body } = await ask(server, '/v1/issuing/cards');
    assert.deepEqual([status, body.error?.['message']], [400, 'Your account is not set up to use Issuing.']);
  });

  it('refuses limits outside 1 to 100', async () => {
    for (const limit of ['0', '101', '-1', 'ten', '']) {
      const { status, body } = await ask(server, `/v1/customers?limit=${limit}`);
      assert.deepEqual([status, body.error?.['param']], [400, 'limit'], limit);
    }
  });

  it('refuses parameters it does not know', async () => {
    for (const path of [
      '/v1/customers?page=2',
      '/v1/payment_methods?created[gt]=1',
      '/v1/customers?created[ge]=1',
    ]) {
      const { status, body } = await ask(server, path);
      assert.deepEqual([status, body.error?.['code']], [400, 'parameter_unknown'], path);
    }
  });

  it('refuses cursors of objects that do not exist', async () => {
    for (const param of ['starting_after', 'ending_before']) {
      const { status, body } = await ask(server, `/v1/customers?${param}=cus_none`);
      assert.deepEqual(
        [status, body.error?.['code'], body.error?.['param']],
        [400, 'resource_missing', param],
      );
      assert.equal(body.error?.['message'], "No such customer: 'cus_none'");
    }
  });

  it('refuses two cursors at a time, and statuses that do not exist', async () => {
    const [first, second] = server.objects('customers').map(({ id }) => id);
    const both = await ask(server, `/v1/customers?starting_after=${first}&ending_before=${second}`);
    assert.deepEqual([both.status, both.body.error?.['code']], [400, 'parameters_exclusive']);
    assert.equal((await ask(server, '/v1/subscriptions?status=asleep')).status, 400);
  });

  it('asks for the parent where it is a parameter', async () => {
    const { status, body } = await ask(server, '/v1/subscription_items');
    assert.deepEqual([status, body.error?.['code']], [400, 'parameter_missing']);
    const unknown = await ask(server, '/v1/subscription_items?subscription=sub_none');
    assert.deepEqual([unknown.status, unknown.body.error?.['param']], [400, 'subscription']);
  });

  it('answers 404 to unknown objects and URLs, and to writing', async () => {
    assert.equal((await ask(server, '/v1/customers/cus_none')).status, 404);
    const { status, body } = await ask(server, '/v1/nothing');
    assert.equal(status, 404);
    assert.match(body.error?.['message'] ?? '', /Unrecognized request URL \(GET: \/v1\/nothing\)/);
    assert.equal((await ask(server, '/v1/customers', { method: 'POST' })).status, 404);
  });

  it('keeps test from live data, and one account from the other', async () => {
    const ids = async (key: string) =>
      ((await ask(server, '/v1/customers?limit=100', { key })).body.data ?? []).map(({ id }) => id);
    const [live, second] = [await ids(liveKey), await ids(secondAccountKey)];
    const test = server.objects('customers').map(({ id }) => id);
    assert.equal(new Set([...live, ...second, ...test]).size, live.length + second.length + test.length);
    assert.ok(server.objects('customers', { mode: 'live' }).every(({ livemode }) => livemode === true));
  });

  it('reads a connected account where the key may', async () => {
    const headers = { 'Stripe-Account': secondAccount };
    const { body } = await ask(server, '/v1/account', { headers });
    assert.equal(body.id, secondAccount);
    const foreign = await ask(server, '/v1/account', { headers: { 'Stripe-Account': 'acct_none' } });
    assert.deepEqual([foreign.status, foreign.body.error?.['code']], [403, 'account_invalid']);
  });

  it('sends a request id and the version with every answer', async () => {
    const ok = await ask(server, '/v1/customers', { headers: { 'Stripe-Version': '2026-10-28.endive' } });
    const refused = await ask(server, '/v1/nothing');
    for (const { headers } of [ok, refused]) {
      assert.match(headers.get('request-id') ?? '', /^req_[A-Za-z0-9]{14}$/);
      assert.equal(headers.get('stripe-version'), '2026-10-28.endive');
    }
    assert.notEqual(ok.headers.get('request-id'), refused.headers.get('request-id'));
  });

  it('limits the rate per account, and lets in again as time passes', async () => {
    server.limits.rate = 3;
    for (const path of ['/v1/customers', '/v1/charges', '/v1/invoices']) {
      assert.equal((await ask(server, path)).status, 200);
    }
    const refused = await ask(server, '/v1/refunds');
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('stripe-rate-limited-reason'), 'global-rate');
    assert.equal(refused.body.error?.['code'], 'rate_limit');
    time += 400;
    assert.equal((await ask(server, '/v1/refunds')).status, 200);
  });

  it('limits the rate per endpoint, all ids together', async () => {
    server.limits.endpointRate = 2;
    const [first, second, third] = server.objects('customers').map(({ id }) => `/v1/customers/${id}`);
    assert.equal((await ask(server, String(first))).status, 200);
    assert.equal((await ask(server, String(second))).status, 200);
    const refused = await ask(server, String(third));
    assert.equal(refused.headers.get('stripe-rate-limited-reason'), 'endpoint-rate');
    assert.equal((await ask(server, '/v1/charges')).status, 200);
  });

  it('limits the requests under way', async () => {
    server.limits.concurrency = 1;
    server.faults.add({ match: { path: '/v1/charges' }, fault: { kind: 'hang' } });
    const hanging = ask(server, '/v1/charges').catch(() => 'cut');
    while (server.requests.at(-1)?.path !== '/v1/charges') {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const refused = await ask(server, '/v1/refunds');
    assert.equal(refused.headers.get('stripe-rate-limited-reason'), 'global-concurrency');
    server.cutConnections();
    assert.equal(await hanging, 'cut');
    assert.equal((await ask(server, '/v1/refunds')).status, 200);
  });

  describe('scripted faults', () => {
    it('hit the nth matching request, so many times', async () => {
      const script = server.faults.add({
        match: { path: '/v1/charges', nth: 2, times: 2 },
        fault: { kind: 'status', status: 500 },
      });
      const states: number[] = [];
      for (let request = 0; request < 5; request++) {
        await ask(server, '/v1/customers');
        states.push((await ask(server, '/v1/charges')).status);
      }
      assert.deepEqual(states, [200, 500, 500, 200, 200]);
      assert.equal(script.hits, 2);
    });

    it('answer any status with a body and headers of one’s own', async () => {
      server.faults.add({
        match: { query: { limit: '7' } },
        fault: {
          kind: 'status',
          status: 429,
          body: { error: { message: 'locked' } },
          headers: { 'Retry-After': '2' },
        },
      });
      const { status, headers, body } = await ask(server, '/v1/customers?limit=7');
      assert.deepEqual([status, headers.get('retry-after'), body.error?.['message']], [429, '2', 'locked']);
    });

    it('cut the connection in the body, or before it', async () => {
      for (const kind of ['cut', 'drop'] as const) {
        server.faults.add({ fault: { kind } });
        await assert.rejects(ask(server, '/v1/customers'));
        assert.equal((await ask(server, '/v1/customers')).status, 200);
      }
    });

    it('break the JSON, or send a page in its place', async () => {
      server.faults.add({ fault: { kind: 'brokenJson' } });
      await assert.rejects(ask(server, '/v1/customers'), SyntaxError);
      server.faults.clear();
      server.faults.add({ fault: { kind: 'html' } });
      const response = await fetch(`${server.url}/v1/customers`);
      assert.match(response.headers.get('content-type') ?? '', /text\/html/);
      assert.match(await response.text(), /^<!DOCTYPE html>/);
    });

    it('delay an answer', async () => {
      server.faults.add({ match: { path: '/v1/charges' }, fault: { kind: 'delay', ms: 150 } });
      const order: string[] = [];
      await Promise.all([
        ask(server, '/v1/charges').then(() => order.push('slow')),
        ask(server, '/v1/customers').then(() => order.push('quick')),
      ]);
      assert.deepEqual(order, ['quick', 'slow']);
    });

    it('follow a function', async () => {
      server.faults.add(({ path }) =>
        path.endsWith('/charges') ? { kind: 'status', status: 503 } : undefined,
      );
      assert.equal((await ask(server, '/v1/charges')).status, 503);
      assert.equal((await ask(server, '/v1/charges')).status, 503);
      assert.equal((await ask(server, '/v1/customers')).status, 200);
    });
  });

  it('records what it is asked, but no key', async () => {
    await ask(server, '/v1/customers?limit=3', { headers: { 'X-Trace': 'abc' } });
    const last = server.requests.at(-1);
    assert.deepEqual([last?.method, last?.path, last?.query.get('limit')], ['GET', '/v1/customers', '3']);
    assert.deepEqual([last?.headers['x-trace'], last?.keyKind], ['abc', 'sk_test']);
    assert.ok(!JSON.stringify(server.requests).includes('OfTheStripeLikeTestServer'));
  });
});

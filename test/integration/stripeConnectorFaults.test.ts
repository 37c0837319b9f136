import assert from 'node:assert/strict';
import { ConnectorError, type ConnectorErrorReason } from '../../src/connectors/connector.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import {
  type Answer,
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

const good = list([{ id: 'cus_1' }]);
const page = '<!DOCTYPE html><html><body>Sign in to the network</body></html>';

/** The faults first, one per request; good answers from then on. */
function atFirst(...faults: readonly ReturnType<Respond>[]): Respond {
  const waiting = [...faults];
  return () => waiting.shift() ?? good;
}

describe('Faults on the way to Stripe', () => {
  const passing: Readonly<Record<string, ReturnType<Respond>>> = {
    'a 429 without any advice': stripeError(429, 'Request rate limit exceeded.', { code: 'rate_limit' }),
    'a 429 that advises against retrying': {
      ...stripeError(429, 'Lock timeout', { code: 'lock_timeout' }),
      headers: { 'stripe-should-retry': 'false' },
    },
    'a 429 without Stripe’s error': { status: 429, body: 'Slow down' },
    'a conflict': stripeError(409, 'Conflict'),
    'a server error': { status: 500, body: { error: { type: 'api_error', message: 'Sorry' } } },
    'a gateway’s page': { status: 502, body: page },
    'a Retry-After': { ...stripeError(503, 'Later'), headers: { 'retry-after': '0' } },
    'a connection that is cut in the body': { ...good, cut: true },
    'a connection that is closed before the answer': 'drop',
    'half a JSON text': { body: '{"object":"list","data":[{"id":"cu' },
  };
  for (const [what, fault] of Object.entries(passing)) {
    it(`tries again after ${what}`, async () => {
      await using server = await startScriptedServer(atFirst(fault));
      const events = await readAll(server.connector, ['customers']);
      assert.deepEqual(idsOf(events, 'customers'), ['cus_1']);
      assert.deepEqual(costOf(events, 'customers'), { requests: 2, retries: 1 });
      assert.equal(server.asked.length, 2);
    });
  }

  const staying: readonly (readonly [
    what: string,
    fault: Answer | 'drop',
    reason: ConnectorErrorReason,
    requests: number,
  ])[] = [
    ['server errors that stay', stripeError(500, 'Sorry'), 'server', 6],
    ['a connection that is always cut', 'drop', 'network', 6],
    ['a proxy’s page', { body: page, headers: { 'content-type': 'text/html' } }, 'malformedAnswer', 3],
    ['broken JSON that stays', { body: '{"object":' }, 'malformedAnswer', 3],
    ['an answer that is no object', { body: 'null' }, 'malformedAnswer', 3],
    ['a 404 without Stripe’s error', { status: 404, body: '{}' }, 'malformedAnswer', 3],
    ['an answer that is no list', { body: { object: 'customer', id: 'cus_1' } }, 'malformedAnswer', 3],
    ['an object without an id', list([{ object: 'customer' }]), 'malformedAnswer', 3],
    [
      'a Retry-After of hours',
      { ...stripeError(429, 'Much later'), headers: { 'retry-after': '7200' } },
      'rateLimited',
      1,
    ],
    [
      'a parameter that Stripe does not take',
      stripeError(400, 'Received unknown parameter: limit'),
      'invalidRequest',
      1,
    ],
  ];
  for (const [what, fault, reason, requests] of staying) {
    it(`fails after ${what}`, async () => {
      await using server = await startScriptedServer(() => fault);
      const events = await readAll(server.connector, ['customers']);
      const end = endOf(events, 'customers');
      assert.ok(end?.kind === 'failed', end?.kind);
      assert.equal(end.error.reason, reason);
      assert.equal(server.asked.length, requests);
      assert.deepEqual(costOf(events, 'customers'), { requests, retries: requests - 1 });
    });
  }

  it('tells a web page from data, and says where it came from', async () => {
    await using server = await startScriptedServer(() => ({ body: page }));
    const end = endOf(await readAll(server.connector, ['customers']), 'customers');
    assert.ok(end?.kind === 'failed');
    assert.match(end.error.message, /^127\.0\.0\.1:\d+ answered with a web page/);
  });

  it('says which limit refuses for hours', async () => {
    await using server = await startScriptedServer(() => ({
      ...stripeError(429, 'Too many'),
      headers: { 'stripe-rate-limited-reason': 'endpoint-rate', 'retry-after': '7200' },
    }));
    const end = endOf(await readAll(server.connector, ['customers']), 'customers');
    assert.ok(end?.kind === 'failed' && end.error.message.includes('endpoint-rate'));
    assert.equal(end.error.requestId, 'req_scripted');
  });

  it('skips a table that the key may not read, naming the permission, and reads the others', async () => {
    await using server = await startScriptedServer((asked) =>
      asked.path === '/v1/charges'
        ? stripeError(
            403,
            "The provided key 'rk_test_*****abcd' does not have the required permissions for this endpoint on account " +
              "'acct_1'. Having the 'rak_charge_read' permission would allow this request to continue.",
          )
        : good,
    );
    const events = await readAll(server.connector, ['charges', 'customers']);
    const end = endOf(events, 'charges');
    assert.ok(end?.kind === 'skipped' && end.error.reason === 'permission');
    assert.equal(end.error.permission, 'rak_charge_read');
    assert.match(end.error.message, /rak_charge_read/);
    assert.equal(endOf(events, 'customers')?.kind, 'finished');
  });

  it('understands the newer sentence for a missing permission', async () => {
    await using server = await startScriptedServer(() =>
      stripeError(
        403,
        "Permission denied. Enabling Charges Read ('charge_read') permissions on this key would allow this.",
        {
          code: 'more_permissions_required',
        },
      ),
    );
    const end = endOf(await readAll(server.connector, ['charges']), 'charges');
    assert.ok(end?.kind === 'skipped' && end.error.permission === 'rak_charge_read');
  });

  const notEnabled = [
    'Your account is not set up to use Issuing. Please visit https://dashboard.stripe.com/issuing/overview to get started.',
    'Treasury is not available. Have you onboarded to Treasury?',
    'This endpoint is only available in testmode. Try using your test keys instead.',
    'This API surface is not enabled on your account.',
    'Unrecognized request URL (GET: /v1/issuing/cards).',
  ];
  for (const message of notEnabled) {
    it(`skips a table of a product that the account lacks: “${message}”`, async () => {
      await using server = await startScriptedServer(() => stripeError(400, message));
      const end = endOf(await readAll(server.connector, ['issuing_cards']), 'issuing_cards');
      assert.ok(end?.kind === 'skipped' && end.error.reason === 'notEnabled');
      assert.ok(end.error.message.includes(message));
    });
  }

  it('ends the whole run where the key is refused', async () => {
    await using server = await startScriptedServer((asked) =>
      asked.path === '/v1/charges' ? stripeError(401, 'Invalid API Key provided: sk_test_****abcd') : good,
    );
    await assert.rejects(readAll(server.connector, ['customers', 'charges']), (error) =>
      ConnectorError.is(error, 'authentication'),
    );
  });

  it('never repeats what Stripe says about a key', async () => {
    const secret = 'AbCdEfGhIjKlMnOpQrStUvWx';
    for (const status of [400, 401, 403, 404, 500]) {
      await using server = await startScriptedServer(() =>
        stripeError(status, `Something about the key 'sk_live_${secret}'`),
      );
      const message = await readAll(server.connector, ['customers']).then(
        (events) => {
          const end = endOf(events, 'customers');
          return end?.kind === 'finished' || end === undefined ? '' : JSON.stringify([end, messagesOf(end)]);
        },
        (error: unknown) => messagesOf(error),
      );
      assert.ok(message.length > 0);
      assert.ok(!message.includes(secret), `HTTP ${status}: ${message}`);
    }
  });

  it('tells of a server that cannot be reached', async () => {
    const server = await startScriptedServer(() => good);
    await server[Symbol.asyncDispose]();
    const end = endOf(await readAll(server.connector, ['customers']), 'customers');
    assert.ok(end?.kind === 'failed' && end.error.reason === 'network');
    assert.match(end.error.message, /cannot be reached \(ECONNREFUSED\)/);
  });

  describe('when the person cancels', () => {
    it('leaves a request that nobody answers', async () => {
      await using server = await startScriptedServer(() => 'hang');
      const stop = new AbortController();
      const reading = readAll(server.connector, ['customers', 'charges'], { signal: stop.signal });
      await server.hanging;
      stop.abort();
      await assert.rejects(reading, (error) => ConnectorError.is(error, 'cancelled'));
    });

    it('leaves the wait before a retry', async () => {
      await using server = await startScriptedServer(() => stripeError(500, 'Sorry'));
      const stop = new AbortController();
      const connector = createStripeConnector({
        apiBase: () => server.url,
        retryDelays: { firstDelay: 3_600_000, longestDelay: 3_600_000 },
        log: () => stop.abort(),
      });
      await assert.rejects(readAll(connector, ['customers'], { signal: stop.signal }), (error) =>
        ConnectorError.is(error, 'cancelled'),
      );
      assert.equal(server.asked.length, 1);
    });

    it('asks nothing where it was cancelled before', async () => {
      await using server = await startScriptedServer(() => good);
      await assert.rejects(
        readAll(server.connector, ['customers'], { signal: AbortSignal.abort() }),
        (error) => ConnectorError.is(error, 'cancelled'),
      );
      assert.equal(server.asked.length, 0);
    });

    it('leaves connecting and discovering, too', async () => {
      await using server = await startScriptedServer(() => 'hang');
      const stop = new AbortController();
      const connecting = server.connector.connect(connection, stop.signal);
      const discovering = server.connector.discover(connection, stop.signal);
      await server.hanging;
      stop.abort();
      await assert.rejects(connecting, (error) => ConnectorError.is(error, 'cancelled'));
      await assert.rejects(discovering, (error) => ConnectorError.is(error, 'cancelled'));
    });
  });
});

/** Everything that an error and its causes could show. */
function messagesOf(error: unknown): string {
  return error instanceof Error
    ? `${error.stack} ${error.message} ${messagesOf(error.cause)}`
    : JSON.stringify(error ?? '');
}

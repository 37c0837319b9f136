import assert from 'node:assert/strict';
import { ConnectorError, type Resource } from '../../src/connectors/connector.ts';
import { catalog, catalogApiVersion } from '../../src/connectors/stripe/catalog/catalog.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import {
  defaultAccount,
  expiredTestKey,
  liveKey,
  publishableTestKey,
  restrictedTestKey,
  secondAccount,
  testKey,
} from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { costOf, endOf, idsOf, noDelays, readAll, wideLimits } from './stripeAnswers.ts';

describe('A Stripe account', () => {
  let server: StripeServer;
  const signal = new AbortController().signal;
  const connector = createStripeConnector({
    apiBase: () => server.url,
    retryDelays: noDelays,
    limits: wideLimits,
  });

  before(async () => {
    server = await startStripeServer({ customers: 120 });
  });
  after(() => server.close());
  afterEach(() => {
    server.faults.clear();
    server.notEnabled.clear();
    deniedPermissions().clear();
  });

  const deniedPermissions = (): Set<string> => {
    const denied = server.keys.find(({ key }) => key === restrictedTestKey)?.denied;
    assert.ok(denied);
    return denied;
  };

  describe('when connecting', () => {
    it('tells its id, its name and the mode', async () => {
      assert.deepEqual(await connector.connect({ apiKey: ` ${testKey}\n` }, signal), {
        id: defaultAccount,
        displayName: 'Northwind Coffee',
        mode: 'test',
        apiVersion: catalogApiVersion,
      });
      assert.equal((await connector.connect({ apiKey: liveKey }, signal)).mode, 'live');
    });

    it('opens a connected account', async () => {
      const account = await connector.connect({ apiKey: testKey, connectedAccount: secondAccount }, signal);
      assert.equal(account.id, secondAccount);
    });

    it('says that a connected account is out of reach', async () => {
      await assert.rejects(
        connector.connect({ apiKey: testKey, connectedAccount: 'acct_unknown' }, signal),
        (error) => ConnectorError.is(error, 'permission') && /connected account/.test(error.message),
      );
    });

    it('takes a restricted key that may not read the account, but something in it', async () => {
      deniedPermissions().add('rak_accounts_kyc_basic_read').add('rak_customer_read');
      assert.deepEqual(await connector.connect({ apiKey: restrictedTestKey }, signal), {
        id: defaultAccount,
        mode: 'test',
        apiVersion: catalogApiVersion,
      });
    });

    it('refuses a restricted key that may read nothing', async () => {
      deniedPermissions().add('rak_accounts_kyc_basic_read');
      for (const table of catalog().values()) {
        deniedPermissions().add(table.permission);
      }
      await assert.rejects(connector.connect({ apiKey: restrictedTestKey }, signal), (error) =>
        ConnectorError.is(error, 'permission'),
      );
    });

    it('refuses keys that are unknown or expired, each with its own sentence', async () => {
      await assert.rejects(
        connector.connect({ apiKey: `${testKey}Mistyped` }, signal),
        (error) =>
          ConnectorError.is(error, 'authentication') && /does not know this API key/.test(error.message),
      );
      await assert.rejects(
        connector.connect({ apiKey: expiredTestKey }, signal),
        (error) => ConnectorError.is(error, 'authentication') && /has expired/.test(error.message),
      );
    });

    it('does not even ask Stripe about a publishable key', async () => {
      const asked = server.requests.length;
      await assert.rejects(connector.connect({ apiKey: publishableTestKey }, signal), (error) =>
        ConnectorError.is(error, 'invalidKey'),
      );
      assert.equal(server.requests.length, asked);
    });

    it('tells of a proxy’s page', async () => {
      server.faults.add({ match: { path: '/v1/account', times: 5 }, fault: { kind: 'html' } });
      await assert.rejects(connector.connect({ apiKey: testKey }, signal), (error) =>
        ConnectorError.is(error, 'malformedAnswer'),
      );
    });
  });

  describe('when discovering', () => {
    it('keeps to the ceiling that the person has set', async () => {
      const requests = async (maxRequestsPerSecond: number) => {
        const before = server.requests.length;
        const slow = createStripeConnector({
          apiBase: () => server.url,
          retryDelays: noDelays,
          limits: wideLimits,
          maxRequestsPerSecond: () => maxRequestsPerSecond,
        });
        assert.deepEqual(await slow.discover({ apiKey: testKey }, signal), new Map());
        return server.requests.length - before;
      };
      const needed = await requests(0);
      const limits = { ...server.limits };
      Object.assign(server.limits, { rate: 60 });
      // A request that is refused for the rate is made again.
      assert.equal(await requests(20), needed);
      Object.assign(server.limits, limits);
    });

    it('may be read in whole by a secret key', async () => {
      assert.deepEqual(await connector.discover({ apiKey: testKey }, signal), new Map());
    });

    it('names the permissions that a key lacks, for lists and for the lists inside them', async () => {
      deniedPermissions().add('rak_charge_read').add('rak_subscription_read');
      const refusals = await connector.discover({ apiKey: restrictedTestKey }, signal);
      assert.deepEqual(
        [...refusals.keys()].sort(),
        [...catalog().values()]
          .filter(({ permission }) => ['rak_charge_read', 'rak_subscription_read'].includes(permission))
          .map(({ name }) => name),
      );
      assert.ok(refusals.has('subscription_items'));
      assert.equal(refusals.get('charges')?.permission, 'rak_charge_read');
    });

    it('names the product that the account lacks', async () => {
      server.notEnabled.set('issuing_cards', 'Your account is not set up to use Issuing.');
      const refusals = await connector.discover({ apiKey: testKey }, signal);
      assert.deepEqual([...refusals.keys()], ['issuing_cards']);
      assert.equal(refusals.get('issuing_cards')?.reason, 'notEnabled');
    });

    it('fails where the key is refused', async () => {
      await assert.rejects(connector.discover({ apiKey: expiredTestKey }, signal), (error) =>
        ConnectorError.is(error, 'authentication'),
      );
    });
  });

  describe('when reading', () => {
    it('gives every object of every table once', async () => {
      const names = [...catalog().keys()];
      const events = await readAll(connector, names, { connection: { apiKey: testKey } });
      let rows = 0;
      for (const name of names) {
        const served = server.objects(name).map(({ id }) => id);
        const read = idsOf(events, name);
        assert.deepEqual([...read].sort(), [...served].sort(), name);
        assert.deepEqual(endOf(events, name), { kind: 'finished', resource: name, complete: true });
        rows += read.length;
      }
      assert.ok(rows > 1000, `only ${rows} rows`);
    });

    it('counts what each table costs', async () => {
      const asked = server.requests.length;
      const events = await readAll(connector, ['customers'], { connection: { apiKey: testKey } });
      const requests = server.requests.length - asked;
      assert.ok(requests >= 2);
      assert.deepEqual(costOf(events, 'customers'), { requests, retries: 0 });
    });
  });

  describe('has a page for making a key', () => {
    it('with the permissions that the tables need filled in, each once', async () => {
      const resources = (await connector.resources()).filter((resource: Resource) =>
        ['customers', 'prices', 'plans', 'invoices', 'invoice_line_items'].includes(resource.name),
      );
      const url = new URL(connector.apiKeyUrl?.(resources) ?? '');
      assert.equal(url.origin + url.pathname, 'https://dashboard.stripe.com/apikeys/create');
      assert.deepEqual(
        [...url.searchParams],
        [
          ['name', 'Dataflows for Stripe'],
          ['permissions[0]', 'rak_customer_read'],
          ['permissions[1]', 'rak_event_read'],
          ['permissions[2]', 'rak_invoice_read'],
          ['permissions[3]', 'rak_plan_read'],
        ],
      );
    });
  });
});

import assert from 'node:assert/strict';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import type { Row } from '../../src/shared/columns.ts';
import type { Fault, RecordedRequest } from '../stripe-server/faults.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { costOf, noDelays, wideLimits } from './stripeAnswers.ts';
import { completeRows, connectorTo, readFrom } from './stripeObjects.ts';

const resources = ['customers', 'charges', 'invoices', 'invoice_line_items', 'subscriptions', 'events'];

/** Every row of every table, as an import of the server brings them. */
async function rowsOf(server: StripeServer, limits = wideLimits): Promise<Map<string, Map<string, Row>>> {
  const events = await readFrom(server, resources, connectorTo(server, limits));
  return new Map(resources.map((resource) => [resource, completeRows(events, resource)]));
}

describe('An import with bad luck', () => {
  let server: StripeServer;
  let undisturbed: Map<string, Map<string, Row>>;

  before(async () => {
    server = await startStripeServer({ customers: 60 });
    undisturbed = await rowsOf(server);
  });
  after(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
  });
  afterEach(() => {
    server.faults.clear();
    Object.assign(server.limits, { rate: 0, endpointRate: 0, concurrency: 0 });
  });

  /** Makes some of the requests fail; says how many did. */
  const disturb = (
    fault: Fault,
    isHit: (request: RecordedRequest, index: number) => boolean,
  ): (() => number) => {
    let index = 0;
    const script = server.faults.add((request) => (isHit(request, index++) ? fault : undefined));
    return () => script.hits;
  };

  const refusedBy = (reason?: string): Fault => ({
    kind: 'status',
    status: 429,
    headers: reason === undefined ? {} : { 'Stripe-Rate-Limited-Reason': reason },
  });
  const reasons = [
    'global-rate',
    'endpoint-rate',
    'global-concurrency',
    'endpoint-concurrency',
    'resource-specific',
    undefined,
  ];
  for (const reason of reasons) {
    it(`brings the same rows through a storm of 429s: ${reason ?? 'no reason given'}`, async () => {
      const hits = disturb(refusedBy(reason), (_, index) => index >= 3 && index < 60);
      assert.deepEqual(await rowsOf(server), undisturbed);
      assert.equal(hits(), 57);
    });
  }

  it('waits as long as a 429 asks', async () => {
    disturb({ kind: 'status', status: 429, headers: { 'Retry-After': '1' } }, (_, index) => index === 2);
    assert.deepEqual(await rowsOf(server), undisturbed);
  });

  const bursts: Readonly<Record<string, Fault>> = {
    '500s': { kind: 'status', status: 500 },
    '503s': { kind: 'status', status: 503 },
    'a gateway’s pages': { kind: 'html', status: 502 },
    'connections that are cut in the body': { kind: 'cut' },
    'connections that are closed before an answer': { kind: 'drop' },
  };
  for (const [what, fault] of Object.entries(bursts)) {
    it(`brings the same rows through a burst of ${what}`, async () => {
      const hits = disturb(fault, (_, index) => index % 20 < 4);
      assert.deepEqual(await rowsOf(server), undisturbed);
      assert.ok(hits() > 4);
    });
  }

  for (const [what, fault] of [
    ['bodies that are cut short', { kind: 'brokenJson' }],
    ['web pages with status 200', { kind: 'html' }],
  ] as const) {
    it(`brings the same rows in spite of ${what}`, async () => {
      const asked = new Set<string>();
      // Each request once at most: what stays is no bad luck.
      const hits = disturb(fault, ({ path, query }, index) => {
        const isNew = asked.size < asked.add(`${path}?${query}`).size;
        return isNew && index % 5 === 1;
      });
      assert.deepEqual(await rowsOf(server), undisturbed);
      assert.ok(hits() > 4);
    });
  }

  it('brings the same rows where answers do not come in time', async () => {
    const hits = disturb({ kind: 'hang' }, (_, index) => index % 5 === 2);
    const events = await readFrom(
      server,
      resources,
      createStripeConnector({
        apiBase: () => server.url,
        retryDelays: noDelays,
        limits: wideLimits,
        timeout: 1_000,
      }),
    );
    assert.deepEqual(
      new Map(resources.map((resource) => [resource, completeRows(events, resource)])),
      undisturbed,
    );
    assert.ok(hits() > 0);
  });

  it('brings the same rows although all connections are cut, again and again', async () => {
    disturb({ kind: 'delay', ms: 0 }, (_, index) => {
      if (index % 15 === 7) {
        server.cutConnections();
      }
      return false;
    });
    assert.deepEqual(await rowsOf(server), undisturbed);
  });

  const lowered: readonly (readonly [what: string, limits: Partial<StripeServer['limits']>])[] = [
    ['the account’s rate', { rate: 40 }],
    ['the rate of each endpoint', { endpointRate: 15 }],
    ['the requests in flight', { concurrency: 3 }],
  ];
  for (const [what, limits] of lowered) {
    it(`brings the same rows where Stripe lowers a limit in the middle: ${what}`, async () => {
      disturb(refusedBy(), (_, index) => {
        if (index === 10) {
          Object.assign(server.limits, limits);
        }
        return false;
      });
      const own = { perSecond: 100, perEndpoint: 50, inFlight: 20 };
      assert.deepEqual(await rowsOf(server, { live: own, test: own }), undisturbed);
    });
  }

  it('counts every request, those that failed included', async () => {
    disturb(refusedBy('endpoint-rate'), (_, index) => index % 3 === 0);
    const events = await readFrom(server, resources);
    const costs = resources.map((resource) => costOf(events, resource));
    assert.equal(
      costs.reduce((sum, cost) => sum + cost.requests, 0),
      server.requests.length,
    );
    assert.equal(
      costs.reduce((sum, cost) => sum + cost.retries, 0),
      Math.ceil(server.requests.length / 3),
    );
  });
});

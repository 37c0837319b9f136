import assert from 'node:assert/strict';
import { ConnectorError } from '../../src/connectors/connector.ts';
import { Governor, type Permit } from '../../src/connectors/stripe/api/governor.ts';
import { type RequestLimits, stripeLimits } from '../../src/connectors/stripe/api/requestLimits.ts';
import { ApiError } from '../stripe-server/apiErrors.ts';
import { type Limits, RateLimiter } from '../stripe-server/rateLimits.ts';
import { VirtualClock } from './virtualClock.ts';

const never = new AbortController().signal;
const latency = 120;

interface Tally {
  answered: number;
  refused: number;
}

/** A governor before a server with limits of its own, and readers that ask as fast as they may, in virtual time. */
class Traffic {
  readonly clock = new VirtualClock();
  readonly governor: Governor;
  readonly server: RateLimiter;
  readonly tallies = new Map<string, Tally>();
  readonly #stop = new AbortController();

  constructor(limits: RequestLimits, served: Limits) {
    this.governor = new Governor(limits, this.clock);
    this.server = new RateLimiter({ ...served }, () => this.clock.now());
  }

  /** Reads from the endpoint until the end of the test. */
  addReaders(endpoint: string, count: number, urgency = 0): void {
    for (let reader = 0; reader < count; reader++) {
      this.#read(endpoint, urgency).catch((error: unknown) =>
        assert.ok(ConnectorError.is(error, 'cancelled')),
      );
    }
  }

  tally(endpoint: string): Tally {
    const tally = this.tallies.get(endpoint) ?? { answered: 0, refused: 0 };
    this.tallies.set(endpoint, tally);
    return tally;
  }

  /** What was answered and refused in the next seconds. */
  async run(seconds: number): Promise<Tally> {
    this.tallies.clear();
    await this.clock.run(seconds * 1000);
    return [...this.tallies.values()].reduce(
      (sum, tally) => ({ answered: sum.answered + tally.answered, refused: sum.refused + tally.refused }),
      { answered: 0, refused: 0 },
    );
  }

  stop(): void {
    this.#stop.abort();
  }

  async #read(endpoint: string, urgency: number): Promise<void> {
    for (;;) {
      const permit = await this.governor.turn(endpoint, urgency, this.#stop.signal);
      const admission = this.server.enter('account', endpoint);
      const refused = admission instanceof ApiError;
      await this.clock.sleep(latency);
      if (refused) {
        permit.end(admission.headers['Stripe-Rate-Limited-Reason']);
        this.tally(endpoint).refused += 1;
        await this.clock.sleep(500);
      } else {
        admission();
        permit.end();
        this.tally(endpoint).answered += 1;
      }
    }
  }
}

const stripes: Limits = { rate: 100, endpointRate: 25, concurrency: 0 };

describe('The governor', () => {
  let traffic: Traffic;
  const open = (limits: RequestLimits, served: Limits): Traffic => {
    traffic = new Traffic(limits, served);
    return traffic;
  };
  afterEach(() => traffic?.stop());

  it('uses what Stripe allows one list, and is never refused', async () => {
    const { governor } = open(stripeLimits.live, stripes);
    traffic.addReaders('/v1/charges', 6);
    const { answered, refused } = await traffic.run(20);
    assert.equal(refused, 0);
    assert.ok(answered >= 25 * 19.8 && answered <= 25 * 20.5, `${answered}`);
    assert.equal(governor.spare('/v1/charges'), 0);
  });

  it('uses what Stripe allows the account, however many lists', async () => {
    open(stripeLimits.live, stripes);
    for (let list = 0; list < 8; list++) {
      traffic.addReaders(`/v1/${list}`, 4);
    }
    const { answered, refused } = await traffic.run(20);
    assert.equal(refused, 0);
    assert.ok(answered >= 100 * 19.8 && answered <= 100 * 20.5, `${answered}`);
  });

  it('keeps below the person’s ceiling, and comes back from it', async () => {
    const { governor } = open(stripeLimits.live, stripes);
    governor.setCeiling(5);
    traffic.addReaders('/v1/charges', 6);
    traffic.addReaders('/v1/customers', 6);
    assert.ok((await traffic.run(20)).answered <= 5 * 20.5);
    governor.setCeiling(1000);
    await traffic.run(60);
    const { answered } = await traffic.run(10);
    assert.ok(answered > 48 * 10 && answered <= 50 * 10.5, `${answered}`);
  });

  const lowered: readonly (readonly [what: string, limits: Limits, possible: number])[] = [
    ['the account’s rate', { ...stripes, rate: 30 }, 30],
    ['the endpoint’s rate', { ...stripes, endpointRate: 10 }, 40],
    ['the requests in flight', { ...stripes, concurrency: 4 }, 4 / 0.12],
  ];
  for (const [what, limits, possible] of lowered) {
    it(`finds out that ${what} is lower, and then again that it is not`, async () => {
      open(stripeLimits.live, stripes);
      for (const endpoint of ['/v1/charges', '/v1/customers', '/v1/invoices', '/v1/refunds']) {
        traffic.addReaders(endpoint, 5);
      }
      await traffic.run(5);
      Object.assign(traffic.server.limits, limits);
      await traffic.run(10);
      const steady = await traffic.run(120);
      assert.ok(steady.refused / steady.answered < 0.01, `${steady.refused} of ${steady.answered} refused`);
      assert.ok(steady.answered > possible * 120 * 0.7, `${steady.answered} of ${possible * 120}`);
      Object.assign(traffic.server.limits, stripes);
      await traffic.run(60);
      const recovered = await traffic.run(10);
      assert.ok(recovered.answered > 98 * 10, `${recovered.answered}`);
      assert.equal(recovered.refused, 0);
    });
  }

  it('does not let one endpoint’s limit slow down the others', async () => {
    open(stripeLimits.live, { ...stripes, endpointRate: 0 });
    traffic.addReaders('/v1/charges', 5);
    traffic.addReaders('/v1/customers', 5);
    await traffic.run(1);
    const permit = await permitNow(traffic, '/v1/charges');
    permit.end('endpoint-rate');
    await traffic.run(5);
    const [charges, customers] = ['/v1/charges', '/v1/customers'].map((path) => traffic.tally(path).answered);
    assert.ok(
      charges !== undefined && customers !== undefined && charges < 25 * 5 * 0.9 && customers > 25 * 4.9,
    );
  });

  it('takes many refusals of one moment for one', async () => {
    const { clock, governor } = open({ perSecond: 10, perEndpoint: 10, inFlight: 50 }, stripes);
    const permits = await Promise.all(
      Array.from({ length: 5 }, () => governor.turn('/v1/charges', 0, never)),
    );
    await clock.run(100);
    for (const permit of permits) {
      permit.end('global-rate');
    }
    traffic.addReaders('/v1/charges', 5);
    const { answered } = await traffic.run(10);
    assert.ok(answered > 80 && answered < 100, `${answered}`);
  });

  it('lets the most urgent go first, and equally urgent ones in their order', async () => {
    const { clock, governor } = open({ perSecond: 1, perEndpoint: 1, inFlight: 50 }, stripes);
    (await governor.turn('/v1/charges', 0, never)).end();
    const order: string[] = [];
    const wait = async (name: string, urgency: number): Promise<void> => {
      (await governor.turn('/v1/charges', urgency, never)).end();
      order.push(name);
    };
    await clock.run(Promise.all([wait('short', 1), wait('long', 7), wait('longer', 9), wait('long too', 7)]));
    assert.deepEqual(order, ['longer', 'long', 'long too', 'short']);
  });

  it('lets others pass one whose endpoint is busy', async () => {
    const { governor } = open({ perSecond: 100, perEndpoint: 1, inFlight: 50 }, stripes);
    (await governor.turn('/v1/charges', 9, never)).end();
    const stop = new AbortController();
    const busy = governor.turn('/v1/charges', 9, stop.signal);
    (await governor.turn('/v1/customers', 1, never)).end();
    stop.abort();
    await assert.rejects(busy, (error) => ConnectorError.is(error, 'cancelled'));
  });

  it('has nobody wait who has been cancelled', async () => {
    const { governor } = open(stripeLimits.test, stripes);
    await assert.rejects(governor.turn('/v1/charges', 0, AbortSignal.abort()), (error) =>
      ConnectorError.is(error, 'cancelled'),
    );
  });

  it('knows the endpoints that Stripe limits further', async () => {
    open(stripeLimits.live, { ...stripes, endpointRate: 20 });
    traffic.addReaders('/v1/files', 6);
    assert.equal((await traffic.run(20)).refused, 0);
  });
});

async function permitNow({ clock, governor }: Traffic, endpoint: string): Promise<Permit> {
  const permit = governor.turn(endpoint, Number.POSITIVE_INFINITY, never);
  await clock.run(permit);
  return permit;
}

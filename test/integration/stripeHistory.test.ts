import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Fault } from '../stripe-server/faults.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { assertLikeFreshImport } from './freshImport.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';
import { parentWith } from './stripeObjects.ts';

/** Followed by events, by events and a window, by a window, with children inlined and asked for, and listed again. */
const resources = [
  'customers',
  'coupons',
  'charges',
  'payment_methods',
  'invoices',
  'invoice_line_items',
  'subscriptions',
  'subscription_items',
  'checkout_sessions',
  'checkout_session_line_items',
  'balance_transactions',
  'shipping_rates',
];

const changeable = [
  'customers',
  'coupons',
  'charges',
  'payment_methods',
  'invoices',
  'subscriptions',
  'checkout_sessions',
  'shipping_rates',
] as const;
const deletable = ['customers', 'coupons', 'payment_methods', 'invoices', 'subscriptions'] as const;
const creatable = [...changeable, 'balance_transactions'] as const;
const clocked = ['customers', 'subscriptions'] as const;

const faults: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429, headers: { 'Stripe-Rate-Limited-Reason': 'endpoint-rate' } },
  { kind: 'cut' },
];

/** What can happen to an account and its importer. `pick` chooses among the objects there are. */
type Step =
  | { readonly kind: 'create'; readonly resource: (typeof creatable)[number] }
  | { readonly kind: 'simulate'; readonly resource: (typeof clocked)[number] }
  | { readonly kind: 'update'; readonly resource: (typeof changeable)[number]; readonly pick: number }
  | { readonly kind: 'lines'; readonly pick: number; readonly count: number }
  | { readonly kind: 'delete'; readonly resource: (typeof deletable)[number]; readonly pick: number }
  | { readonly kind: 'again'; readonly pick: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'run'; readonly full: boolean }
  | { readonly kind: 'cancelled'; readonly after: number }
  | { readonly kind: 'disturbed'; readonly fault: number; readonly each: number };

const pick = fc.nat(1000);
/** Seconds between two steps: what happens in one second is harder to tell apart. */
const pause = fc.constantFrom(0, 2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('create' as const), resource: fc.constantFrom(...creatable) }),
  },
  fc.record({ kind: fc.constant('simulate' as const), resource: fc.constantFrom(...clocked) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      resource: fc.constantFrom(...changeable),
      pick,
    }),
  },
  fc.record({ kind: fc.constant('lines' as const), pick, count: fc.nat(25) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      resource: fc.constantFrom(...deletable),
      pick,
    }),
  },
  fc.record({ kind: fc.constant('again' as const), pick }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      seconds: fc.constantFrom(1, 30, 70, 3600, 86_400 * 31),
    }),
  },
  fc.record({
    kind: fc.constant('version' as const),
    version: fc.constantFrom('2024-06-20', '2026-10-28.endive'),
  }),
  fc.record({ kind: fc.constant('delay' as const), seconds: fc.constantFrom(0, 50) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('run' as const), full: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('cancelled' as const), after: fc.integer({ min: 1, max: 40 }) }),
  },
  fc.record({
    kind: fc.constant('disturbed' as const),
    fault: fc.nat(2),
    each: fc.integer({ min: 2, max: 9 }),
  }),
);

/** Each takes a second or two. */
const histories = Number(process.env['HISTORIES'] ?? 8);

describe('Any history of an account, with any runs', () => {
  it('ends in tables that are what the account is', async function () {
    this.timeout(20_000 + 15_000 * histories);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, pause), { minLength: 4, maxLength: 25 }), async (steps) => {
        await using server = await startStripeServer({ customers: 12, only: resources });
        const workspace = await openWorkspace(server.url);
        try {
          const history = new History(server, workspace);
          for (const [one, seconds] of steps) {
            await history.take(one);
            server.advance(seconds);
          }
          await history.settle();
          await assertLikeFreshImport(workspace, server, resources);
        } finally {
          await workspace.dispose();
        }
      }),
      { numRuns: histories },
    );
  });
});

class History {
  readonly #server: StripeServer;
  readonly #workspace: TestWorkspace;

  constructor(server: StripeServer, workspace: TestWorkspace) {
    this.#server = server;
    this.#workspace = workspace;
  }

  async take(step: Step): Promise<void> {
    const server = this.#server;
    switch (step.kind) {
      case 'create':
        // The rest is copied from the newest one, which may be that of a test clock.
        server.create(step.resource, { test_clock: null });
        return;
      case 'simulate':
        server.create(step.resource, { test_clock: 'clock_1' });
        return;
      case 'update':
        return this.#update(step.resource, step.pick, {
          metadata: { changed: `${step.pick} at ${server.now}` },
        });
      case 'lines': {
        const { lines } = parentWith('invoice', `in_${step.pick}`, server.now, 'lines', step.count);
        return this.#update('invoices', step.pick, { lines });
      }
      case 'delete':
        return this.#each(step.resource, step.pick, (id) => server.delete(step.resource, id));
      case 'again':
        return this.#each('coupons', step.pick, (id) => {
          server.delete('coupons', id);
          server.create('coupons', { id, name: `Again at ${server.now}` });
        });
      case 'pass':
        server.advance(step.seconds);
        return;
      case 'version':
        server.eventApiVersion = step.version;
        return;
      case 'delay':
        server.eventsDelay = step.seconds;
        return;
      case 'run':
        return await this.#run(step.full);
      case 'cancelled':
        return await this.#runAndCancel(step.after);
      case 'disturbed':
        return await this.#runDisturbed(faults[step.fault], step.each);
    }
  }

  /** Lets all events become visible, and runs once more. */
  async settle(): Promise<void> {
    this.#server.advance(5 * 60);
    await this.#run(false);
  }

  #update(resource: string, pick: number, patch: Readonly<Record<string, unknown>>): void {
    this.#each(resource, pick, (id) => this.#server.update(resource, id, patch));
  }

  /** Does something to one of the objects, if there are any. */
  #each(resource: string, pick: number, change: (id: string) => void): void {
    const objects = this.#server.objects(resource);
    const object = objects[pick % Math.max(1, objects.length)];
    if (object !== undefined) {
      change(object.id);
    }
  }

  async #run(full: boolean): Promise<void> {
    const { runner } = this.#workspace;
    const run = await runner.run(testDataflow('Billing', 'stripe', resources), { full });
    assert.equal(run.status, 'succeeded', run.description);
  }

  /** @param after How many requests are answered before. */
  async #runAndCancel(after: number): Promise<void> {
    let asked = 0;
    const script = this.#server.faults.add(() => {
      asked += 1;
      if (asked > after) {
        this.#workspace.runner.cancel('Billing');
      }
      return undefined;
    });
    await this.#workspace.runner.run(testDataflow('Billing', 'stripe', resources));
    script.remove();
  }

  async #runDisturbed(fault: Fault | undefined, each: number): Promise<void> {
    let asked = 0;
    const script = this.#server.faults.add(() => (asked++ % each === 0 ? fault : undefined));
    // A request that has bad luck again and again fails its table; the next run makes up for it.
    await this.#workspace.runner.run(testDataflow('Billing', 'stripe', resources));
    script.remove();
  }
}

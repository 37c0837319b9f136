import { type Business, sampleNow } from '../../src/connectors/sample/business.ts';
import { generateAccount } from '../../src/connectors/sample/generate.ts';
import type { SampleObjects, SampleResource } from '../../src/connectors/sample/sampleObjects.ts';

/** All objects of a generated account, by table, in the order in which they were made. */
export type SampleCollection = { readonly [Name in SampleResource]: SampleObjects[Name][] };

export interface CollectOptions {
  readonly customers: number;
  readonly seed?: number;
  readonly now?: number;
  /** The tables to build; all unless given. */
  readonly only?: readonly SampleResource[];
}

/** Generates an account and keeps it whole. */
export function collectSample({
  customers,
  seed = 1,
  now = sampleNow,
  only,
}: CollectOptions): SampleCollection {
  const collection = emptyCollection();
  const business: Business = {
    accountId: 'acct_1TestQrT8mLx2KfW',
    name: 'Northwind Coffee',
    livemode: false,
    seed,
    now,
    sink: {
      add: (resource, make) => {
        if (only === undefined || only.includes(resource)) {
          collection[resource].push(make());
        }
      },
    },
  };
  for (const _ of generateAccount(business, customers)) {
    // The generator's pauses are for callers that share their thread.
  }
  return collection;
}

function emptyCollection(): SampleCollection {
  return {
    accounts: [],
    balance_transactions: [],
    charges: [],
    checkout_sessions: [],
    coupons: [],
    credit_notes: [],
    customers: [],
    disputes: [],
    invoice_payments: [],
    invoiceitems: [],
    invoices: [],
    payment_intents: [],
    payment_methods: [],
    payouts: [],
    plans: [],
    prices: [],
    products: [],
    promotion_codes: [],
    refunds: [],
    setup_intents: [],
    subscription_schedules: [],
    subscriptions: [],
    tax_rates: [],
    transfers: [],
  };
}

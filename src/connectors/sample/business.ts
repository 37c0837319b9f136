import type { SampleObjects, SampleSink } from './sampleObjects.ts';

/** The business whose account is made: who it is, and from which numbers its two years follow. */
export interface Business {
  readonly accountId: string;
  readonly name: string;
  readonly livemode: boolean;
  readonly seed: number;
  /** Unix seconds: the moment up to which things have happened. */
  readonly now: number;
  readonly sink: SampleSink;
}

/** 1 November 2026, 00:00 UTC: fixed, so that a seed gives the same objects on whatever day they are made. */
export const sampleNow = 1_793_491_200;

/** How long the business has been on Stripe. */
export const yearsOfHistory = 2;

export const accountCountry = 'US';

/** The account as `GET /v1/account` answers it. */
export function accountObject(
  business: Pick<Business, 'accountId' | 'name' | 'now'>,
): SampleObjects['accounts'] {
  return {
    id: business.accountId,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: '5499',
      minority_owned_business_designation: null,
      name: business.name,
      product_description: 'Fresh coffee by subscription, for homes, offices and cafés.',
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: 'hello@example.com',
      support_phone: '+12065550142',
      support_url: 'https://coffee.example.com/help',
      url: 'https://coffee.example.com',
    },
    business_type: 'company',
    capabilities: { card_payments: 'active', sepa_debit_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    controller: { type: 'account' },
    country: accountCountry,
    created: business.now - (yearsOfHistory * 365 + 30) * 24 * 60 * 60,
    default_currency: 'usd',
    details_submitted: true,
    email: 'owner@example.com',
    metadata: {},
    payouts_enabled: true,
    type: 'standard',
  };
}

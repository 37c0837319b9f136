import type { Offer } from './catalogue.ts';
import type { CustomerScope } from './customerScope.ts';
import { nestedList, type SampleObjects } from './sampleObjects.ts';

type SubscriptionObject = SampleObjects['subscriptions'];

export interface SubscriptionItem {
  readonly id: string;
  readonly created: number;
  readonly offer: Offer;
  readonly quantity: number;
}

export interface Cancellation {
  readonly requestedAt: number;
  readonly atPeriodEnd: boolean;
  readonly reason: 'cancellation_requested' | 'payment_failed';
}

/** A subscription as it stands now. */
export interface SubscriptionState {
  readonly id: string;
  readonly start: number;
  readonly anchor: number;
  readonly trialEnd: number | undefined;
  readonly status: SubscriptionObject['status'];
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly latestInvoice: string | undefined;
  readonly cancellation: Cancellation | undefined;
  readonly endedAt: number | undefined;
  readonly items: readonly SubscriptionItem[];
  readonly discounts: readonly string[];
  readonly daysUntilDue?: number;
  readonly schedule: string | undefined;
  readonly metadata: Record<string, string>;
}

const feedback = ['too_expensive', 'unused', 'switched_service', 'missing_features', null] as const;

/** The subscription as `GET /v1/subscriptions` lists it, with all its items. */
export function subscriptionObject(
  { business, persona, method }: CustomerScope,
  state: SubscriptionState,
): SubscriptionObject {
  const { id, cancellation, endedAt, trialEnd } = state;
  const endsWithPeriod = cancellation?.atPeriodEnd === true && endedAt === undefined;
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: state.anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: cancellation?.atPeriodEnd === true ? state.periodEnd : null,
    cancel_at_period_end: endsWithPeriod,
    canceled_at: cancellation?.requestedAt ?? null,
    cancellation_details: {
      comment: null,
      feedback:
        cancellation?.reason === 'cancellation_requested'
          ? (feedback[cancellation.requestedAt % feedback.length] ?? null)
          : null,
      feedback_option: null,
      reason: cancellation?.reason ?? null,
    },
    collection_method: state.daysUntilDue === undefined ? 'charge_automatically' : 'send_invoice',
    created: state.start,
    currency: persona.currency,
    customer: persona.id,
    customer_account: null,
    days_until_due: state.daysUntilDue ?? null,
    default_payment_method: state.daysUntilDue === undefined ? method.id : null,
    default_source: null,
    default_tax_rates: [...persona.taxRates],
    description: null,
    discounts: [...state.discounts],
    ended_at: endedAt ?? null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: nestedList(
      `/v1/subscription_items?subscription=${id}`,
      state.items.map((item) => itemObject(item, state)),
    ),
    latest_invoice: state.latestInvoice ?? null,
    livemode: business.livemode,
    managed_payments: null,
    metadata: state.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: state.schedule ?? null,
    start_date: state.start,
    status: state.status,
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd ?? null,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: trialEnd === undefined ? null : state.start,
  };
}

function itemObject(
  { id, created, offer, quantity }: SubscriptionItem,
  state: SubscriptionState,
): SubscriptionObject['items']['data'][number] {
  const { plan } = offer;
  if (plan === undefined) {
    throw new RangeError(`${offer.product.name} is sold once, not by subscription.`);
  }
  return {
    id,
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: state.periodEnd,
    current_period_start: state.periodStart,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan,
    price: offer.price,
    quantity,
    subscription: state.id,
    tax_rates: [],
  };
}

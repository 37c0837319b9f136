import { addMonths } from './calendar.ts';
import type { Offer } from './catalogue.ts';
import type { CustomerScope } from './customerScope.ts';
import type { SampleObjects } from './sampleObjects.ts';

type Schedule = SampleObjects['subscription_schedules'];
type Phase = Schedule['phases'][number];

interface ScheduledSubscription {
  readonly id: string;
  readonly started: number;
  readonly plan: { readonly daysUntilDue?: number };
  readonly course: {
    readonly status: string;
    readonly periodStart: number;
    readonly periodEnd: number;
    readonly cancellation: unknown;
    readonly items: readonly { readonly offer: Offer; readonly quantity: number }[];
  };
}

/**
 * Now and then a running subscription is to change with its next period, or did once.
 * @returns The id of the schedule that is in charge of the subscription, if one is.
 */
export function addSchedule(scope: CustomerScope, subscription: ScheduledSubscription): string | undefined {
  const { business, persona } = scope;
  const { course, started } = subscription;
  const kind = persona.random.weighted([
    [88, 'none'],
    [6, 'active'],
    [6, 'released'],
  ]);
  if (kind === 'none' || course.status !== 'active' || course.cancellation !== undefined) {
    return undefined;
  }
  const id = persona.ids.billing('sub_sched', started);
  business.sink.add('subscription_schedules', () =>
    scheduleObject(scope, id, subscription, kind === 'active'),
  );
  return kind === 'active' ? id : undefined;
}

function scheduleObject(
  { business, persona, method }: CustomerScope,
  id: string,
  { id: subscription, started, plan, course }: ScheduledSubscription,
  active: boolean,
): Schedule {
  const firstMonth = course.items[0]?.offer.months ?? 1;
  const phases = active
    ? [
        phase(persona.currency, course.items, course.periodStart, course.periodEnd),
        phase(
          persona.currency,
          course.items.map((item) => ({ ...item, quantity: item.quantity + 1 })),
          course.periodEnd,
          addMonths(course.periodEnd, 12),
        ),
      ]
    : [phase(persona.currency, course.items, started, addMonths(started, firstMonth))];
  const releasedAt = Math.min(addMonths(started, firstMonth), business.now);
  return {
    id,
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    canceled_at: null,
    completed_at: null,
    created: started,
    current_phase: active ? { end_date: course.periodEnd, start_date: course.periodStart } : null,
    customer: persona.id,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: 'automatic',
      billing_thresholds: null,
      collection_method: plan.daysUntilDue === undefined ? 'charge_automatically' : 'send_invoice',
      default_payment_method: plan.daysUntilDue === undefined ? method.id : null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: plan.daysUntilDue ?? null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: 'release',
    livemode: business.livemode,
    metadata: {},
    pause_schedules: [],
    phases,
    released_at: active ? null : releasedAt,
    released_subscription: active ? null : subscription,
    status: active ? 'active' : 'released',
    subscription: active ? subscription : null,
    test_clock: null,
  };
}

function phase(
  currency: string,
  items: readonly { readonly offer: Offer; readonly quantity: number }[],
  start: number,
  end: number,
): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: end,
    invoice_settings: null,
    items: items.map(({ offer, quantity }) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: {},
      plan: offer.price.id,
      price: offer.price.id,
      quantity,
      tax_rates: [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: null,
  };
}

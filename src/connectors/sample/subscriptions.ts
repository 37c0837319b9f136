import { addMonths, day, hour, shortDate } from './calendar.ts';
import type { Offer } from './catalogue.ts';
import type { CustomerScope } from './customerScope.ts';
import { addInvoiceItem, draftItem, type InvoiceItem } from './invoiceItems.ts';
import type { LineDraft } from './invoiceLines.ts';
import { addInvoice, firstPaymentWindow, type Invoiced } from './invoices.ts';
import { type AppliedDiscount, runsAt } from './promotions.ts';
import { addSchedule } from './schedules.ts';
import { type Cancellation, type SubscriptionItem, subscriptionObject } from './subscriptionObject.ts';

/** A subscription as it is taken out. */
export interface SubscriptionPlan {
  readonly offers: readonly { readonly offer: Offer; readonly quantity: number }[];
  readonly start: number;
  readonly trialDays: number;
  readonly discount: AppliedDiscount | undefined;
  /** Given where invoices are sent; otherwise the stored payment method is charged. */
  readonly daysUntilDue?: number;
  /** Whether seats are added now and then. */
  readonly grows: boolean;
  readonly metadata: Record<string, string>;
}

/** What a subscription has come to while it is played from its start to now. */
interface Course {
  status: 'trialing' | 'active' | 'past_due' | 'canceled' | 'incomplete' | 'incomplete_expired';
  periodStart: number;
  periodEnd: number;
  latestInvoice: Invoiced | undefined;
  cancellation: Cancellation | undefined;
  endedAt: number | undefined;
  items: SubscriptionItem[];
  waitingItems: InvoiceItem[];
}

export interface Subscribed {
  readonly id: string;
  readonly firstInvoice: Invoiced | undefined;
}

/** Plays a subscription from its start to now, period by period, and hands all that comes of it to the sink. */
export function addSubscription(scope: CustomerScope, plan: SubscriptionPlan): Subscribed {
  const { business, persona } = scope;
  const id = persona.ids.billing('sub', plan.start);
  const anchor = plan.start + plan.trialDays * day;
  const course: Course = {
    status: 'active',
    periodStart: plan.start,
    periodEnd: anchor,
    latestInvoice: undefined,
    cancellation: undefined,
    endedAt: undefined,
    items: plan.offers.map((ordered) => ({ ...ordered, id: persona.ids.short('si'), created: plan.start })),
    waitingItems: [],
  };
  if (plan.trialDays > 0) {
    playTrial(scope, plan, id, anchor, course);
  }
  let firstInvoice = course.latestInvoice;
  const months = monthsOf(plan);
  for (let period = 0; isRunning(course) && addMonths(anchor, period * months) <= business.now; period++) {
    course.status = 'active';
    course.periodStart = addMonths(anchor, period * months);
    course.periodEnd = addMonths(anchor, (period + 1) * months);
    playPeriod(scope, plan, id, period, course);
    firstInvoice ??= course.latestInvoice;
  }
  for (const item of course.waitingItems) {
    addInvoiceItem(scope, item, null);
  }
  const schedule = addSchedule(scope, { id, plan, course, started: plan.start });
  const { discount } = plan;
  business.sink.add('subscriptions', () =>
    subscriptionObject(scope, {
      ...plan,
      ...course,
      id,
      anchor,
      schedule,
      discounts: discount !== undefined && runsAt(discount, business.now) ? [discount.id] : [],
      trialEnd: plan.trialDays > 0 ? anchor : undefined,
      latestInvoice: course.latestInvoice?.id,
    }),
  );
  return { id, firstInvoice };
}

/** Months between two invoices: all items of a subscription have one rhythm. */
function monthsOf(plan: SubscriptionPlan): number {
  return plan.offers[0]?.offer.months ?? 1;
}

/** Still running, and not about to end with the period. */
function isRunning(course: Course): boolean {
  return course.endedAt === undefined && course.status !== 'past_due' && course.status !== 'incomplete';
}

/** A trial starts with an invoice of nothing; one in six is cancelled before it is over. */
function playTrial(
  scope: CustomerScope,
  plan: SubscriptionPlan,
  id: string,
  anchor: number,
  course: Course,
): void {
  const { business, persona } = scope;
  course.status = 'trialing';
  course.latestInvoice = addInvoice(scope, {
    created: plan.start,
    reason: 'subscription_create',
    periodStart: plan.start,
    periodEnd: plan.start,
    drafts: course.items.map((item) => ({
      ...lineOf(item, id, plan.start, anchor),
      amount: 0,
      description: `Trial period for ${item.offer.product.name}`,
    })),
    discounts: [],
    subscription: { id, metadata: plan.metadata },
  });
  const requestedAt = persona.random.integer(plan.start + hour, anchor);
  if (persona.random.chance(1 / 6) && requestedAt <= business.now) {
    cancelAtPeriodEnd(scope, course, requestedAt);
  }
}

function playPeriod(
  scope: CustomerScope,
  plan: SubscriptionPlan,
  id: string,
  period: number,
  course: Course,
): void {
  const { persona } = scope;
  const isFirst = period === 0 && plan.trialDays === 0;
  const firstPaymentFails = isFirst && plan.daysUntilDue === undefined && persona.random.chance(0.015);
  const invoiced = addInvoice(scope, {
    created: course.periodStart,
    reason: isFirst ? 'subscription_create' : 'subscription_cycle',
    periodStart: isFirst ? course.periodStart : addMonths(course.periodStart, -monthsOf(plan)),
    periodEnd: course.periodStart,
    drafts: [
      ...course.waitingItems.map((item) => item.draft),
      ...course.items.map((item) => lineOf(item, id, course.periodStart, course.periodEnd)),
    ],
    discounts: [plan.discount ?? scope.discount].filter((discount) => discount !== undefined),
    subscription: { id, metadata: plan.metadata },
    ...(plan.daysUntilDue === undefined ? {} : { daysUntilDue: plan.daysUntilDue }),
    ...(firstPaymentFails ? { ending: 'firstPaymentFails' as const } : {}),
  });
  for (const item of course.waitingItems) {
    addInvoiceItem(scope, item, invoiced.id);
  }
  course.waitingItems = [];
  course.latestInvoice = invoiced;
  if (firstPaymentFails) {
    expireUnlessPaid(scope, course);
  } else if (!endForNonPayment(scope, plan, course)) {
    drawCancellation(scope, plan, course);
    if (plan.grows && course.endedAt === undefined) {
      drawGrowth(scope, id, course);
    }
  }
}

function expireUnlessPaid({ business }: CustomerScope, course: Course): void {
  const expiresAt = course.periodStart + firstPaymentWindow;
  if (expiresAt <= business.now) {
    course.status = 'incomplete_expired';
    course.endedAt = expiresAt;
  } else {
    course.status = 'incomplete';
  }
}

/** @returns Whether the period's invoice went unpaid, so that nothing else happens in it. */
function endForNonPayment(scope: CustomerScope, plan: SubscriptionPlan, course: Course): boolean {
  const { status, gaveUpAt } = course.latestInvoice ?? { status: 'paid' };
  if (gaveUpAt !== undefined) {
    course.status = 'canceled';
    course.endedAt = gaveUpAt;
    course.cancellation = { requestedAt: gaveUpAt, atPeriodEnd: false, reason: 'payment_failed' };
    scope.numbers.delinquent = true;
    return true;
  }
  const chargedInVain = status === 'open' && plan.daysUntilDue === undefined;
  if (chargedInVain) {
    course.status = 'past_due';
    scope.numbers.delinquent = true;
  }
  return chargedInVain;
}

/** One monthly subscription in thirty is cancelled each month, one annual in six each year; cafés stay longer. */
function drawCancellation(
  { business, persona }: CustomerScope,
  plan: SubscriptionPlan,
  course: Course,
): void {
  const { random } = persona;
  const isAnnual = monthsOf(plan) > 1;
  const leaves = random.chance(isAnnual ? 1 / 6 : plan.daysUntilDue === undefined ? 1 / 30 : 1 / 90);
  const requestedAt = random.integer(course.periodStart + 2 * hour, course.periodEnd - hour);
  const atPeriodEnd = random.chance(0.7);
  if (!leaves || requestedAt > business.now) {
    return;
  }
  if (atPeriodEnd) {
    cancelAtPeriodEnd({ business }, course, requestedAt);
  } else {
    course.status = 'canceled';
    course.endedAt = requestedAt;
    course.cancellation = { requestedAt, atPeriodEnd: false, reason: 'cancellation_requested' };
  }
}

function cancelAtPeriodEnd({ business }: Pick<CustomerScope, 'business'>, course: Course, at: number): void {
  course.cancellation = { requestedAt: at, atPeriodEnd: true, reason: 'cancellation_requested' };
  if (course.periodEnd <= business.now) {
    course.status = 'canceled';
    course.endedAt = course.periodEnd;
  }
}

/** Seats are added within the period: credit for the old number and charge for the new, on the next invoice. */
function drawGrowth(scope: CustomerScope, id: string, course: Course): void {
  const { business, persona } = scope;
  const { random } = persona;
  const added = random.integer(1, 6);
  const at = random.integer(course.periodStart + day, course.periodEnd - day);
  const [item] = course.items;
  if (!random.chance(0.12) || at > business.now || item === undefined) {
    return;
  }
  const share = (course.periodEnd - at) / (course.periodEnd - course.periodStart);
  const prorate = (quantity: number, sign: 1 | -1, words: string): InvoiceItem =>
    draftItem(
      scope,
      at,
      {
        offer: item.offer,
        quantity,
        amount: sign * Math.round(quantity * item.offer.unitAmount * share),
        description: `${words} ${quantity} × ${item.offer.product.name} after ${shortDate(at)}`,
        start: at,
        end: course.periodEnd,
      },
      id,
    );
  const quantity = item.quantity + added;
  course.waitingItems.push(
    prorate(item.quantity, -1, 'Unused time on'),
    prorate(quantity, 1, 'Remaining time on'),
  );
  course.items = [{ ...item, quantity }, ...course.items.slice(1)];
}

function lineOf(item: SubscriptionItem, subscription: string, start: number, end: number): LineDraft {
  const { offer, quantity, id } = item;
  const price = (offer.unitAmount / 100).toFixed(2);
  const sign = offer.currency === 'usd' ? '$' : '€';
  return {
    offer,
    quantity,
    amount: offer.unitAmount * quantity,
    description: `${quantity} × ${offer.product.name} (at ${sign}${price} / ${offer.months > 1 ? 'year' : 'month'})`,
    start,
    end,
    source: { kind: 'subscription', subscription, item: id },
  };
}

import { type Aftermath, drawAftermath, keptForGood } from './aftermath.ts';
import { day, hour } from './calendar.ts';
import { declines } from './chargeFacts.ts';
import { awaitPayment, type Collection, chargeAutomatically } from './collection.ts';
import { addCreditNote } from './creditNotes.ts';
import type { CustomerScope } from './customerScope.ts';
import { type LineDraft, priceLines } from './invoiceLines.ts';
import { amountDue, type Invoice, invoiceObject } from './invoiceObject.ts';
import { addPayment, type Payment } from './payments.ts';
import { type AppliedDiscount, runsAt } from './promotions.ts';

/** What is to be invoiced. How it is paid is for this module to play out. */
export interface InvoicePlan extends Pick<Invoice, 'created' | 'reason' | 'periodStart' | 'periodEnd'> {
  readonly drafts: readonly LineDraft[];
  readonly discounts: readonly AppliedDiscount[];
  readonly subscription?: Invoice['subscription'];
  /** Given for an invoice that is sent; otherwise the stored payment method is charged. */
  readonly daysUntilDue?: number;
  /**
   * An end other than the usual: it stays a draft, it is voided, it is paid and all of it returned, or the very first
   * payment fails for good.
   */
  readonly ending?: 'draft' | 'void' | 'returned' | 'firstPaymentFails' | undefined;
}

/** What came of an invoice. */
export interface Invoiced {
  readonly id: string;
  readonly status: Invoice['status'];
  readonly gaveUpAt: number | undefined;
  readonly payment: Payment | undefined;
  readonly total: number;
}

/** How long after its creation Stripe finalizes a renewal's invoice. */
const finalizedAfter = hour;
/** A subscription whose first payment has not worked by then expires. */
export const firstPaymentWindow = 23 * hour;

/** Makes an invoice with its payment, its refund and its credit note, and hands them to the sink. */
export function addInvoice(scope: CustomerScope, plan: InvoicePlan): Invoiced {
  const { business, persona } = scope;
  const id = persona.ids.billing('in', plan.created);
  const discounts = plan.discounts.filter((discount) => runsAt(discount, plan.created));
  const lines = priceLines(scope, plan.drafts, discounts, plan.created);
  const finalizedAt = finalization(scope, plan);
  const number = finalizedAt === undefined ? null : scope.numbers.take();
  const base = {
    ...plan,
    id,
    number,
    lines,
    discounts,
    finalizedAt,
    subscription: plan.subscription,
    daysUntilDue: plan.daysUntilDue,
  };
  const credited =
    finalizedAt === undefined
      ? 0
      : creditBeforePayment(scope, plan, amountDue({ ...base, creditedBeforePayment: 0 }));
  const due = amountDue({ lines, creditedBeforePayment: credited });
  const collection =
    finalizedAt === undefined || due === 0 ? nothingToCollect : collect(scope, plan, finalizedAt);
  const aftermath =
    plan.ending === 'returned'
      ? returned(scope, due, collection.paidAt)
      : drawAftermath(scope, due, collection.paidAt);
  const state = stateOf(scope, plan, finalizedAt, due, collection);
  const creditsRefund =
    aftermath.kind === 'refund' && (plan.ending === 'returned' || persona.random.chance(0.7));
  const invoice: Invoice = {
    ...base,
    ...state,
    attempts: collection.attempts.length,
    nextAttempt: state.status === 'open' ? collection.nextAttempt : undefined,
    creditedBeforePayment: credited,
    creditedAfterPayment: creditsRefund ? aftermath.amount : 0,
  };
  business.sink.add('invoices', () => invoiceObject(scope, invoice));
  const payment =
    finalizedAt === undefined || due === 0
      ? undefined
      : addInvoicePayment(scope, invoice, finalizedAt, collection, aftermath);
  if (credited > 0) {
    const part = { kind: 'sum' as const, amount: credited, description: 'Bags damaged in transit' };
    const facts = {
      reason: 'product_unsatisfactory',
      memo: 'With our apologies.',
      refund: undefined,
    } as const;
    addCreditNote(scope, { ...facts, created: (finalizedAt ?? plan.created) + hour, invoice, part });
  }
  if (creditsRefund && payment?.refund !== undefined) {
    creditRefund(scope, invoice, due, payment.refund);
  }
  return { id, status: invoice.status, gaveUpAt: collection.gaveUpAt, payment, total: due };
}

const nothingToCollect: Collection = {
  attempts: [],
  paidAt: undefined,
  gaveUpAt: undefined,
  nextAttempt: undefined,
};

/** A subscription's first invoice is final at once, the others after an hour, and a draft not yet. */
function finalization({ business }: CustomerScope, plan: InvoicePlan): number | undefined {
  const at = plan.reason === 'subscription_cycle' ? plan.created + finalizedAfter : plan.created;
  return plan.ending === 'draft' || at > business.now ? undefined : at;
}

/** A café's delivery is damaged now and then: credited before it pays. */
function creditBeforePayment({ persona, business }: CustomerScope, plan: InvoicePlan, total: number): number {
  const damaged = persona.kind === 'cafe' && persona.random.chance(0.04);
  const inTime = plan.created + 2 * hour <= business.now;
  return damaged && inTime && plan.ending === undefined ? Math.round(total / 10) : 0;
}

function collect(scope: CustomerScope, plan: InvoicePlan, finalizedAt: number): Collection {
  if (plan.ending === 'firstPaymentFails') {
    return { ...nothingToCollect, attempts: [{ at: finalizedAt + 5, decline: declines[1] }] };
  }
  if (plan.ending === 'void') {
    return nothingToCollect;
  }
  if (plan.ending === 'returned' && finalizedAt + day <= scope.business.now) {
    return { ...nothingToCollect, attempts: [{ at: finalizedAt + day }], paidAt: finalizedAt + day };
  }
  return plan.daysUntilDue === undefined
    ? chargeAutomatically(scope, finalizedAt + 5)
    : awaitPayment(scope, finalizedAt, plan.daysUntilDue);
}

function returned({ business }: CustomerScope, amount: number, paidAt: number | undefined): Aftermath {
  const at = (paidAt ?? business.now) + 3 * day;
  return at > business.now ? keptForGood : { kind: 'refund', at, amount, reason: 'requested_by_customer' };
}

function stateOf(
  { business }: CustomerScope,
  plan: InvoicePlan,
  finalizedAt: number | undefined,
  due: number,
  { paidAt, gaveUpAt }: Collection,
): Pick<Invoice, 'status' | 'closedAt'> {
  if (finalizedAt === undefined) {
    return { status: 'draft', closedAt: undefined };
  }
  if (due === 0) {
    return { status: 'paid', closedAt: finalizedAt };
  }
  if (paidAt !== undefined) {
    return { status: 'paid', closedAt: paidAt };
  }
  if (gaveUpAt !== undefined) {
    return { status: 'uncollectible', closedAt: gaveUpAt };
  }
  const voidedAt =
    plan.ending === 'void'
      ? finalizedAt + 5 * day
      : plan.ending === 'firstPaymentFails'
        ? finalizedAt + firstPaymentWindow
        : undefined;
  return voidedAt !== undefined && voidedAt <= business.now
    ? { status: 'void', closedAt: voidedAt }
    : { status: 'open', closedAt: undefined };
}

function addInvoicePayment(
  scope: CustomerScope,
  invoice: Invoice,
  finalizedAt: number,
  collection: Collection,
  aftermath: Aftermath,
): Payment {
  const { business, persona } = scope;
  const amount = amountDue(invoice);
  const canceledAt = invoice.status === 'void' ? invoice.closedAt : undefined;
  const payment = addPayment(scope, {
    created: finalizedAt,
    amount,
    currency: persona.currency,
    description: `Invoice ${invoice.number ?? ''}`,
    attempts: collection.attempts,
    canceledAt,
    aftermath: collection.paidAt === undefined ? keptForGood : aftermath,
  });
  const id = persona.ids.billing('inpay', finalizedAt);
  const { paidAt } = payment;
  business.sink.add('invoice_payments', () => ({
    id,
    object: 'invoice_payment',
    amount_paid: paidAt === undefined ? null : amount,
    amount_requested: amount,
    created: finalizedAt,
    currency: persona.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: business.livemode,
    payment: { payment_intent: payment.intent, type: 'payment_intent' },
    status: paidAt !== undefined ? 'paid' : canceledAt !== undefined ? 'canceled' : 'open',
    status_transitions: { canceled_at: canceledAt ?? null, paid_at: paidAt ?? null },
  }));
  return payment;
}

/** A refund of the whole credits every line; one of a part, a sum. */
function creditRefund(
  scope: CustomerScope,
  invoice: Invoice,
  paid: number,
  refund: NonNullable<Payment['refund']>,
): void {
  const whole = refund.amount === paid && invoice.creditedBeforePayment === 0;
  addCreditNote(scope, {
    created: refund.created,
    invoice,
    part: whole
      ? { kind: 'lines', lines: invoice.lines }
      : { kind: 'sum', amount: refund.amount, description: 'Partial refund' },
    reason: 'order_change',
    memo: whole ? 'Order cancelled.' : 'A bag arrived stale.',
    refund,
  });
}

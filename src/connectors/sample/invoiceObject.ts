import { accountCountry } from './business.ts';
import { hour } from './calendar.ts';
import type { CustomerScope } from './customerScope.ts';
import type { PricedLine } from './invoiceLines.ts';
import { discountTotals, lineObject, taxTotals, totalsOf } from './invoiceLines.ts';
import type { AppliedDiscount } from './promotions.ts';
import { nestedList, type SampleObjects } from './sampleObjects.ts';

type InvoiceObject = SampleObjects['invoices'];

/** An invoice as it stands now. */
export interface Invoice {
  readonly id: string;
  /** Null for a draft. */
  readonly number: string | null;
  readonly created: number;
  readonly reason: 'subscription_create' | 'subscription_cycle' | 'manual';
  readonly status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  /** Undefined for a draft. */
  readonly finalizedAt: number | undefined;
  /** When it was paid, voided or given up. */
  readonly closedAt: number | undefined;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly lines: readonly PricedLine[];
  readonly discounts: readonly AppliedDiscount[];
  readonly subscription: { readonly id: string; readonly metadata: Record<string, string> } | undefined;
  /** Undefined where the stored payment method is charged. */
  readonly daysUntilDue: number | undefined;
  readonly attempts: number;
  readonly nextAttempt: number | undefined;
  readonly creditedBeforePayment: number;
  readonly creditedAfterPayment: number;
}

/** What the customer owes or owed: the total less what was credited before payment. */
export function amountDue(invoice: Pick<Invoice, 'lines' | 'creditedBeforePayment'>): number {
  return totalsOf(invoice.lines).total - invoice.creditedBeforePayment;
}

/** The invoice as `GET /v1/invoices` lists it, with all its lines. */
export function invoiceObject({ business, persona, method }: CustomerScope, invoice: Invoice): InvoiceObject {
  const { id, status, created, finalizedAt, closedAt } = invoice;
  const totals = totalsOf(invoice.lines);
  const due = amountDue(invoice);
  const paid = status === 'paid' ? due : 0;
  const discounts = discountTotals(invoice.lines);
  const page = `https://invoice.stripe.com/i/${business.accountId}/${id}`;
  return {
    id,
    object: 'invoice',
    account_country: accountCountry,
    account_name: business.name,
    account_tax_ids: null,
    amount_due: due,
    amount_overpaid: 0,
    amount_paid: paid,
    amount_paid_off_stripe: 0,
    amount_remaining: due - paid,
    amount_shipping: 0,
    application: null,
    attempt_count: invoice.attempts,
    attempted: invoice.attempts > 0 || status === 'paid',
    auto_advance: status === 'draft' || (status === 'open' && invoice.daysUntilDue === undefined),
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: status === 'draft' ? created + hour : null,
    billing_reason: invoice.reason,
    collection_method: invoice.daysUntilDue === undefined ? 'charge_automatically' : 'send_invoice',
    created,
    currency: persona.currency,
    custom_fields: null,
    customer: persona.id,
    customer_account: null,
    customer_address: persona.address,
    customer_email: persona.email,
    customer_name: persona.name,
    customer_phone: persona.phone,
    customer_shipping: null,
    customer_tax_exempt: persona.taxExempt,
    customer_tax_ids: [],
    default_payment_method: invoice.daysUntilDue === undefined ? method.id : null,
    default_source: null,
    default_tax_rates: [...persona.taxRates],
    description: null,
    discounts: invoice.discounts.map((discount) => discount.id),
    due_date: invoice.daysUntilDue === undefined ? null : created + invoice.daysUntilDue * 24 * hour,
    effective_at: finalizedAt ?? null,
    ending_balance: finalizedAt === undefined ? null : 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: finalizedAt === undefined ? null : page,
    invoice_pdf: finalizedAt === undefined ? null : `${page}/pdf`,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: nestedList(
      `/v1/invoices/${id}/lines`,
      invoice.lines.map((line) => lineObject(line, id, business.livemode)),
    ),
    livemode: business.livemode,
    metadata: {},
    next_payment_attempt: invoice.nextAttempt ?? null,
    number: invoice.number,
    on_behalf_of: null,
    parent:
      invoice.subscription === undefined
        ? null
        : {
            quote_details: null,
            subscription_details: {
              metadata: invoice.subscription.metadata,
              subscription: invoice.subscription.id,
            },
            type: 'subscription_details',
          },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: invoice.periodEnd,
    period_start: invoice.periodStart,
    post_payment_credit_notes_amount: invoice.creditedAfterPayment,
    pre_payment_credit_notes_amount: invoice.creditedBeforePayment,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status,
    status_transitions: {
      finalized_at: finalizedAt ?? null,
      marked_uncollectible_at: status === 'uncollectible' ? (closedAt ?? null) : null,
      paid_at: status === 'paid' ? (closedAt ?? null) : null,
      voided_at: status === 'void' ? (closedAt ?? null) : null,
    },
    subtotal: totals.subtotal,
    subtotal_excluding_tax: totals.subtotal,
    test_clock: null,
    total: totals.total,
    total_discount_amounts: discounts,
    total_excluding_tax: totals.subtotal - totals.discount,
    total_pretax_credit_amounts: discounts.map((taken) => ({ ...taken, type: 'discount' })),
    total_taxes: taxTotals(invoice.lines),
    webhooks_delivered_at: created + 2,
  };
}

import type { CustomerScope } from './customerScope.ts';
import type { PricedLine } from './invoiceLines.ts';
import { discountTotals, taxObject, taxTotals, totalsOf } from './invoiceLines.ts';
import type { Invoice } from './invoiceObject.ts';
import type { Refund } from './refunds.ts';
import type { SampleObjects } from './sampleObjects.ts';

type CreditNote = SampleObjects['credit_notes'];
type CreditNoteLine = CreditNote['lines']['data'][number];

/** What is credited: all lines of the invoice, or a sum. */
type CreditedPart =
  | { readonly kind: 'lines'; readonly lines: readonly PricedLine[] }
  | { readonly kind: 'sum'; readonly amount: number; readonly description: string };

interface CreditNotePlan {
  readonly created: number;
  readonly invoice: Invoice;
  readonly part: CreditedPart;
  readonly reason: CreditNote['reason'];
  readonly memo: string;
  /** The refund that paid it out; undefined for a credit that makes an unpaid invoice smaller. */
  readonly refund: Refund | undefined;
}

/** Makes the invoice's credit note, of which an invoice here has one at most. */
export function addCreditNote({ business, persona }: CustomerScope, plan: CreditNotePlan): void {
  const { created, invoice, part, refund } = plan;
  const id = persona.ids.billing('cn', created);
  const lineIds = (part.kind === 'lines' ? part.lines : [part]).map(() =>
    persona.ids.billing('cnli', created),
  );
  business.sink.add('credit_notes', (): CreditNote => {
    const lines = part.kind === 'lines' ? part.lines : [];
    const totals =
      part.kind === 'lines'
        ? totalsOf(lines)
        : { subtotal: part.amount, discount: 0, tax: 0, total: part.amount };
    const discounts = discountTotals(lines);
    const lineObjects =
      part.kind === 'lines'
        ? part.lines.map((line, index) => invoiceLineCredit(line, lineIds[index] ?? '', business.livemode))
        : [customCredit(part, lineIds[0] ?? '', business.livemode)];
    return {
      id,
      object: 'credit_note',
      amount: totals.total,
      amount_shipping: 0,
      created,
      currency: persona.currency,
      customer: persona.id,
      customer_account: null,
      customer_balance_transaction: null,
      discount_amount: totals.discount,
      discount_amounts: discounts,
      effective_at: created,
      invoice: invoice.id,
      lines: { object: 'list', data: lineObjects, has_more: false, url: `/v1/credit_notes/${id}/lines` },
      livemode: business.livemode,
      memo: plan.memo,
      metadata: {},
      number: `${invoice.number ?? ''}-CN-01`,
      out_of_band_amount: null,
      pdf: `https://pay.stripe.com/credit_notes/${business.accountId}/${id}/pdf`,
      post_payment_amount: refund === undefined ? 0 : totals.total,
      pre_payment_amount: refund === undefined ? totals.total : 0,
      pretax_credit_amounts: discounts.map((taken) => ({ ...taken, type: 'discount' })),
      reason: plan.reason,
      refunds:
        refund === undefined
          ? []
          : [
              {
                amount_refunded: refund.amount,
                payment_record_refund: null,
                refund: refund.id,
                type: 'refund',
              },
            ],
      shipping_cost: null,
      status: 'issued',
      subtotal: totals.subtotal,
      subtotal_excluding_tax: totals.subtotal,
      total: totals.total,
      total_excluding_tax: totals.subtotal - totals.discount,
      total_taxes: taxTotals(lines),
      type: refund === undefined ? 'pre_payment' : 'post_payment',
      voided_at: null,
    };
  });
}

function invoiceLineCredit(line: PricedLine, id: string, livemode: boolean): CreditNoteLine {
  const discounts = line.discounts.map(({ discount, amount }) => ({ amount, discount: discount.id }));
  return {
    id,
    object: 'credit_note_line_item',
    amount: line.amount,
    description: line.description,
    discount_amount: discounts.reduce((total, { amount }) => total + amount, 0),
    discount_amounts: discounts,
    invoice_line_item: line.id,
    livemode,
    metadata: {},
    pretax_credit_amounts: discounts.map((taken) => ({ ...taken, type: 'discount' })),
    quantity: line.quantity,
    tax_rates: [],
    taxes: line.taxes.map(({ rate, amount, taxable }) => taxObject(rate.id, amount, taxable)),
    type: 'invoice_line_item',
    unit_amount: line.offer.unitAmount,
    unit_amount_decimal: String(line.offer.unitAmount),
  };
}

function customCredit(
  { amount, description }: Extract<CreditedPart, { kind: 'sum' }>,
  id: string,
  livemode: boolean,
): CreditNoteLine {
  return {
    id,
    object: 'credit_note_line_item',
    amount,
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: [],
    type: 'custom_line_item',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}

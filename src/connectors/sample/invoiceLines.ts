import type { Offer } from './catalogue.ts';
import type { CustomerScope } from './customerScope.ts';
import { type AppliedDiscount, discountOn } from './promotions.ts';
import type { SampleObjects } from './sampleObjects.ts';
import type { TaxRate } from './taxes.ts';

export type InvoiceLine = SampleObjects['invoices']['lines']['data'][number];

/** What a line of an invoice is for, before discounts and tax. */
export interface LineDraft {
  readonly offer: Offer;
  readonly quantity: number;
  /** Below zero for the credit of a proration. */
  readonly amount: number;
  readonly description: string;
  readonly start: number;
  readonly end: number;
  readonly source: LineSource;
}

type LineSource =
  | { readonly kind: 'subscription'; readonly subscription: string; readonly item: string }
  | {
      readonly kind: 'invoiceItem';
      readonly id: string;
      readonly subscription: string | null;
      readonly proration: boolean;
    };

/** A line with all that is taken off and put on. */
export interface PricedLine extends LineDraft {
  readonly id: string;
  readonly discounts: readonly { readonly discount: AppliedDiscount; readonly amount: number }[];
  readonly taxes: readonly { readonly rate: TaxRate; readonly amount: number; readonly taxable: number }[];
}

export interface Totals {
  readonly subtotal: number;
  readonly discount: number;
  readonly tax: number;
  readonly total: number;
}

/** Takes the discounts off and puts the tax on. */
export function priceLines(
  { persona }: CustomerScope,
  drafts: readonly LineDraft[],
  discounts: readonly AppliedDiscount[],
  at: number,
): PricedLine[] {
  const amountsOffUsed = new Set<AppliedDiscount>();
  return drafts.map((draft) => {
    let left = draft.amount;
    const taken = discounts.flatMap((discount) => {
      const amount = amountsOffUsed.has(discount) ? 0 : discountOn(discount, left);
      // A percentage comes off each line, an amount only once.
      if (amount > 0 && discount.coupon.amountOff !== undefined) {
        amountsOffUsed.add(discount);
      }
      left -= amount;
      return amount === 0 ? [] : [{ discount, amount }];
    });
    const taxes = persona.taxRates.map((rate) => ({
      rate,
      amount: Math.round((left * rate.percentage) / 100),
      taxable: left,
    }));
    return { ...draft, id: persona.ids.billing('il', at), discounts: taken, taxes };
  });
}

export function totalsOf(lines: readonly PricedLine[]): Totals {
  const subtotal = sum(lines.map((line) => line.amount));
  const discount = sum(lines.flatMap((line) => line.discounts.map(({ amount }) => amount)));
  const tax = sum(lines.flatMap((line) => line.taxes.map(({ amount }) => amount)));
  return { subtotal, discount, tax, total: subtotal - discount + tax };
}

/** Each discount with what it took off all lines together. */
export function discountTotals(lines: readonly PricedLine[]): { discount: string; amount: number }[] {
  return totalsBy(
    lines.flatMap((line) => line.discounts.map(({ discount, amount }) => ({ key: discount.id, amount }))),
  ).map(([discount, amount]) => ({ amount, discount }));
}

type Tax = NonNullable<InvoiceLine['taxes']>[number];

/** Each tax rate with what it put on all lines together, as invoices and credit notes have it. */
export function taxTotals(lines: readonly PricedLine[]): Tax[] {
  const taxes = lines.flatMap((line) => line.taxes);
  const taxable = new Map(totalsBy(taxes.map((tax) => ({ key: tax.rate.id, amount: tax.taxable }))));
  return totalsBy(taxes.map((tax) => ({ key: tax.rate.id, amount: tax.amount }))).map(([rate, amount]) =>
    taxObject(rate, amount, taxable.get(rate) ?? 0),
  );
}

export function taxObject(rate: string, amount: number, taxable: number): Tax {
  return {
    amount,
    tax_behavior: 'exclusive',
    tax_rate_details: { tax_rate: rate },
    taxability_reason: 'standard_rated',
    taxable_amount: taxable,
    type: 'tax_rate_details',
  };
}

/** The line as an invoice nests it. */
export function lineObject(line: PricedLine, invoice: string, livemode: boolean): InvoiceLine {
  const { offer, source } = line;
  const discountAmounts = line.discounts.map(({ discount, amount }) => ({ amount, discount: discount.id }));
  return {
    id: line.id,
    object: 'line_item',
    amount: line.amount,
    currency: offer.currency,
    description: line.description,
    discount_amounts: discountAmounts,
    discountable: line.amount > 0,
    discounts: line.discounts.map(({ discount }) => discount.id),
    invoice,
    livemode,
    metadata: {},
    parent: lineParent(source),
    period: { end: line.end, start: line.start },
    pretax_credit_amounts: discountAmounts.map((taken) => ({ ...taken, type: 'discount' })),
    pricing: {
      price_details: { price: offer.price.id, product: offer.product.id },
      type: 'price_details',
      unit_amount_decimal: String(offer.unitAmount),
    },
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: source.subscription,
    subtotal: line.amount,
    taxes: line.taxes.map(({ rate, amount, taxable }) => taxObject(rate.id, amount, taxable)),
  };
}

function lineParent(source: LineSource): InvoiceLine['parent'] {
  return source.kind === 'subscription'
    ? {
        invoice_item_details: null,
        subscription_item_details: {
          invoice_item: null,
          proration: false,
          proration_details: { credited_items: null },
          subscription: source.subscription,
          subscription_item: source.item,
        },
        type: 'subscription_item_details',
      }
    : {
        invoice_item_details: {
          invoice_item: source.id,
          proration: source.proration,
          proration_details: { credited_items: null },
          subscription: source.subscription,
        },
        subscription_item_details: null,
        type: 'invoice_item_details',
      };
}

function totalsBy(entries: readonly { readonly key: string; readonly amount: number }[]): [string, number][] {
  const totals = new Map<string, number>();
  for (const { key, amount } of entries) {
    totals.set(key, (totals.get(key) ?? 0) + amount);
  }
  return [...totals];
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

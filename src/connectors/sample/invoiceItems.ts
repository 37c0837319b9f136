import type { CustomerScope } from './customerScope.ts';
import type { LineDraft } from './invoiceLines.ts';
import type { SampleObjects } from './sampleObjects.ts';

/** An item that waits for the customer's next invoice. */
export interface InvoiceItem {
  readonly id: string;
  readonly date: number;
  readonly draft: LineDraft;
}

/** Makes an item; it is handed to the sink when its invoice is known. */
export function draftItem(
  { persona }: CustomerScope,
  date: number,
  draft: Omit<LineDraft, 'source'>,
  proratedSubscription: string | null,
): InvoiceItem {
  const id = persona.ids.billing('ii', date);
  return {
    id,
    date,
    draft: {
      ...draft,
      source: {
        kind: 'invoiceItem',
        id,
        subscription: proratedSubscription,
        proration: proratedSubscription !== null,
      },
    },
  };
}

/** Hands the item to the sink. @param invoice The invoice that took it up; null while it waits. */
export function addInvoiceItem(scope: CustomerScope, item: InvoiceItem, invoice: string | null): void {
  const { business, persona } = scope;
  const { offer, amount, quantity, description, start, end, source } = item.draft;
  business.sink.add('invoiceitems', (): SampleObjects['invoiceitems'] => ({
    id: item.id,
    object: 'invoiceitem',
    amount,
    currency: offer.currency,
    customer: persona.id,
    customer_account: null,
    date: item.date,
    description,
    discountable: amount > 0,
    discounts: [],
    invoice,
    livemode: business.livemode,
    metadata: {},
    net_amount: amount,
    parent:
      source.subscription === null
        ? null
        : { subscription_details: { subscription: source.subscription }, type: 'subscription_details' },
    period: { end, start },
    pricing: {
      price_details: { price: offer.price.id, product: offer.product.id },
      type: 'price_details',
      unit_amount_decimal: String(offer.unitAmount),
    },
    proration: source.subscription !== null,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: null,
  }));
}

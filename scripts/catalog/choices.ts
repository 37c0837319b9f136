/*
 * What the catalog holds beside what the SDK's types tell: choices of ours, and facts of Stripe's that no type shows.
 */

/** Ticked when a person opens the wizard: the tables people query. */
export const tickedByDefault: ReadonlySet<string> = new Set([
  'balance_transactions',
  'charges',
  'checkout_sessions',
  'coupons',
  'credit_notes',
  'customers',
  'disputes',
  'invoice_line_items',
  'invoice_payments',
  'invoiceitems',
  'invoices',
  'payment_intents',
  'payment_methods',
  'payouts',
  'plans',
  'prices',
  'products',
  'promotion_codes',
  'refunds',
  'setup_intents',
  'subscription_items',
  'subscription_schedules',
  'subscriptions',
  'tax_rates',
  'transfers',
]);

export interface ChildChoice {
  readonly name: string;
  readonly parent: string;
  /** The parent's field that inlines the first objects. */
  readonly field: string;
  /** The SDK's method that lists the rest. */
  readonly method: string;
}

/** The lists inside other objects that become tables. */
export const children: readonly ChildChoice[] = [
  {
    name: 'application_fee_refunds',
    parent: 'application_fees',
    field: 'refunds',
    method: 'ApplicationFeeResource.listRefunds',
  },
  {
    name: 'checkout_session_line_items',
    parent: 'checkout_sessions',
    field: 'line_items',
    method: 'SessionResource.listLineItems',
  },
  {
    name: 'credit_note_line_items',
    parent: 'credit_notes',
    field: 'lines',
    method: 'CreditNoteResource.listLineItems',
  },
  { name: 'invoice_line_items', parent: 'invoices', field: 'lines', method: 'InvoiceResource.listLineItems' },
  {
    name: 'payment_link_line_items',
    parent: 'payment_links',
    field: 'line_items',
    method: 'PaymentLinkResource.listLineItems',
  },
  { name: 'quote_line_items', parent: 'quotes', field: 'line_items', method: 'QuoteResource.listLineItems' },
  {
    name: 'subscription_items',
    parent: 'subscriptions',
    field: 'items',
    method: 'SubscriptionItemResource.list',
  },
  {
    name: 'transfer_reversals',
    parent: 'transfers',
    field: 'reversals',
    method: 'TransferResource.listReversals',
  },
];

/** `invoice.upcoming` foretells an invoice that has no id yet: there is no row that it could change. */
export const eventsWithoutObject: ReadonlySet<string> = new Set(['invoice.upcoming']);

/** The object's time of creation, where it is not called `created` though the filter is. */
export const creationFields: ReadonlyMap<string, string> = new Map([['invoiceitems', 'date']]);

/*
 * Stripe publishes no list of a restricted key's permissions. Most are named after the object; these are not. Seen in
 * the messages of 403 answers and in other importers' key links, the newest of them PostHog's, 2026-11. A wrong name in
 * a key link is ignored by Stripe's page.
 */
const permissionsByObject: ReadonlyMap<string, string> = new Map([
  ['account', 'rak_connected_account_read'],
  ['apple_pay_domain', 'rak_payment_method_domain_read'],
  ['balance_transaction', 'rak_balance_transaction_source_read'],
  ['credit_note_line_item', 'rak_credit_note_read'],
  ['entitlements.feature', 'rak_entitlement_read'],
  ['fee_refund', 'rak_application_fee_read'],
  ['invoice_payment', 'rak_invoice_read'],
  ['invoiceitem', 'rak_invoice_read'],
  ['line_item', 'rak_invoice_read'],
  ['payment_link', 'rak_payment_links_read'],
  ['price', 'rak_plan_read'],
  ['refund', 'rak_charge_read'],
  ['subscription_item', 'rak_subscription_read'],
  ['subscription_schedule', 'rak_subscription_read'],
  ['tax_id', 'rak_customer_read'],
  ['topup', 'rak_top_up_read'],
  ['transfer_reversal', 'rak_transfer_read'],
  ['webhook_endpoint', 'rak_webhook_read'],
]);

/** The permission that a restricted key most likely needs to list objects of a type. */
export function permissionFor(objectType: string): string {
  return permissionsByObject.get(objectType) ?? `rak_${objectType.replaceAll('.', '_')}_read`;
}

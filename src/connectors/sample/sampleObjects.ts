import type { Stripe } from 'stripe';
import type { Wire } from './wire.ts';

/**
 * What the generator makes, by the names that tables have. Nested lists are complete here, with `has_more` false; Stripe
 * cuts them at ten. `line_items` of a checkout session is there although Stripe gives it only when asked to.
 */
export interface SampleObjects {
  accounts: Wire<Stripe.Account>;
  balance_transactions: Wire<Stripe.BalanceTransaction>;
  charges: Wire<Stripe.Charge>;
  checkout_sessions: Wire<Stripe.Checkout.Session>;
  coupons: Wire<Stripe.Coupon>;
  credit_notes: Wire<Stripe.CreditNote>;
  customers: Wire<Stripe.Customer>;
  disputes: Wire<Stripe.Dispute>;
  invoice_payments: Wire<Stripe.InvoicePayment>;
  invoiceitems: Wire<Stripe.InvoiceItem>;
  invoices: Wire<Stripe.Invoice>;
  payment_intents: Wire<Stripe.PaymentIntent>;
  payment_methods: Wire<Stripe.PaymentMethod>;
  payouts: Wire<Stripe.Payout>;
  plans: Wire<Stripe.Plan>;
  prices: Wire<Stripe.Price>;
  products: Wire<Stripe.Product>;
  promotion_codes: Wire<Stripe.PromotionCode>;
  refunds: Wire<Stripe.Refund>;
  setup_intents: Wire<Stripe.SetupIntent>;
  subscription_schedules: Wire<Stripe.SubscriptionSchedule>;
  subscriptions: Wire<Stripe.Subscription>;
  tax_rates: Wire<Stripe.TaxRate>;
  transfers: Wire<Stripe.Transfer>;
}

export type SampleResource = keyof SampleObjects;

/** Takes what the generator makes. */
export interface SampleSink {
  /** @param make Builds the object; not called for an object that is not wanted. It draws no random numbers. */
  add<Name extends SampleResource>(resource: Name, make: () => SampleObjects[Name]): void;
}

/** A list as Stripe nests it in an object. */
export function nestedList<T>(
  url: string,
  data: T[],
): { object: 'list'; data: T[]; has_more: boolean; url: string } {
  return { object: 'list', data, has_more: false, url };
}

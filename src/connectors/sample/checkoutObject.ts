import { day } from './calendar.ts';
import type { Offer } from './catalogue.ts';
import type { CustomerScope } from './customerScope.ts';
import { nestedList, type SampleObjects } from './sampleObjects.ts';

type Session = SampleObjects['checkout_sessions'];

/** How long a session may be paid. */
export const sessionLifetime = day;

export interface CheckoutLine {
  readonly id: string;
  readonly offer: Offer;
  readonly quantity: number;
  readonly subtotal: number;
  readonly tax: number;
}

export type CheckoutOutcome =
  | { readonly mode: 'payment'; readonly intent: string | undefined }
  | {
      readonly mode: 'subscription';
      readonly subscription: string;
      /** Undefined where nothing was to be paid yet. */
      readonly invoice: string | undefined;
      readonly hasTrial: boolean;
    };

export interface CheckoutState {
  readonly id: string;
  readonly created: number;
  readonly lines: readonly CheckoutLine[];
  readonly outcome: CheckoutOutcome;
  readonly status: 'open' | 'complete' | 'expired';
}

/** The session as `GET /v1/checkout/sessions` lists it, with the `line_items` that Stripe gives only when asked. */
export function sessionObject({ business, persona }: CustomerScope, state: CheckoutState): Session {
  const { id, created, lines, outcome, status } = state;
  const subtotal = lines.reduce((sum, line) => sum + line.subtotal, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const complete = status === 'complete';
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: true,
    allowed_payment_method_types: null,
    amount_subtotal: subtotal,
    amount_total: subtotal + tax,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: 'required',
    cancel_url: 'https://coffee.example.com/basket',
    client_reference_id: null,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created,
    currency: persona.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: persona.id,
    customer_account: null,
    customer_creation: null,
    customer_details: {
      address: complete ? persona.address : null,
      business_name: persona.company,
      email: persona.email,
      individual_name: null,
      name: complete ? persona.name : null,
      phone: null,
      tax_exempt: persona.taxExempt,
      tax_ids: [],
    },
    customer_email: null,
    discounts: [],
    expires_at: created + sessionLifetime,
    integration_identifier: null,
    invoice: outcome.mode === 'subscription' ? (outcome.invoice ?? null) : null,
    invoice_creation: null,
    line_items: nestedList(
      `/v1/checkout/sessions/${id}/line_items`,
      lines.map((line) => lineItemObject(line)),
    ),
    livemode: business.livemode,
    locale: 'auto',
    managed_payments: null,
    metadata: {},
    mode: outcome.mode,
    origin_context: 'web',
    payment_intent: outcome.mode === 'payment' ? (outcome.intent ?? null) : null,
    payment_link: null,
    payment_method_collection: outcome.mode === 'subscription' ? 'always' : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: complete ? (subtotal === 0 ? 'no_payment_required' : 'paid') : 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status,
    submit_type: null,
    subscription: outcome.mode === 'subscription' ? outcome.subscription : null,
    success_url: 'https://coffee.example.com/thanks',
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: tax },
    ui_mode: 'hosted_page',
    url: status === 'open' ? `https://checkout.stripe.com/c/pay/${id}` : null,
    wallet_options: null,
  };
}

function lineItemObject(line: CheckoutLine): NonNullable<Session['line_items']>['data'][number] {
  return {
    id: line.id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: line.subtotal,
    amount_tax: line.tax,
    amount_total: line.subtotal + line.tax,
    currency: line.offer.currency,
    description: line.offer.product.name,
    metadata: {},
    price: line.offer.price,
    quantity: line.quantity,
  };
}

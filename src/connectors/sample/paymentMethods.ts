import type { Business } from './business.ts';
import type { Persona } from './persona.ts';
import type { SampleObjects } from './sampleObjects.ts';

/** How a customer pays. */
export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly type: 'card' | 'sepa_debit';
  readonly brand: 'visa' | 'mastercard' | 'amex';
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly fingerprint: string;
  readonly country: string;
}

/** Makes a payment method of the customer and hands it to the sink. */
export function addPaymentMethod(business: Business, persona: Persona, created: number): PaymentMethod {
  const { random, ids } = persona;
  const method: PaymentMethod = {
    id: ids.billing('pm', created),
    created,
    type: persona.currency === 'eur' && random.chance(0.35) ? 'sepa_debit' : 'card',
    brand: random.weighted([
      [6, 'visa'],
      [3, 'mastercard'],
      [1, 'amex'],
    ]),
    last4: random.digits(4),
    expMonth: random.integer(1, 12),
    expYear: new Date(business.now * 1000).getUTCFullYear() + random.integer(0, 4),
    fingerprint: random.base62(16),
    country: persona.place.country,
  };
  business.sink.add('payment_methods', () => paymentMethodObject(business, persona, method));
  return method;
}

function paymentMethodObject(
  business: Business,
  persona: Persona,
  method: PaymentMethod,
): SampleObjects['payment_methods'] {
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: 'always',
    billing_details: billingDetails(persona),
    created: method.created,
    customer: persona.id,
    customer_account: null,
    livemode: business.livemode,
    metadata: {},
    ...(method.type === 'card'
      ? { type: 'card', card: cardDetails(method) }
      : { type: 'sepa_debit', sepa_debit: sepaDetails(method) }),
  };
}

/** Who pays, as it stands in payment methods and charges. */
export function billingDetails(persona: Persona): SampleObjects['payment_methods']['billing_details'] {
  const { address, email, name, phone } = persona;
  return { address, email, name, phone, tax_id: null };
}

function cardDetails(method: PaymentMethod): NonNullable<SampleObjects['payment_methods']['card']> {
  return {
    brand: method.brand,
    checks: { address_line1_check: 'pass', address_postal_code_check: 'pass', cvc_check: 'pass' },
    country: method.country,
    display_brand: method.brand === 'amex' ? 'american_express' : method.brand,
    exp_month: method.expMonth,
    exp_year: method.expYear,
    fingerprint: method.fingerprint,
    funding: 'credit',
    generated_from: null,
    last4: method.last4,
    networks: { available: [method.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function sepaDetails(method: PaymentMethod): NonNullable<SampleObjects['payment_methods']['sepa_debit']> {
  return {
    bank_code: '37040044',
    branch_code: '',
    country: method.country,
    fingerprint: method.fingerprint,
    generated_from: { charge: null, setup_attempt: null },
    last4: method.last4,
  };
}

/** The payment method as a charge keeps it. */
export function chargeMethodDetails(
  method: PaymentMethod,
  amount: number,
  declined: boolean,
): NonNullable<SampleObjects['charges']['payment_method_details']> {
  if (method.type === 'sepa_debit') {
    return {
      type: 'sepa_debit',
      sepa_debit: {
        bank_code: '37040044',
        branch_code: '',
        country: method.country,
        fingerprint: method.fingerprint,
        last4: method.last4,
        mandate: null,
      },
    };
  }
  return {
    type: 'card',
    card: {
      amount_authorized: declined ? null : amount,
      authorization_code: declined ? null : method.fingerprint.slice(0, 6).toUpperCase(),
      brand: method.brand,
      checks: { address_line1_check: 'pass', address_postal_code_check: 'pass', cvc_check: null },
      country: method.country,
      electronic_commerce_indicator: null,
      exp_month: method.expMonth,
      exp_year: method.expYear,
      fingerprint: method.fingerprint,
      funding: 'credit',
      installments: null,
      last4: method.last4,
      mandate: null,
      network: method.brand,
      network_token: { used: false },
      network_transaction_id: declined ? null : method.fingerprint.slice(0, 15),
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

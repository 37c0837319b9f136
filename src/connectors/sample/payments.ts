import { type Aftermath, refundedAmount } from './aftermath.ts';
import type { ChargeFacts, Decline } from './chargeFacts.ts';
import { chargeObject } from './chargeObject.ts';
import type { CustomerScope } from './customerScope.ts';
import { addDispute } from './disputes.ts';
import type { Currency } from './products.ts';
import { addRefund, type Refund } from './refunds.ts';
import type { SampleObjects } from './sampleObjects.ts';

/** One try to collect the money. */
export interface Attempt {
  readonly at: number;
  /** Undefined for the one that succeeds, the last. */
  readonly decline?: Decline | undefined;
}

export interface PaymentPlan {
  readonly created: number;
  readonly amount: number;
  readonly currency: Currency;
  readonly description: string;
  readonly attempts: readonly Attempt[];
  /** When it was given up; undefined while it may still be paid. */
  readonly canceledAt?: number | undefined;
  /** What happens to the money later. */
  readonly aftermath: Aftermath;
}

export interface Payment {
  readonly intent: string;
  readonly paidAt: number | undefined;
  readonly refund: Refund | undefined;
}

/** Makes a payment intent with its charges, and the refund or dispute that follows. */
export function addPayment(scope: CustomerScope, plan: PaymentPlan): Payment {
  const { business, persona } = scope;
  const intent = persona.ids.payment('pi', plan.created);
  const clientSecret = persona.ids.clientSecret(intent);
  let latestCharge: string | undefined;
  let paidAt: number | undefined;
  let refund: Refund | undefined;
  for (const attempt of plan.attempts) {
    const charge = chargeFacts(scope, plan, intent, attempt.at);
    latestCharge = charge.id;
    if (attempt.decline === undefined) {
      paidAt = attempt.at;
      refund = collect(scope, charge, plan.aftermath);
    } else {
      const { decline } = attempt;
      business.sink.add('charges', () => chargeObject(scope, charge, { decline }));
    }
  }
  const declined = plan.attempts.at(-1)?.decline;
  business.sink.add('payment_intents', () =>
    paymentIntentObject(scope, plan, { intent, clientSecret, latestCharge, paidAt, declined }),
  );
  return { intent, paidAt, refund };
}

function chargeFacts(scope: CustomerScope, plan: PaymentPlan, intent: string, at: number): ChargeFacts {
  const { amount, currency, description } = plan;
  const prefix = scope.method.type === 'card' ? 'ch' : 'py';
  const id = scope.persona.ids.payment(prefix, at);
  return { id, intent, amount, currency, created: at, description, method: scope.method };
}

/** Takes the money in, and gives it back where that is what happens. */
function collect(scope: CustomerScope, charge: ChargeFacts, aftermath: Aftermath): Refund | undefined {
  const { business, persona, ledger } = scope;
  const transaction = ledger.record({
    id: persona.ids.payment('txn', charge.created),
    type: charge.method.type === 'card' ? 'charge' : 'payment',
    reportingCategory: 'charge',
    source: charge.id,
    amount: charge.amount,
    fee: processingFee(charge),
    currency: charge.currency,
    created: charge.created,
    description: charge.description,
  });
  const paid = {
    transaction: transaction.id,
    refunded: refundedAmount(aftermath),
    disputed: aftermath.kind === 'dispute',
  };
  business.sink.add('charges', () => chargeObject(scope, charge, paid));
  switch (aftermath.kind) {
    case 'refund':
      return addRefund(scope, charge, aftermath);
    case 'dispute':
      addDispute(scope, charge, aftermath);
      return undefined;
    case 'none':
      return undefined;
  }
}

/** Stripe's list prices in the US: 2.9% and 30 cents, 1.5% more for cards from abroad; 0.8% for SEPA. */
function processingFee({ amount, method }: ChargeFacts): number {
  if (method.type === 'sepa_debit') {
    return Math.min(500, Math.round(amount * 0.008) + 30);
  }
  return Math.round(amount * (method.country === 'US' ? 0.029 : 0.044)) + 30;
}

interface IntentOutcome {
  readonly intent: string;
  readonly clientSecret: string;
  readonly latestCharge: string | undefined;
  readonly paidAt: number | undefined;
  readonly declined: Decline | undefined;
}

function paymentIntentObject(
  { business, persona, method }: CustomerScope,
  plan: PaymentPlan,
  { intent, clientSecret, latestCharge, paidAt, declined }: IntentOutcome,
): SampleObjects['payment_intents'] {
  const succeeded = paidAt !== undefined;
  const canceled = !succeeded && plan.canceledAt !== undefined;
  return {
    id: intent,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: plan.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: succeeded ? plan.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: canceled ? (plan.canceledAt ?? null) : null,
    cancellation_reason: canceled ? 'void_invoice' : null,
    capture_method: 'automatic',
    client_secret: clientSecret,
    confirmation_method: 'automatic',
    created: plan.created,
    currency: plan.currency,
    customer: persona.id,
    customer_account: null,
    description: plan.description,
    excluded_payment_method_types: null,
    last_payment_error: succeeded || declined === undefined ? null : paymentError(declined, latestCharge),
    latest_charge: latestCharge ?? null,
    livemode: business.livemode,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: succeeded ? method.id : null,
    payment_method_configuration_details: null,
    payment_method_options:
      method.type === 'card'
        ? {
            card: {
              installments: null,
              mandate_options: null,
              network: null,
              request_three_d_secure: 'automatic',
            },
          }
        : { sepa_debit: {} },
    payment_method_types: [method.type],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: 'off_session',
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: succeeded ? 'succeeded' : canceled ? 'canceled' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

function paymentError(
  { code, declineCode, message }: Decline,
  charge: string | undefined,
): NonNullable<SampleObjects['payment_intents']['last_payment_error']> {
  return {
    ...(charge === undefined ? {} : { charge }),
    code,
    decline_code: declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${code.replace('_', '-')}`,
    message,
    type: 'card_error',
  };
}

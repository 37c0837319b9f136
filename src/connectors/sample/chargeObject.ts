import type { ChargeFacts, Decline } from './chargeFacts.ts';
import type { CustomerScope } from './customerScope.ts';
import { billingDetails, chargeMethodDetails } from './paymentMethods.ts';
import type { SampleObjects } from './sampleObjects.ts';

export type ChargeOutcome =
  | { readonly decline: Decline }
  | {
      /** The balance transaction that took the money in. */
      readonly transaction: string;
      readonly refunded: number;
      readonly disputed: boolean;
    };

/** The charge as `GET /v1/charges` lists it; `refunds` only comes with `expand`. */
export function chargeObject(
  { business, persona }: CustomerScope,
  charge: ChargeFacts,
  outcome: ChargeOutcome,
): SampleObjects['charges'] {
  const decline = 'decline' in outcome ? outcome.decline : undefined;
  const paid = 'decline' in outcome ? undefined : outcome;
  const refunded = paid?.refunded ?? 0;
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: paid === undefined ? 0 : charge.amount,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: paid?.transaction ?? null,
    billing_details: billingDetails(persona),
    calculated_statement_descriptor: charge.method.type === 'card' ? 'NORTHWIND COFFEE' : null,
    captured: paid !== undefined,
    created: charge.created,
    currency: charge.currency,
    customer: persona.id,
    description: charge.description,
    disputed: paid?.disputed ?? false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: business.livemode,
    metadata: {},
    on_behalf_of: null,
    outcome: {
      advice_code: decline === undefined ? null : 'try_again_later',
      network_advice_code: null,
      network_decline_code: decline === undefined ? null : '51',
      network_status: decline === undefined ? 'approved_by_network' : 'declined_by_network',
      reason: decline?.declineCode ?? null,
      risk_level: 'normal',
      risk_score: charge.created % 48,
      seller_message: decline === undefined ? 'Payment complete.' : 'The bank did not accept the payment.',
      type: decline === undefined ? 'authorized' : 'issuer_declined',
    },
    paid: paid !== undefined,
    payment_intent: charge.intent,
    payment_method: charge.method.id,
    payment_method_details: chargeMethodDetails(charge.method, charge.amount, decline !== undefined),
    radar_options: {},
    receipt_email: null,
    receipt_number: null,
    receipt_url: paid === undefined ? null : `https://pay.stripe.com/receipts/${charge.id}`,
    refunded: paid !== undefined && refunded === charge.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid === undefined ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
}

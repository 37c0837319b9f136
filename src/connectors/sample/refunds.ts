import type { Aftermath } from './aftermath.ts';
import type { ChargeFacts } from './chargeFacts.ts';
import type { CustomerScope } from './customerScope.ts';
import type { SampleObjects } from './sampleObjects.ts';

/** A refund, as a credit note needs to know it. */
export interface Refund {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
}

/** Gives the money back, and hands the refund to the sink. */
export function addRefund(
  { business, persona, ledger, method }: CustomerScope,
  charge: ChargeFacts,
  { at, amount, reason }: Extract<Aftermath, { kind: 'refund' }>,
): Refund {
  const card = method.type === 'card';
  const id = persona.ids.payment(card ? 're' : 'pyr', at);
  const transaction = ledger.record({
    id: persona.ids.payment('txn', at),
    type: card ? 'refund' : 'payment_refund',
    reportingCategory: 'refund',
    source: id,
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    created: at,
    description: `REFUND FOR CHARGE (${charge.description})`,
  });
  business.sink.add('refunds', (): SampleObjects['refunds'] => ({
    id,
    object: 'refund',
    amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: at,
    currency: charge.currency,
    customer: persona.id,
    customer_account: null,
    destination_details: card
      ? {
          card: {
            reference: id.slice(-8).toUpperCase(),
            reference_status: 'available',
            reference_type: 'acquirer_reference_number',
            type: 'refund',
          },
          type: 'card',
        }
      : { eu_bank_transfer: { reference: null, reference_status: null }, type: 'eu_bank_transfer' },
    metadata: {},
    payment_intent: charge.intent,
    payment_method: charge.method.id,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }));
  return { id, created: at, amount };
}

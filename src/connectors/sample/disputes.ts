import type { Aftermath } from './aftermath.ts';
import { day } from './calendar.ts';
import type { ChargeFacts } from './chargeFacts.ts';
import type { CustomerScope } from './customerScope.ts';
import type { BalanceTransaction } from './ledger.ts';
import type { SampleObjects } from './sampleObjects.ts';

type Dispute = SampleObjects['disputes'];

const disputeFee = 1500;
/** Days after the dispute at which the business has answered, and at which the bank has decided. */
const answeredAfter = 6 * day;
const decidedAfter = 50 * day;

/** Takes the disputed money out, puts it back if the bank decides so, and hands the dispute to the sink. */
export function addDispute(
  scope: CustomerScope,
  charge: ChargeFacts,
  { at, amount, won }: Extract<Aftermath, { kind: 'dispute' }>,
): void {
  const { business, persona, ledger } = scope;
  const id = persona.ids.billing('du', at);
  const decidedAt = at + decidedAfter;
  const decided = decidedAt <= business.now;
  const movement = { type: 'adjustment' as const, source: id, currency: charge.currency };
  const transactions = [
    ledger.record({
      ...movement,
      id: persona.ids.payment('txn', at),
      reportingCategory: 'dispute',
      amount: -amount,
      fee: disputeFee,
      created: at,
      description: `Chargeback withdrawal for ${charge.id}`,
    }),
  ];
  if (decided && won) {
    transactions.push(
      ledger.record({
        ...movement,
        id: persona.ids.payment('txn', decidedAt),
        reportingCategory: 'dispute_reversal',
        amount,
        fee: 0,
        created: decidedAt,
        description: `Chargeback reversal for ${charge.id}`,
      }),
    );
  }
  const answered = at + answeredAfter <= business.now;
  const status = decided ? (won ? 'won' : 'lost') : answered ? 'under_review' : 'needs_response';
  business.sink.add('disputes', () =>
    disputeObject(scope, charge, { id, created: at, amount, status, answered, transactions }),
  );
}

interface DisputeFacts {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly status: Dispute['status'];
  readonly answered: boolean;
  readonly transactions: BalanceTransaction[];
}

function disputeObject(
  { business, persona }: CustomerScope,
  charge: ChargeFacts,
  facts: DisputeFacts,
): Dispute {
  const reason = facts.created % 3 === 0 ? 'product_not_received' : 'fraudulent';
  const reasonCode = reason === 'fraudulent' ? '10.4' : '13.1';
  const { brand } = charge.method;
  return {
    id: facts.id,
    object: 'dispute',
    amount: facts.amount,
    balance_transactions: facts.transactions,
    charge: charge.id,
    created: facts.created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: evidence(facts.answered ? persona.name : null, facts.answered ? persona.email : null),
    evidence_details: {
      due_by: facts.answered ? null : facts.created + 9 * day,
      enhanced_eligibility: {},
      has_evidence: facts.answered,
      past_due: false,
      submission_count: facts.answered ? 1 : 0,
      submission_method: facts.answered ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: business.livemode,
    metadata: {},
    network_reason_code: reasonCode,
    payment_intent: charge.intent,
    ...(charge.method.type === 'card'
      ? {
          payment_method_details: {
            card: { brand, case_type: 'chargeback', network: brand, network_reason_code: reasonCode },
            type: 'card',
          },
        }
      : {}),
    reason,
    status: facts.status,
  };
}

function evidence(customerName: string | null, customerEmail: string | null): Dispute['evidence'] {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: customerEmail,
    customer_name: customerName,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: customerName === null ? null : 'Freshly roasted coffee, shipped by parcel.',
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}

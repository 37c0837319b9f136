import type { Business } from './business.ts';
import { day, minute, startOfDay, twoBusinessDaysAfter } from './calendar.ts';
import { Ids } from './ids.ts';
import { type Currency, currencies } from './products.ts';
import { Random } from './random.ts';
import type { SampleObjects } from './sampleObjects.ts';

export type BalanceTransaction = SampleObjects['balance_transactions'];

/** Money that moves in or out of the account's balance. */
export interface Movement {
  readonly id: string;
  readonly type: BalanceTransaction['type'];
  readonly reportingCategory: string;
  readonly source: string;
  /** Before the fee; negative for money that leaves. */
  readonly amount: number;
  readonly fee: number;
  readonly currency: Currency;
  readonly created: number;
  readonly description: string | null;
  /** Midnight UTC; two business days after `created` unless given. */
  readonly availableOn?: number;
}

const week = 7 * day;
/** After midnight on Monday. */
const payoutTime = 5 * minute;

/**
 * The account's balance. Every Monday what has become available in a currency since the Monday before is paid out, so
 * only a sum per week is kept, however many customers there are.
 */
export class Ledger {
  private readonly business: Business;
  private readonly firstMonday: number;
  /** Per currency the net of each week, by the number of the Monday that pays it out. */
  private readonly weeks: Record<Currency, number[]> = { usd: [], eur: [] };

  constructor(business: Business, opened: number) {
    this.business = business;
    // 1 January 1970 was a Thursday: Mondays lie four days after the weeks' seams.
    this.firstMonday = opened - ((opened - 4 * day) % week) + week;
  }

  /** Records the movement and hands its balance transaction to the sink. */
  record(movement: Movement): BalanceTransaction {
    const transaction = this.transactionObject(movement);
    const dueOn = Math.max(0, Math.ceil((transaction.available_on - this.firstMonday) / week));
    const nets = this.weeks[movement.currency];
    while (nets.length <= dueOn) {
      nets.push(0);
    }
    nets[dueOn] = (nets[dueOn] ?? 0) + transaction.net;
    this.business.sink.add('balance_transactions', () => transaction);
    return transaction;
  }

  /** Pays out every week that is over; to be called once, when all movements are recorded. */
  close(): void {
    const random = new Random(this.business.seed, 4);
    const ids = new Ids(random, this.business.accountId);
    for (const currency of currencies) {
      const bankAccount = ids.billing('ba', this.firstMonday);
      let carried = 0;
      for (let index = 0; this.firstMonday + index * week + payoutTime <= this.business.now; index++) {
        carried += this.weeks[currency][index] ?? 0;
        if (carried > 0) {
          const monday = this.firstMonday + index * week;
          // One payout came back, as happens when a bank account is closed: its money goes out a week later.
          this.payOut({ ids, currency, monday, amount: carried, bankAccount, fails: index === failingWeek });
          carried = 0;
        }
      }
    }
  }

  private payOut(payout: PayoutParts): void {
    const { ids, currency, monday, amount } = payout;
    const created = monday + payoutTime;
    const id = ids.billing('po', created);
    const transaction = this.transactionObject({
      id: ids.billing('txn', created),
      type: 'payout',
      reportingCategory: 'payout',
      source: id,
      amount: -amount,
      fee: 0,
      currency,
      created,
      description: 'STRIPE PAYOUT',
      availableOn: monday,
    });
    this.business.sink.add('balance_transactions', () => transaction);
    const returnedAt = startOfDay(created) + 3 * day;
    const returned =
      payout.fails && returnedAt <= this.business.now
        ? this.record({
            id: ids.billing('txn', returnedAt),
            type: 'payout_failure',
            reportingCategory: 'payout_reversal',
            source: id,
            amount,
            fee: 0,
            currency,
            created: returnedAt,
            description: 'REFUND FOR PAYOUT (STRIPE PAYOUT)',
            availableOn: returnedAt,
          })
        : undefined;
    this.business.sink.add('payouts', () =>
      payoutObject(this.business, payout, id, transaction.id, returned?.id ?? null),
    );
  }

  private transactionObject(movement: Movement): BalanceTransaction {
    const { id, amount, fee, currency, created } = movement;
    const availableOn = movement.availableOn ?? twoBusinessDaysAfter(created);
    return {
      id,
      object: 'balance_transaction',
      amount,
      available_on: availableOn,
      balance_type: 'payments',
      created,
      currency,
      description: movement.description,
      exchange_rate: null,
      fee,
      fee_details:
        fee === 0
          ? []
          : [
              {
                amount: fee,
                application: null,
                currency,
                description: movement.type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees',
                type: 'stripe_fee',
              },
            ],
      net: amount - fee,
      reporting_category: movement.reportingCategory,
      source: movement.source,
      status: availableOn <= this.business.now ? 'available' : 'pending',
      type: movement.type,
    };
  }
}

/** The number of the Monday whose payout comes back. */
const failingWeek = 30;

interface PayoutParts {
  readonly ids: Ids;
  readonly currency: Currency;
  readonly monday: number;
  readonly amount: number;
  readonly bankAccount: string;
  readonly fails: boolean;
}

function payoutObject(
  business: Business,
  { currency, monday, amount, bankAccount }: PayoutParts,
  id: string,
  transaction: string,
  failureTransaction: string | null,
): SampleObjects['payouts'] {
  const arrivalDate = monday + 2 * day;
  const failed = failureTransaction !== null;
  const arrived = arrivalDate <= business.now;
  return {
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: arrivalDate,
    automatic: true,
    balance_transaction: transaction,
    created: monday + payoutTime,
    currency,
    description: 'STRIPE PAYOUT',
    destination: bankAccount,
    failure_balance_transaction: failureTransaction,
    failure_code: failed ? 'account_closed' : null,
    failure_message: failed ? 'The bank account has been closed.' : null,
    livemode: business.livemode,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: failed || !arrived ? 'in_progress' : 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: failed ? 'failed' : arrived ? 'paid' : 'in_transit',
    trace_id: arrived && !failed ? { status: 'supported', value: id.slice(-15).toUpperCase() } : null,
    type: 'bank_account',
  };
}

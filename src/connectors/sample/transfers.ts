import type { Business } from './business.ts';
import { addMonths, day } from './calendar.ts';
import { Ids } from './ids.ts';
import type { Ledger } from './ledger.ts';
import { Random } from './random.ts';
import { nestedList, type SampleObjects } from './sampleObjects.ts';

type Transfer = SampleObjects['transfers'];
type Reversal = Transfer['reversals']['data'][number];

/** The number of the transfer that came back in more than ten parts. */
const brokenTransfer = 3;

/** The farms that get a share each quarter, as connected accounts. */
const farms = ['Finca La Esperanza', 'Fazenda São João'];

/** Makes the connected accounts and what was sent to them. */
export function addTransfers(business: Business, ledger: Ledger, opened: number): void {
  const random = new Random(business.seed, 8);
  const ids = new Ids(random, business.accountId);
  farms.forEach((name, farm) => {
    const account = `acct_1${random.base62(15)}`;
    business.sink.add('accounts', () => connectedAccount(account, name, opened));
    const dueIn = (quarter: number) => addMonths(opened, quarter * 3) + farm * 600;
    for (let quarter = 1; dueIn(quarter) <= business.now; quarter++) {
      const created = dueIn(quarter);
      const amount = random.integer(150, 900) * 100;
      const reversals = farm === 0 && quarter === brokenTransfer ? 12 : quarter % 4 === 0 ? 1 : 0;
      addTransfer({ business, ledger, random, ids }, { account, name, created, amount, quarter, reversals });
    }
  });
}

interface Tools {
  readonly business: Business;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly ids: Ids;
}

interface TransferPlan {
  readonly account: string;
  readonly name: string;
  readonly created: number;
  readonly amount: number;
  readonly quarter: number;
  readonly reversals: number;
}

function addTransfer({ business, ledger, random, ids }: Tools, plan: TransferPlan): void {
  const { created, amount } = plan;
  const id = ids.billing('tr', created);
  const transaction = ledger.record({
    id: ids.billing('txn', created),
    type: 'transfer',
    reportingCategory: 'transfer',
    source: id,
    amount: -amount,
    fee: 0,
    currency: 'usd',
    created,
    description: `Farm share for ${plan.name}`,
  });
  const reversals: Reversal[] = [];
  for (let index = 0; index < plan.reversals; index++) {
    const at = created + (index + 1) * day;
    if (at <= business.now) {
      reversals.unshift(
        addReversal({ business, ledger, random, ids }, id, at, random.integer(1, amount / 1500) * 100),
      );
    }
  }
  const reversed = reversals.reduce((sum, reversal) => sum + reversal.amount, 0);
  business.sink.add('transfers', () => ({
    id,
    object: 'transfer',
    amount,
    amount_reversed: reversed,
    balance_transaction: transaction.id,
    created,
    currency: 'usd',
    description: `Farm share for ${plan.name}`,
    destination: plan.account,
    livemode: business.livemode,
    metadata: { quarter: String(plan.quarter) },
    reversals: nestedList(`/v1/transfers/${id}/reversals`, reversals),
    reversed: reversed === amount,
    source_transaction: null,
    source_type: 'card',
    transfer_group: null,
  }));
}

function addReversal({ ledger, ids }: Tools, transfer: string, created: number, amount: number): Reversal {
  const id = ids.billing('trr', created);
  const transaction = ledger.record({
    id: ids.billing('txn', created),
    type: 'transfer_refund',
    reportingCategory: 'transfer_reversal',
    source: id,
    amount,
    fee: 0,
    currency: 'usd',
    created,
    description: 'REFUND FOR TRANSFER',
  });
  return {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: transaction.id,
    created,
    currency: 'usd',
    destination_payment_refund: null,
    metadata: {},
    source_refund: null,
    transfer,
  };
}

function connectedAccount(id: string, name: string, created: number): SampleObjects['accounts'] {
  return {
    id,
    object: 'account',
    business_profile: null,
    business_type: 'company',
    capabilities: { transfers: 'active' },
    charges_enabled: false,
    country: 'US',
    created,
    default_currency: 'usd',
    details_submitted: true,
    email: null,
    metadata: { farm: name },
    payouts_enabled: true,
    type: 'custom',
  };
}

import assert from 'node:assert/strict';
import { sampleNow } from '../../src/connectors/sample/business.ts';
import type { SampleObjects } from '../../src/connectors/sample/sampleObjects.ts';
import { collectSample, type SampleCollection } from './sampleCollection.ts';

type Invoice = SampleObjects['invoices'];

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe('sample account', () => {
  let account: SampleCollection;
  let everyId: ReadonlyMap<string, number>;

  before(() => {
    account = collectSample({ customers: 200 });
    const ids = new Map<string, number>();
    for (const object of withNestedObjects(account)) {
      ids.set(object.id, (ids.get(object.id) ?? 0) + 1);
    }
    everyId = ids;
  });

  describe('generation', () => {
    it('makes the same objects from the same seed', () => {
      assert.deepEqual(collectSample({ customers: 12, seed: 7 }), collectSample({ customers: 12, seed: 7 }));
    });

    it('makes other objects from another seed', () => {
      const names = (seed: number) => collectSample({ customers: 12, seed }).customers.map(({ id }) => id);
      assert.notDeepEqual(names(7), names(8));
    });

    it('makes a customer whatever the number of the others', () => {
      const few = collectSample({ customers: 5, only: ['customers', 'invoices'] });
      const many = collectSample({ customers: 40, only: ['customers', 'invoices'] });
      assert.deepEqual(many.customers.slice(0, 5), few.customers);
      assert.deepEqual(many.invoices.slice(0, few.invoices.length), few.invoices);
    });

    it('makes the same objects of a table when the others are left out', () => {
      const all = collectSample({ customers: 30 });
      for (const table of ['invoices', 'balance_transactions', 'payouts', 'coupons', 'disputes'] as const) {
        assert.deepEqual(collectSample({ customers: 30, only: [table] })[table], all[table], table);
      }
    });

    it('fills every table', () => {
      const empty = Object.entries(account).filter(([, objects]) => objects.length === 0);
      assert.deepEqual(empty, []);
    });

    it('has long nested lists of every kind in a small account', () => {
      const small = collectSample({ customers: 50 });
      const longest = (lists: readonly { readonly data: readonly unknown[] }[]): number =>
        Math.max(...lists.map((list) => list.data.length));
      assert.ok(longest(small.invoices.map((invoice) => invoice.lines)) > 100);
      assert.ok(longest(small.subscriptions.map((subscription) => subscription.items)) > 10);
      assert.ok(longest(small.credit_notes.map((note) => note.lines)) > 10);
      assert.ok(longest(small.transfers.map((transfer) => transfer.reversals)) > 10);
      assert.ok(longest(small.checkout_sessions.map(({ line_items }) => line_items ?? { data: [] })) > 10);
    });
  });

  describe('ids and references', () => {
    it('gives every object an id of its own, in the form of Stripe’s', () => {
      for (const [id, times] of everyId) {
        // A plan is its price by another name.
        assert.equal(
          times,
          id.startsWith('price_') ? account.plans.filter((plan) => plan.id === id).length + 1 : 1,
          id,
        );
        assert.match(id, /^([a-z_]+_[A-Za-z0-9]{14,66}|[A-Z0-9]{7,13})$/);
      }
    });

    it('refers to nothing that does not exist', () => {
      const listed =
        /^(acct|ch|cn|cs_test|cus|du|ii|il|in|inpay|pi|pm|po|price|prod|promo|py|pyr|re|seti|si|sub|sub_sched|tr|trr|txn|txr)_[A-Za-z0-9]{14,}$/;
      for (const object of Object.values(account).flat()) {
        for (const text of stringsIn(object)) {
          assert.ok(!listed.test(text) || everyId.has(text), `${object.id} refers to ${text}`);
        }
      }
    });

    it('refers from each coupon’s redemptions to a coupon', () => {
      const coupons = new Set(account.coupons.map(({ id }) => id));
      assert.ok(account.promotion_codes.every(({ promotion }) => coupons.has(promotion.coupon ?? '')));
    });
  });

  describe('invoices', () => {
    it('add up: lines, less discounts, plus tax', () => {
      for (const invoice of account.invoices) {
        const lines = invoice.lines.data;
        const discount = sum(
          lines.flatMap((line) => line.discount_amounts ?? []).map(({ amount }) => amount),
        );
        const tax = sum(lines.flatMap((line) => line.taxes ?? []).map(({ amount }) => amount));
        assert.equal(invoice.subtotal, sum(lines.map((line) => line.amount)));
        assert.equal(invoice.total, invoice.subtotal - discount + tax);
        assert.equal(invoice.total_excluding_tax, invoice.subtotal - discount);
        assert.equal(sum((invoice.total_discount_amounts ?? []).map(({ amount }) => amount)), discount);
        assert.equal(sum((invoice.total_taxes ?? []).map(({ amount }) => amount)), tax);
        assert.ok(invoice.total >= 0, invoice.id);
      }
    });

    it('are paid in full or not at all', () => {
      for (const invoice of account.invoices) {
        const { amount_due, amount_paid, amount_remaining, pre_payment_credit_notes_amount } = invoice;
        assert.equal(amount_due, invoice.total - pre_payment_credit_notes_amount);
        assert.equal(amount_paid, invoice.status === 'paid' ? amount_due : 0);
        assert.equal(amount_remaining, amount_due - amount_paid);
      }
    });

    it('have a status that agrees with their times', () => {
      for (const { status, number, status_transitions: at } of account.invoices) {
        assert.equal(at.finalized_at === null, status === 'draft');
        assert.equal(number === null, status === 'draft');
        assert.equal(at.paid_at !== null, status === 'paid');
        assert.equal(at.voided_at !== null, status === 'void');
        assert.equal(at.marked_uncollectible_at !== null, status === 'uncollectible');
      }
      const states = new Set(account.invoices.map(({ status }) => status));
      assert.deepEqual([...states].sort(), ['draft', 'open', 'paid', 'uncollectible', 'void']);
    });

    it('number each customer’s invoices without a gap', () => {
      for (const customer of account.customers) {
        const numbers = account.invoices
          .filter((invoice) => invoice.customer === customer.id && invoice.number !== null)
          .map((invoice) => Number(invoice.number?.split('-')[1]))
          .sort((a, b) => a - b);
        assert.deepEqual(
          numbers,
          numbers.map((_, index) => index + 1),
        );
        assert.equal(customer.next_invoice_sequence, numbers.length + 1);
      }
    });

    it('have one payment each where something was to be paid', () => {
      const payments = groupBy(account.invoice_payments, ({ invoice }) => invoice);
      const intents = new Map(account.payment_intents.map((intent) => [intent.id, intent]));
      for (const invoice of account.invoices) {
        const [payment, ...others] = payments.get(invoice.id) ?? [];
        assert.equal(others.length, 0);
        assert.equal(payment !== undefined, invoice.status !== 'draft' && invoice.amount_due > 0, invoice.id);
        if (payment !== undefined) {
          const intent = intents.get(payment.payment.payment_intent ?? '');
          assert.equal(intent?.amount, invoice.amount_due);
          assert.equal(intent?.status === 'succeeded', invoice.status === 'paid');
          assert.equal(payment.amount_paid ?? 0, invoice.amount_paid);
        }
      }
    });

    it('hold the invoice items that name them', () => {
      const items = new Map(account.invoiceitems.map((item) => [item.id, item]));
      const held = new Set<string>();
      for (const invoice of account.invoices) {
        for (const line of invoice.lines.data) {
          const item = line.parent?.invoice_item_details?.invoice_item;
          if (item !== undefined) {
            assert.equal(items.get(item)?.invoice, invoice.id);
            assert.equal(items.get(item)?.amount, line.amount);
            held.add(item);
          }
        }
      }
      assert.deepEqual(
        account.invoiceitems.filter((item) => (item.invoice !== null) !== held.has(item.id)),
        [],
      );
    });

    it('are credited as their credit notes say', () => {
      const notes = groupBy(account.credit_notes, ({ invoice }) => invoice);
      for (const invoice of account.invoices) {
        const own = notes.get(invoice.id) ?? [];
        assert.equal(
          invoice.pre_payment_credit_notes_amount,
          sum(own.map((note) => note.pre_payment_amount)),
        );
        assert.equal(
          invoice.post_payment_credit_notes_amount,
          sum(own.map((note) => note.post_payment_amount)),
        );
        for (const note of own) {
          assert.equal(note.subtotal, sum(note.lines.data.map((line) => line.amount)));
          const tax = sum((note.total_taxes ?? []).map(({ amount }) => amount));
          assert.equal(note.total, note.subtotal - note.discount_amount + tax);
          assert.equal(sum(note.refunds.map((refund) => refund.amount_refunded)), note.post_payment_amount);
        }
      }
    });
  });

  describe('money', () => {
    it('has one balance transaction for whatever moves it', () => {
      const sources = [
        ...account.charges.filter((charge) => charge.paid),
        ...account.refunds,
        ...account.disputes,
        ...account.payouts,
        ...account.transfers,
        ...account.transfers.flatMap((transfer) => transfer.reversals.data),
      ].map(({ id }) => id);
      const moved = new Set(account.balance_transactions.map(({ source }) => source));
      assert.deepEqual(moved, new Set(sources));
      const transactions = new Map(account.balance_transactions.map((entry) => [entry.id, entry]));
      for (const charge of account.charges) {
        assert.equal(
          transactions.get(charge.balance_transaction ?? '')?.amount,
          charge.paid ? charge.amount : undefined,
        );
      }
      for (const refund of account.refunds) {
        assert.equal(transactions.get(refund.balance_transaction ?? '')?.amount, -refund.amount);
      }
    });

    it('takes the fees off', () => {
      for (const { amount, fee, net, fee_details } of account.balance_transactions) {
        assert.equal(net, amount - fee);
        assert.equal(fee, sum(fee_details.map((detail) => detail.amount)));
      }
    });

    it('pays out what has become available since the payout before', () => {
      for (const currency of ['usd', 'eur']) {
        const entries = account.balance_transactions.filter((entry) => entry.currency === currency);
        const payouts = account.payouts
          .filter((payout) => payout.currency === currency)
          .sort((a, b) => a.created - b.created);
        let since = Number.NEGATIVE_INFINITY;
        assert.ok(payouts.length > 50);
        for (const payout of payouts) {
          const period = entries.filter(
            (entry) =>
              entry.type !== 'payout' && entry.available_on > since && entry.available_on <= payout.created,
          );
          assert.equal(payout.amount, sum(period.map((entry) => entry.net)), payout.id);
          since = payout.created;
        }
      }
    });

    it('leaves in the balance what is not paid out yet', () => {
      const lastPayout = Math.max(...account.payouts.map(({ created }) => created));
      const balance = sum(account.balance_transactions.map((entry) => entry.net));
      const waiting = account.balance_transactions.filter((entry) => entry.available_on > lastPayout);
      assert.equal(balance, sum(waiting.map((entry) => entry.net)));
    });

    it('counts on each charge what was refunded and disputed', () => {
      const refunds = groupBy(account.refunds, ({ charge }) => charge ?? '');
      const disputed = new Set(account.disputes.map(({ charge }) => charge));
      for (const charge of account.charges) {
        const refunded = sum((refunds.get(charge.id) ?? []).map(({ amount }) => amount));
        assert.equal(charge.amount_refunded, refunded);
        assert.equal(charge.refunded, charge.paid && refunded === charge.amount);
        assert.equal(charge.disputed, disputed.has(charge.id));
      }
    });

    it('adds up on each checkout session', () => {
      for (const session of account.checkout_sessions) {
        const lines = session.line_items?.data ?? [];
        assert.equal(session.amount_total, sum(lines.map((line) => line.amount_total)));
        const paid = account.payment_intents.find(({ id }) => id === session.payment_intent);
        assert.ok(paid === undefined || paid.amount === session.amount_total);
        const invoice = account.invoices.find(({ id }) => id === session.invoice);
        assert.ok(invoice === undefined || invoice.total === session.amount_total, session.id);
      }
    });
  });

  describe('subscriptions', () => {
    it('have a status that agrees with their times', () => {
      for (const subscription of account.subscriptions) {
        const { status, ended_at, trial_end, items } = subscription;
        assert.equal(
          ended_at !== null,
          status === 'canceled' || status === 'incomplete_expired',
          subscription.id,
        );
        assert.equal(status === 'trialing', ended_at === null && (trial_end ?? 0) > sampleNow);
        for (const item of items.data) {
          assert.ok(item.current_period_start < item.current_period_end);
          assert.equal(item.price.id, item.plan.id);
        }
      }
    });

    it('come in every common state', () => {
      const states = new Set(account.subscriptions.map(({ status }) => status));
      for (const status of ['active', 'trialing', 'past_due', 'canceled', 'incomplete_expired']) {
        assert.ok(states.has(status), status);
      }
    });

    it('are invoiced for each of their periods', () => {
      const invoices = groupBy(account.invoices, (invoice) => subscriptionOf(invoice) ?? '');
      for (const subscription of account.subscriptions) {
        const own = invoices.get(subscription.id) ?? [];
        assert.equal(own.filter(({ billing_reason }) => billing_reason === 'subscription_create').length, 1);
        assert.equal(subscription.latest_invoice, own.at(-1)?.id);
      }
    });

    it('make a customer delinquent by not being paid', () => {
      const unpaid = account.subscriptions.filter(({ status }) => status === 'past_due');
      const delinquent = new Set(
        account.customers.filter((customer) => customer.delinquent).map(({ id }) => id),
      );
      assert.ok(unpaid.length > 0 && unpaid.every(({ customer }) => delinquent.has(customer)));
    });
  });

  it('has nothing that happens later than now, or before the customer came', () => {
    const joined = new Map(account.customers.map((customer) => [customer.id, customer.created]));
    const times = ['created', 'date', 'canceled_at', 'ended_at', 'paid_at', 'voided_at', 'finalized_at'];
    for (const object of Object.values(account).flat()) {
      for (const [name, value] of numbersIn(object)) {
        assert.ok(!times.includes(name) || value <= sampleNow, `${object.id}.${name}`);
      }
      const { customer } = object as { customer?: unknown };
      const created = 'created' in object ? object.created : undefined;
      if (typeof customer === 'string' && created !== undefined) {
        assert.ok(created >= (joined.get(customer) ?? 0), object.id);
      }
    }
  });
});

function subscriptionOf(invoice: Invoice): string | undefined {
  return invoice.parent?.subscription_details?.subscription;
}

interface Identified {
  readonly id: string;
}

function* withNestedObjects(account: SampleCollection): Generator<Identified> {
  yield* Object.values(account).flat();
  yield* account.invoices.flatMap((invoice) => invoice.lines.data);
  yield* account.subscriptions.flatMap((subscription) => subscription.items.data);
  yield* account.credit_notes.flatMap((note) => note.lines.data);
  yield* account.transfers.flatMap((transfer) => transfer.reversals.data);
  yield* account.checkout_sessions.flatMap((session) => session.line_items?.data ?? []);
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) {
      yield* stringsIn(inner);
    }
  }
}

function* numbersIn(value: object): Generator<[string, number]> {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'number') {
      yield [name, inner];
    } else if (typeof inner === 'object' && inner !== null) {
      yield* numbersIn(inner);
    }
  }
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    group.push(item);
    groups.set(key(item), group);
  }
  return groups;
}

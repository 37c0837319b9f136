import { Random } from '../../src/connectors/sample/random.ts';
import type { StripeServer } from '../stripe-server/stripeServer.ts';
import { linesPerInvoice, type Size } from './sizes.ts';

const spanSeconds = 2 * 365 * 24 * 60 * 60;

/** Fills the server with plain objects, spread over two years in which business grows. */
export function fillServer(server: StripeServer, size: Size): void {
  const random = new Random(1, 99);
  const times = (count: number): number[] =>
    Array.from({ length: count }, () =>
      Math.floor(server.now - spanSeconds * (1 - Math.sqrt(random.fraction()))),
    ).sort((a, b) => a - b);
  for (const [index, created] of times(size.customers).entries()) {
    server.put('customers', customer(index, created));
  }
  for (const [index, created] of times(size.charges).entries()) {
    server.put('charges', charge(index, created));
  }
  for (const [index, created] of times(size.balanceTransactions).entries()) {
    server.put('balance_transactions', balanceTransaction(index, created, server.now));
  }
  for (const [index, created] of times(size.invoices).entries()) {
    server.put('invoices', invoice(index, created));
  }
}

const id = (prefix: string, index: number): string =>
  `${prefix}_1Bench${index.toString(36).padStart(17, '0')}`;

const common = (created: number) => ({ created, livemode: false, currency: 'eur' });

function customer(index: number, created: number) {
  return {
    id: id('cus', index),
    object: 'customer',
    ...common(created),
    address: { city: 'Leipzig', country: 'DE', line1: `Lange Straße ${index % 200}`, postal_code: '04103' },
    balance: 0,
    delinquent: index % 50 === 0,
    description: null,
    email: `customer.${index}@example.com`,
    invoice_prefix: index.toString(36).toUpperCase().padStart(8, '0'),
    invoice_settings: { default_payment_method: id('pm', index), footer: null },
    metadata: { plan: index % 3 === 0 ? 'team' : 'single', seats: String(index % 40) },
    name: `Customer ${index}`,
    phone: '+49 341 000000',
    preferred_locales: ['de'],
    tax_exempt: 'none',
  };
}

function charge(index: number, created: number) {
  return {
    id: id('ch', index),
    object: 'charge',
    ...common(created),
    amount: 1000 + (index % 9000),
    amount_captured: 1000 + (index % 9000),
    amount_refunded: 0,
    balance_transaction: id('txn', index),
    billing_details: {
      address: { country: 'DE', postal_code: '04103' },
      email: null,
      name: `Customer ${index}`,
    },
    captured: true,
    customer: id('cus', index % 2000),
    description: 'Subscription update',
    metadata: {},
    outcome: {
      network_status: 'approved_by_network',
      risk_level: 'normal',
      seller_message: 'Payment complete.',
    },
    paid: true,
    payment_intent: id('pi', index),
    payment_method: id('pm', index),
    payment_method_details: {
      card: { brand: 'visa', country: 'DE', exp_month: 8, exp_year: 2031, last4: '4242' },
    },
    refunded: false,
    status: 'succeeded',
  };
}

/** Available after two days, as in the United States. */
function balanceTransaction(index: number, created: number, now: number) {
  const availableOn = created + 2 * 86_400;
  const amount = 1000 + (index % 9000);
  return {
    id: id('txn', index),
    object: 'balance_transaction',
    ...common(created),
    amount,
    available_on: availableOn,
    fee: Math.round(amount * 0.014) + 25,
    fee_details: [{ amount: 25, currency: 'eur', description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - Math.round(amount * 0.014) - 25,
    reporting_category: 'charge',
    source: id('ch', index),
    status: availableOn > now ? 'pending' : 'available',
    type: 'charge',
  };
}

function invoice(index: number, created: number) {
  const invoiceId = id('in', index);
  const lines = Array.from({ length: linesPerInvoice }, (_, line) => ({
    id: id('il', index * linesPerInvoice + line),
    object: 'line_item',
    amount: 100 * (line + 1),
    currency: 'eur',
    description: `1 × Seat (at €${line + 1}.00 / month)`,
    discountable: true,
    invoice: invoiceId,
    livemode: false,
    metadata: {},
    period: { start: created - 30 * 86_400, end: created },
    quantity: 1,
  }));
  return {
    id: invoiceId,
    object: 'invoice',
    ...common(created),
    amount_due: 5500,
    amount_paid: 5500,
    amount_remaining: 0,
    attempt_count: 1,
    attempted: true,
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    customer: id('cus', index % 2000),
    customer_email: `customer.${index % 2000}@example.com`,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/invoices/${invoiceId}/lines` },
    metadata: {},
    number: `BENCH-${index}`,
    period_end: created,
    period_start: created - 30 * 86_400,
    status: 'paid',
    subtotal: 5500,
    total: 5500,
  };
}

import assert from 'node:assert/strict';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { personalDataClasses } from '../../src/shared/personalData.ts';

describe('What Stripe’s columns mean', () => {
  const meaningOf = (table: string, column: string) => {
    assert.ok(
      catalog()
        .get(table)
        ?.columns.some(({ name }) => name === column),
      `${table}.${column}`,
    );
    return catalog().get(table)?.meanings.get(column);
  };

  it('tells the columns that hold personal data, by their class', () => {
    const expected = {
      email: ['customers.email', 'charges.billing_details_email', 'disputes.evidence_customer_email_address'],
      name: ['customers.name', 'invoices.customer_name', 'payment_intents.shipping_name'],
      phone: ['customers.phone', 'payment_methods.billing_details_phone'],
      address: [
        'customers.address_city',
        'invoices.customer_address_postal_code',
        'charges.shipping_address',
      ],
      payment: [
        'payment_methods.card_last4',
        'charges.payment_method_details_sepa_debit',
        'issuing_cards.number',
      ],
      none: [
        'products.name',
        'files.filename',
        'terminal_readers.ip_address',
        'payment_method_configurations.card_available',
        'invoices.number',
        'customers.metadata',
        'issuing_authorizations.merchant_data_name',
      ],
    };
    for (const kind of personalDataClasses) {
      for (const place of expected[kind]) {
        const [table = '', column = ''] = place.split('.');
        assert.equal(meaningOf(table, column)?.personalData ?? 'none', kind, place);
      }
    }
  });

  it('tells the tables that references lead to', () => {
    assert.deepEqual(meaningOf('invoices', 'customer')?.refersTo, ['customers']);
    assert.deepEqual(meaningOf('charges', 'balance_transaction')?.refersTo, ['balance_transactions']);
    assert.deepEqual(meaningOf('invoice_line_items', '_parent_id')?.refersTo, ['invoices']);
    assert.ok(meaningOf('balance_transactions', 'source')?.refersTo.includes('payouts'));
    assert.equal(meaningOf('invoices', 'currency'), undefined);
    // Cards, bank accounts and sources have no tables, and an account is hardly ever what pays.
    assert.equal(meaningOf('customers', 'default_source'), undefined);
  });

  it('names resources that there are', () => {
    for (const { meanings, columns } of catalog().values()) {
      const names = new Set(columns.map(({ name }) => name));
      for (const [column, { refersTo }] of meanings) {
        assert.ok(names.has(column), column);
        assert.deepEqual(
          refersTo.filter((resource) => !catalog().has(resource)),
          [],
        );
      }
    }
  });
});

import assert from 'node:assert/strict';
import Stripe from 'stripe';
import {
  type CatalogTable,
  catalog,
  catalogApiVersion,
} from '../../src/connectors/stripe/catalog/catalog.ts';

describe('The catalog of Stripe’s tables', () => {
  const tables = [...catalog().values()];
  const named = (name: string): CatalogTable => {
    const table = catalog().get(name);
    assert.ok(table, name);
    return table;
  };
  const typeOf = (table: string, column: string): string | undefined =>
    named(table).columns.find((candidate) => candidate.name === column)?.type;

  it('describes the API version that the SDK speaks', () => {
    assert.equal(catalogApiVersion, Stripe.API_VERSION);
  });

  it('has every list that needs no parameter, and eight lists inside other objects', () => {
    const children = tables.filter((table) => table.parent !== null).map((table) => table.name);
    assert.equal(tables.length - children.length, 78);
    assert.deepEqual(children, [
      'application_fee_refunds',
      'checkout_session_line_items',
      'credit_note_line_items',
      'invoice_line_items',
      'payment_link_line_items',
      'quote_line_items',
      'subscription_items',
      'transfer_reversals',
    ]);
  });

  it('names tables after their paths', () => {
    assert.equal(named('checkout_sessions').path, '/v1/checkout/sessions');
    assert.equal(named('billing_credit_grants').path, '/v1/billing/credit_grants');
    assert.equal(named('test_helpers_test_clocks').path, '/v1/test_helpers/test_clocks');
    for (const table of tables.filter((candidate) => candidate.parent === null)) {
      assert.equal(table.name, table.path.slice('/v1/'.length).replaceAll('/', '_'));
    }
  });

  it('ticks the tables that people query', () => {
    const ticked = tables.filter((table) => table.tickedByDefault).map((table) => table.name);
    assert.equal(ticked.length, 25);
    for (const name of [
      'customers',
      'invoice_line_items',
      'invoices',
      'subscription_items',
      'subscriptions',
      'transfers',
    ]) {
      assert.ok(ticked.includes(name), name);
    }
  });

  it('begins each table with the id, ends it with _extra, and has each column once, regardless of case', () => {
    for (const table of tables) {
      const names = table.columns.map((column) => column.name.toLowerCase());
      assert.equal(names[0], 'id', table.name);
      assert.equal(names[1] === '_parent_id', table.parent !== null, table.name);
      assert.equal(names.indexOf('_parent_id', 2), -1, table.name);
      assert.equal(names.indexOf('_extra'), names.length - 1, table.name);
      assert.equal(new Set(names).size, names.length, table.name);
      assert.ok(!names.includes('_run_id') && !names.includes('_deleted_at'), table.name);
    }
  });

  it('gives columns the types of their fields', () => {
    assert.equal(typeOf('customers', 'email'), 'text');
    assert.equal(typeOf('customers', 'metadata'), 'json');
    assert.equal(typeOf('customers', 'address_city'), 'text');
    assert.equal(typeOf('customers', 'invoice_settings_custom_fields'), 'json');
    assert.equal(typeOf('invoices', 'amount_due'), 'integer');
    assert.equal(typeOf('invoices', 'customer'), 'text');
    assert.equal(typeOf('invoices', 'discounts'), 'json');
    assert.equal(typeOf('invoices', 'status_transitions_paid_at'), 'datetime');
    assert.equal(typeOf('subscriptions', 'trial_end'), 'datetime');
    assert.equal(typeOf('subscriptions', 'cancel_at_period_end'), 'boolean');
    assert.equal(typeOf('prices', 'unit_amount_decimal'), 'decimal');
    assert.equal(typeOf('prices', 'transform_quantity_divide_by'), 'integer');
    assert.equal(typeOf('tax_rates', 'percentage'), 'real');
    assert.equal(typeOf('balance_transactions', 'exchange_rate'), 'real');
    assert.equal(typeOf('products', 'package_dimensions_weight'), 'real');
    assert.equal(typeOf('exchange_rates', 'rates'), 'json');
    assert.equal(typeOf('events', 'data_object'), 'json');
  });

  it('leaves a timestamp in milliseconds a number', () => {
    assert.equal(typeOf('terminal_readers', 'last_seen_at'), 'integer');
  });

  it('has no column for a list that has a table of its own', () => {
    for (const table of tables) {
      for (const child of table.children) {
        assert.equal(typeOf(table.name, child.field), undefined, `${table.name}.${child.field}`);
      }
    }
    assert.equal(typeOf('radar_value_lists', 'list_items'), 'json');
  });

  it('knows where children come from, and which must be asked for', () => {
    assert.deepEqual(named('invoice_line_items').parent, {
      resource: 'invoices',
      field: 'lines',
      expand: false,
    });
    assert.deepEqual(named('quote_line_items').parent, {
      resource: 'quotes',
      field: 'line_items',
      expand: true,
    });
    assert.equal(named('invoice_line_items').path, '/v1/invoices/{id}/lines');
    assert.equal(named('subscription_items').path, '/v1/subscription_items?subscription={id}');
    assert.deepEqual(named('invoices').children, [
      { resource: 'invoice_line_items', field: 'lines', expand: false },
    ]);
  });

  it('knows the filter by time of creation, and the field that it looks at', () => {
    assert.deepEqual(named('charges').createdFilter, { parameter: 'created', field: 'created' });
    assert.deepEqual(named('invoiceitems').createdFilter, { parameter: 'created', field: 'date' });
    assert.equal(named('payment_methods').createdFilter, null);
    for (const table of tables.filter((candidate) => candidate.createdFilter !== null)) {
      assert.equal(typeOf(table.name, table.createdFilter?.field ?? ''), 'datetime', table.name);
    }
  });

  it('knows the events that tell of changes', () => {
    assert.deepEqual(named('disputes').eventTypes, [
      'charge.dispute.closed',
      'charge.dispute.created',
      'charge.dispute.funds_reinstated',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
    ]);
    assert.ok(named('subscriptions').eventTypes.includes('customer.subscription.deleted'));
    assert.ok(!named('invoices').eventTypes.includes('invoice.upcoming'));
    assert.deepEqual(named('balance_transactions').eventTypes, []);
  });

  it('knows the one list that is not paged', () => {
    assert.deepEqual(
      tables.filter((table) => !table.paged).map((table) => table.name),
      ['reporting_report_types'],
    );
  });

  it('names the permission that a restricted key needs', () => {
    assert.equal(named('prices').permission, 'rak_plan_read');
    assert.equal(named('invoice_line_items').permission, 'rak_invoice_read');
    for (const table of tables) {
      assert.match(table.permission, /^rak_[a-z0-9_]+_read$/);
    }
  });
});

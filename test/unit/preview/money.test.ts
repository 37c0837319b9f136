import assert from 'node:assert/strict';
import fc from 'fast-check';
import { catalog } from '../../../src/connectors/stripe/catalog/catalog.ts';
import type { Column } from '../../../src/shared/columns.ts';
import { currencyColumn, formatMoney } from '../../../webview-ui/preview/money.ts';

/** The digits of an amount, with a point where the currency has one. */
function digits(amount: string | number, currency: string): string | undefined {
  return formatMoney(amount, currency)?.replace(/[^\d.-]/g, '');
}

describe('amounts of money', () => {
  it('have the decimals that Stripe’s smallest units make', () => {
    assert.equal(digits(1234, 'usd'), '12.34');
    assert.equal(digits(1234, 'jpy'), '1234');
    assert.equal(digits(1234, 'kwd'), '1.234');
    // Two to Stripe, though neither has a smaller unit.
    assert.equal(digits(1200, 'isk'), '12.00');
    assert.equal(digits(1200, 'ugx'), '12.00');
    assert.equal(digits(-5, 'eur'), '-0.05');
  });

  it('keep every digit, however large', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), (amount) => {
        const [whole, fraction] = (digits(String(amount), 'usd') ?? '').split('.');
        assert.equal(BigInt(`${whole}${fraction}`), amount);
      }),
    );
  });

  it('are not made of what is none', () => {
    assert.equal(formatMoney(12.5, 'usd'), undefined);
    assert.equal(formatMoney('x', 'usd'), undefined);
    assert.equal(formatMoney(1, ''), undefined);
  });

  it('take the currency that is named after them, or the object’s', () => {
    const columns: Column[] = [
      ...['amount', 'merchant_amount', 'price_unit_amount', 'amount_refunded', 'quantity'].map(
        (name) => ({ name, type: 'integer' }) as const,
      ),
      ...['currency', 'merchant_currency', 'price_currency'].map((name) => ({ name, type: 'text' }) as const),
    ];
    assert.deepEqual(
      columns.map((column) => currencyColumn(column, columns)),
      ['currency', 'merchant_currency', 'price_currency', 'currency', undefined, ...Array(3).fill(undefined)],
    );
  });

  it('are found in Stripe’s tables, and counts are not taken for them', () => {
    const columns = [...catalog().values()].flatMap((table) =>
      table.columns
        .filter((column) => currencyColumn(column, table.columns) !== undefined)
        .map(({ name }) => name),
    );
    assert.ok(columns.includes('amount_paid'));
    assert.ok(columns.includes('subtotal_excluding_tax'));
    assert.deepEqual(
      columns.filter((name) => /(^|_)(count|year|month|days|quantity|size|version)(_|$)/.test(name)),
      [],
    );
  });
});

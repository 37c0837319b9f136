import type { Column } from '../../src/shared/columns.ts';

/**
 * Currencies whose smallest unit is not a hundredth to Stripe (https://docs.stripe.com/currencies). UGX is not among them,
 * nor is ISK: special cases, whose amounts have two decimals for the sake of older integrations.
 */
const decimals: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD JOD KWD OMR TND'.split(' ').map((code) => [code, 3])),
};

const amountName = /(^|_)(amount|balance|fee|net|subtotal|total)(_|$)/;

/**
 * The column that has the currency of an amount. Stripe names it after the amount (`merchant_amount`,
 * `merchant_currency`) or, for all amounts of an object, `currency`.
 *
 * @returns Undefined for a column that holds no amount.
 */
export function currencyColumn({ name, type }: Column, columns: readonly Column[]): string | undefined {
  if (type !== 'integer' || !amountName.test(name)) {
    return undefined;
  }
  const names = new Set(columns.filter((column) => column.type === 'text').map((column) => column.name));
  const words = name.split('_');
  const candidates = words.flatMap((_, index) => {
    const prefix = words.slice(0, words.length - index).join('_');
    return [`${prefix}_currency`, `${prefix}_source_currency`];
  });
  return [...candidates, 'currency'].find((candidate) => names.has(candidate));
}

/** The columns that have a currency, by those that have the amounts of it. */
export function currencyColumns(columns: readonly Column[]): ReadonlyMap<string, string> {
  return new Map(
    columns.flatMap((column) => {
      const currency = currencyColumn(column, columns);
      return currency === undefined ? [] : [[column.name, currency] as const];
    }),
  );
}

/** By currency: to make one takes longer than to draw a cell. */
const formats = new Map<string, Intl.NumberFormat>();

/**
 * An amount in a currency's smallest unit as money, every digit of it: `1234` in `usd` is `$12.34`.
 *
 * @param amount An integer, or its digits.
 * @returns Undefined where that is no amount of money.
 */
export function formatMoney(amount: string | number, currency: string): string | undefined {
  const digits = String(amount);
  if (!/^-?\d+$/.test(digits) || !/^[a-z]{3}$/i.test(currency)) {
    return undefined;
  }
  const code = currency.toUpperCase();
  const places = decimals[code] ?? 2;
  // As text: as a number it would be rounded beyond 2^53. The types do not know yet that `format` takes it exactly.
  const decimal = `${digits}e-${places}` as unknown as number;
  let format = formats.get(code);
  if (format === undefined) {
    format = new Intl.NumberFormat(undefined, {
      style: 'currency',
      currency: code,
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    });
    formats.set(code, format);
  }
  return format.format(decimal);
}

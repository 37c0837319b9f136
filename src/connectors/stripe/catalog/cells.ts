import type { ColumnType, SqlValue } from '../../../shared/columns.ts';
import { type JsonValue, writeExactJson } from '../api/exactJson.ts';
import { timeText } from './timeText.ts';

/** Turns a value that is not null into a cell; undefined for one that does not fit the column's type. */
export type CellWriter = (value: JsonValue) => SqlValue | undefined;

const smallestInt64 = -(2n ** 63n);
const largestInt64 = 2n ** 63n - 1n;

/** The first second of year 1 and the last of year 9999, in seconds since 1970: what ISO 8601 writes with four digits. */
const firstSecond = Date.parse('0001-01-01T00:00:00Z') / 1000;
const lastSecond = Date.parse('9999-12-31T23:59:59Z') / 1000;

/** How each type of column takes Stripe's values. */
export const cellWriters: Readonly<Record<ColumnType, CellWriter>> = {
  text,
  // Stripe serves decimals as strings; a number has lost digits on its way already, and says so in _extra.
  decimal: text,
  integer,
  real: (value) => (typeof value === 'number' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  datetime,
  json: writeExactJson,
};

function text(value: JsonValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function integer(value: JsonValue): number | bigint | undefined {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? value : undefined;
  }
  return typeof value === 'bigint' && value >= smallestInt64 && value <= largestInt64 ? value : undefined;
}

/** Seconds since 1970 as ISO 8601 in UTC: `2026-11-23T21:45:08Z`. */
function datetime(value: JsonValue): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= firstSecond && value <= lastSecond
    ? timeText(value)
    : undefined;
}

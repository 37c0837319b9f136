/**
 * The types a table column can have, wherever it comes from. `src/database` declares them to SQLite, pages show
 * them; a row's values follow these shapes:
 *
 * - `text`, `decimal`: string. A decimal stays the digits it was served as.
 * - `integer`: number, or bigint beyond 2^53. `real`: number.
 * - `boolean`: 0 or 1.
 * - `datetime`: ISO 8601 in UTC, whole seconds: `2026-11-23T21:45:08Z`.
 * - `json`: JSON text.
 */
export const columnTypes = ['text', 'integer', 'real', 'boolean', 'datetime', 'decimal', 'json'] as const;

export type ColumnType = (typeof columnTypes)[number];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** One cell, as it crosses threads and as SQLite stores it. */
export type SqlValue = string | number | bigint | null;

/** Groups of rows that are known to the last one, such as all lines of an invoice: what is not among `ids` is gone. */
export interface WholeGroups {
  /** The column that tells the group. */
  readonly column: string;
  readonly groups: readonly string[];
  /** The rows that the groups have, all of them. */
  readonly ids: readonly string[];
}

/** One row: its cells in the order of the table's columns. */
export type Row = readonly SqlValue[];

import type { Row } from './columns.ts';

/**
 * Rows as `serialize` of node:v8 writes an array of them: a thread that only hands them on has nothing to do but move the
 * bytes.
 */
export interface PackedRows {
  /** How many rows there are. */
  readonly length: number;
  /** All of its buffer, which can be transferred. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Rows = readonly Row[] | PackedRows;

export function isPacked(rows: Rows): rows is PackedRows {
  return !Array.isArray(rows);
}

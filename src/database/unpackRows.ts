import { deserialize } from 'node:v8';
import type { Row } from '../shared/columns.ts';
import { isPacked, type Rows } from '../shared/rows.ts';

export function unpackRows(rows: Rows): readonly Row[] {
  return isPacked(rows) ? deserialize(rows.bytes) : rows;
}

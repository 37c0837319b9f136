import type { Cell, Row } from '../../src/shared/preview.ts';

/** A row that was read, with the places of the columns that it was read with. */
export interface GridRow {
  readonly places: ReadonlyMap<string, number>;
  readonly cells: Row;
}

/** Undefined where the column was hidden when the row was read. */
export function cellOf(row: GridRow | undefined, column: string): Cell | undefined {
  const place = row?.places.get(column);
  return place === undefined ? undefined : row?.cells[place];
}

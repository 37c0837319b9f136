import type { Column } from '../../src/shared/columns.ts';
import { type Cell, deletedAtColumn, type Layout, type Row } from '../../src/shared/preview.ts';
import type { CellFormat } from './cellText.ts';

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

/** Tells whether a row was deleted at its source. */
export function isDeleted(row: GridRow | undefined): boolean {
  return typeof cellOf(row, deletedAtColumn) === 'string';
}

/** How a row's cell is shown: an amount in the currency that its row names. @param currencies By the amounts' columns. */
export function formatIn(
  row: GridRow | undefined,
  { name, type }: Column,
  { times, amounts }: Layout,
  currencies: ReadonlyMap<string, string>,
): CellFormat {
  const currencyColumn = currencies.get(name);
  const currency = currencyColumn === undefined ? undefined : cellOf(row, currencyColumn);
  return { type, times, amounts, currency: typeof currency === 'string' ? currency : undefined };
}

/** @param columns Those that the rows were read with. */
export function gridRows(columns: readonly string[], rows: readonly Row[]): GridRow[] {
  const places = new Map(columns.map((name, index) => [name, index]));
  return rows.map((cells) => ({ places, cells }));
}

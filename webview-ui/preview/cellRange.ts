/** A rectangle of cells: rows by their place in the table, columns by their place among those shown. */
export interface CellRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** What is selected: from where the selection began to the cell with the focus, or whole rows or columns there. */
export class CellSelection {
  #anchor: CellPlace | undefined;
  #focus: CellPlace | undefined;
  /** The grid tells late of a focus that moved: the selection knows already. */
  #expected: CellPlace | undefined;
  #whole: 'rows' | 'columns' | 'all' | undefined;

  /** The selection begins anew, at a cell. */
  start(cell: CellPlace): void {
    this.#anchor = cell;
    this.#focus = cell;
    this.#expected = cell;
    this.#whole = undefined;
  }

  /** The selection reaches from where it began to a cell, which may get the focus. */
  extend(cell: CellPlace): void {
    this.#anchor ??= cell;
    this.#focus = cell;
    this.#expected = cell;
  }

  /** A cell may get the focus and leave the selection as it is. */
  keepAt(cell: CellPlace): void {
    this.#expected = cell;
  }

  /** A cell got the focus. The selection begins anew there, unless that was expected. */
  focusMoved(cell: CellPlace): void {
    if (cell.row !== this.#expected?.row || cell.column !== this.#expected.column) {
      this.start(cell);
    }
  }

  /** All of the rows or columns that the selection has cells of. */
  selectWhole(whole: 'rows' | 'columns' | 'all'): void {
    this.#whole = whole;
  }

  /**
   * @param rows How many rows there are. @param columns How many columns are shown.
   * @returns Undefined where nothing is selected.
   */
  range(rows: number, columns: number): CellRange | undefined {
    if (this.#anchor === undefined || this.#focus === undefined) {
      return undefined;
    }
    const allRows = this.#whole === 'columns' || this.#whole === 'all';
    const allColumns = this.#whole === 'rows' || this.#whole === 'all';
    const between = (all: boolean, a: number, b: number, count: number) =>
      all ? [0, count - 1] : [Math.min(a, b), Math.min(Math.max(a, b), count - 1)];
    const [firstRow = 0, lastRow = 0] = between(allRows, this.#anchor.row, this.#focus.row, rows);
    const [firstColumn = 0, lastColumn = 0] = between(
      allColumns,
      this.#anchor.column,
      this.#focus.column,
      columns,
    );
    return { firstRow, lastRow, firstColumn, lastColumn };
  }
}

export function isOneCell({ firstRow, lastRow, firstColumn, lastColumn }: CellRange): boolean {
  return firstRow === lastRow && firstColumn === lastColumn;
}

export function contains(range: CellRange, { row, column }: CellPlace): boolean {
  return (
    row >= range.firstRow && row <= range.lastRow && column >= range.firstColumn && column <= range.lastColumn
  );
}

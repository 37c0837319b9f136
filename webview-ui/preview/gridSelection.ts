import type { GridApi } from 'ag-grid-community';
import { type CellPlace, type CellRange, CellSelection, contains, isOneCell } from './cellRange.ts';
import type { GridRow } from './gridRow.ts';

/** What a person selected: which columns, in the order shown, of which rows. */
export interface SelectedCells {
  readonly columns: readonly string[];
  readonly offset: number;
  readonly limit: number;
  readonly isOneCell: boolean;
}

/** The cells of the grid that a person selects, with the mouse or the keys. */
export class GridSelection {
  readonly #parent: HTMLElement;
  readonly #api: () => GridApi<GridRow>;
  readonly #selection = new CellSelection();
  /** What is selected now; cells ask while they are drawn. */
  #range: CellRange | undefined;

  /** @param parent The grid's. @param api Called once there is a grid. */
  constructor(parent: HTMLElement, api: () => GridApi<GridRow>) {
    this.#parent = parent;
    this.#api = api;
    this.#handleMouse();
  }

  /** Undefined where nothing is selected. */
  get cells(): SelectedCells | undefined {
    const range = this.#range;
    return (
      range && {
        columns: this.#shownColumns().slice(range.firstColumn, range.lastColumn + 1),
        offset: range.firstRow,
        limit: range.lastRow - range.firstRow + 1,
        isOneCell: isOneCell(range),
      }
    );
  }

  /** Whether a cell is to be drawn as selected: one alone has the focus to tell. */
  has(row: number, column: string): boolean {
    const range = this.#range;
    return (
      range !== undefined &&
      !isOneCell(range) &&
      contains(range, { row, column: this.#shownColumns().indexOf(column) })
    );
  }

  /** The focus comes back to a cell. What is selected stays; else it begins there. */
  focusReturns(place: CellPlace): void {
    if (this.#range === undefined) {
      this.#selection.start(place);
      this.#show();
    } else {
      this.#selection.keepAt(place);
    }
  }

  focusMoved(place: CellPlace): void {
    this.#selection.focusMoved(place);
    this.#show();
  }

  extend(place: CellPlace): void {
    this.#selection.extend(place);
    this.#show();
  }

  selectWhole(whole: 'rows' | 'columns' | 'all'): void {
    this.#selection.selectWhole(whole);
    this.#show();
  }

  /** The left button selects: with Shift up to the cell, or drawn over cells. */
  #handleMouse(): void {
    this.#parent.addEventListener('mousedown', (event) => this.#onMouseDown(event), { capture: true });
    this.#parent.addEventListener('mouseover', (event) => {
      const place = (event.buttons & 1) === 1 ? this.#placeOf(event.target) : undefined;
      if (place !== undefined && this.#api().getFocusedCell() !== null) {
        this.extend(place);
      }
    });
  }

  #onMouseDown(event: MouseEvent): void {
    const place = this.#placeOf(event.target);
    if (place === undefined) {
      return;
    }
    if (event.button !== 0 && this.#range !== undefined && contains(this.#range, place)) {
      this.#selection.keepAt(place);
    } else if (event.shiftKey) {
      this.#selection.extend(place);
    } else {
      this.#selection.start(place);
    }
    this.#show();
  }

  #placeOf(target: EventTarget | null): CellPlace | undefined {
    const cell = target instanceof Element ? target.closest('.ag-cell') : null;
    const row = Number(cell?.closest('.ag-row')?.getAttribute('row-index') ?? -1);
    const column = this.#shownColumns().indexOf(cell?.getAttribute('col-id') ?? '');
    return row < 0 || column < 0 ? undefined : { row, column };
  }

  #show(): void {
    const before = this.#range;
    this.#range = this.#selection.range(this.#api().getDisplayedRowCount(), this.#shownColumns().length);
    const isSmall = (range: CellRange | undefined) => range === undefined || isOneCell(range);
    if (!isSmall(before) || !isSmall(this.#range)) {
      this.#api().refreshCells({ force: true });
    }
  }

  #shownColumns(): string[] {
    return shownColumnsOf(this.#api());
  }
}

/** The names of the columns that are shown, in their order. */
export function shownColumnsOf(api: GridApi<GridRow>): string[] {
  return api.getAllDisplayedColumns().map((column) => column.getColId());
}

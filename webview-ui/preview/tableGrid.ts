import * as l10n from '@vscode/l10n';
import type {
  ColumnResizedEvent,
  GridApi,
  GridOptions,
  IDatasource,
  IGetRowsParams,
} from 'ag-grid-community';
import type { Column } from '../../src/shared/columns.ts';
import type { Cell, Layout, Order, Row } from '../../src/shared/preview.ts';
import type { CellFormat } from './cellText.ts';
import { drawFirstRows, gridSize, rowsThatFit } from './firstRows.ts';
import {
  type Block,
  type BlockOptions,
  columnsToRead,
  firstBlock,
  isWanted,
  keptBlocks,
  type ReadAhead,
  readFirstRows,
  rowsReadAhead,
} from './gridBlocks.ts';
import { gridColumns, gridHeights } from './gridColumns.ts';
import { handleGridKeys } from './gridKeys.ts';
import { cellOf, formatIn, type GridRow, gridRows, isDeleted } from './gridRow.ts';
import { fillDrawnRows, keepRowsInView, rowsInView, topRow } from './gridScroll.ts';
import { GridSelection, type SelectedCells, shownColumnsOf } from './gridSelection.ts';
import { arrangementIn, orderIn } from './gridState.ts';
import { currencyColumns } from './money.ts';
import type { ViewState } from './viewState.ts';

/** While rows are being found, the scroll bar follows when there are so many times as many. */
const worthTelling = 1.5;

/** One cell of the table, with all that a person looking at it may want to know. */
export interface FocusedCell {
  readonly row: number;
  readonly column: Column;
  /** Undefined while the row is being read. */
  readonly cell: Cell | undefined;
  /** The row's primary key; undefined while the row is being read. */
  readonly id: string | undefined;
}

export interface TableGridOptions extends BlockOptions {
  readonly parent: HTMLElement;
  readonly label: string;
  readonly nonce: string;
  /** The person scrolled, or moved to another cell. */
  readonly onChange: (change: Partial<ViewState>) => void;
  readonly onSort: (orderBy: readonly Order[]) => void;
  /** The person resized, moved, hid or pinned columns. */
  readonly onArrange: (columns: Layout['columns']) => void;
  readonly onFocus: (cell: FocusedCell) => void;
  /** Rows were read; the cell with the focus may be of another one now. */
  readonly onRows: (cell: FocusedCell) => void;
  /** The first rows are there, at the place that was kept. */
  readonly onReady: () => void;
  /** The person asks for a row's detail. */
  readonly onOpen: (cell: FocusedCell) => void;
  readonly onCellMenu: (cell: FocusedCell, anchor: Element | DOMRect) => void;
  readonly onColumnMenu: (column: string, anchor: Element) => void;
}

/** The grid over the whole table. It asks for the rows that come into view and keeps a few blocks of them. */
export class TableGrid {
  readonly #options: TableGridOptions;
  readonly #api: GridApi<GridRow>;
  readonly #selection: GridSelection;
  #columns: readonly Column[] = [];
  #rowCount: number | undefined;
  /** Rows of another view are being found: how many there were before says nothing. */
  #hasOtherRows = false;
  #readAhead: ReadAhead | undefined;
  /** What is seen until the grid has its first rows. */
  #firstRows: HTMLElement | undefined;
  #hasBegun = false;
  #isReady = false;

  /**
   * Makes the grid with the first rows; without them, where they take long to be found. Undefined where it is out of
   * view by then: it could not go to the place that was kept.
   */
  static async open(options: TableGridOptions, columns: readonly Column[]): Promise<TableGrid | undefined> {
    const ahead = await readFirstRows(options, columns, rowsThatFit(gridSize(options.parent)));
    const firstRows = isWanted(ahead, options) ? drawFirstRows(options, columns, ahead) : undefined;
    let grid: TableGrid | undefined;
    try {
      // Each keeps the page's thread for so long that what was done before is to be seen first.
      await isDrawn();
      const library = await loadLibrary();
      await isDrawn();
      // Meanwhile the person may have gone elsewhere.
      if (!options.parent.checkVisibility()) {
        firstRows?.remove();
        return undefined;
      }
      grid = new TableGrid(library, options, columns, ahead, firstRows);
      await isDrawn();
      grid.#begin(isWanted(ahead, options));
      return grid;
    } catch (error) {
      firstRows?.remove();
      if (grid !== undefined) {
        grid.#api.destroy();
      }
      throw error;
    }
  }

  /** The grid is empty until {@link #begin}. */
  private constructor(
    library: typeof import('./gridLibrary.ts'),
    options: TableGridOptions,
    columns: readonly Column[],
    ahead: ReadAhead,
    firstRows: HTMLElement | undefined,
  ) {
    this.#options = options;
    this.#columns = columns;
    this.#readAhead = ahead;
    this.#firstRows = firstRows;
    this.#selection = new GridSelection(options.parent, () => this.#api);
    this.#api = library.createGrid(options.parent, { ...this.#gridOptions(), theme: library.gridTheme });
    this.#api.setGridAriaProperty('label', options.label);
    this.#api.setGridAriaProperty('multiselectable', 'true');
    handleGridKeys(options.parent, {
      api: this.#api,
      open: () => this.#open(),
      focusCell: () => this.focus(),
      moveTo: (row, column, extend) => this.#moveTo(row, column, extend),
      selectWhole: (whole) => this.#selection.selectWhole(whole),
      openCellMenu: (anchor) => this.#openCellMenu(anchor),
      openColumnMenu: (column, anchor) => options.onColumnMenu(column, anchor),
    });
    keepRowsInView(options.parent);
  }

  /**
   * Shows columns and rows, where they were. Behind another tab it could not go there, and waits for the next
   * {@link refresh}. @param keepFirst Whether what is seen until then is still what the person asks for.
   */
  #begin(keepFirst: boolean): void {
    if (!keepFirst) {
      this.#removeFirstRows();
    }
    if (!this.#options.parent.checkVisibility()) {
      return;
    }
    this.#hasBegun = true;
    this.#api.setGridOption('columnDefs', this.#columnDefs());
    this.#returnToPlace();
  }

  /** Shows other columns, or the same in another way. */
  setColumns(columns: readonly Column[]): void {
    this.#columns = columns;
    if (!this.#hasBegun) {
      return;
    }
    this.#api.setGridOption('columnDefs', this.#columnDefs());
    this.#api.refreshHeader();
    this.#api.refreshCells({ force: true });
  }

  /**
   * Tells how many rows there are; the scroll bar is a guess before. While the same rows are found again, or in another
   * order, it stays as it is: a shorter one would lose the place. @param isAll Whether no more are to come.
   */
  setRowCount(count: number, isAll: boolean): void {
    this.#rowCount = isAll ? count : undefined;
    const shown = this.#api.getDisplayedRowCount();
    const fewest = this.#hasOtherRows ? 1 : shown;
    const next = isAll ? count : Math.max(count, fewest);
    // The grid draws all its rows anew with each count, and ten are told a second.
    const isNews = isAll
      ? next !== shown || this.#api.isLastRowIndexKnown() !== true
      : next < shown || next >= shown * worthTelling;
    if (isNews) {
      this.#api.setRowCount(next, isAll);
    }
    this.#hasOtherRows &&= !isAll;
  }

  /** Other rows are to be shown: begins again at the top. */
  reload(): void {
    this.#rowCount = undefined;
    this.#hasOtherRows = true;
    this.#readAhead = undefined;
    this.#removeFirstRows();
    this.#api.setGridOption('datasource', this.#datasource());
    // The grid takes the number of rows that it was made with, and stays where it was.
    this.#api.ensureIndexVisible(0, 'top');
  }

  /** Reads again what is in view. The old rows stay until the new ones are there. */
  refresh(): void {
    this.#readAhead = undefined;
    if (this.#hasBegun) {
      this.#api.refreshInfiniteCache();
    } else {
      this.#begin(false);
    }
  }

  /** Makes columns as wide as what is in view in them. */
  fit(columns?: readonly string[]): void {
    this.#api.autoSizeColumns([...(columns ?? this.shownColumns())]);
  }

  /** Scrolls no further than it takes to bring a cell into view. */
  reveal({ row, column }: FocusedCell): void {
    // The grid learns its new size from an observer, which is told before the next frame is drawn.
    requestAnimationFrame(() => {
      this.#api.ensureIndexVisible(row);
      this.#api.ensureColumnVisible(column.name);
    });
  }

  /** The names of the columns that are shown, in their order. */
  shownColumns(): string[] {
    return shownColumnsOf(this.#api);
  }

  /** The cell that has the focus, or had it last. */
  focusedCell(): FocusedCell | undefined {
    const position = this.#api.getFocusedCell();
    const column = this.#columns.find(({ name }) => name === position?.column.getColId());
    return position && column ? this.#cellAt(position.rowIndex, column) : undefined;
  }

  selectedCells(): SelectedCells | undefined {
    return this.#selection.cells;
  }

  focusHeader(column: string): void {
    this.#api.ensureColumnVisible(column);
    this.#api.setFocusedHeader(column);
  }

  /**
   * Moves the focus to the cell that had it last, also before the page was hidden. If that is out of view the first
   * row and column in view get it: the place stays, and the browser cannot scroll as far as the grid can.
   *
   * @returns false where there is no row.
   */
  focus(): boolean {
    const [first, last] = rowsInView(this.#options.parent);
    const now = this.#api.getFocusedCell();
    const before = this.#options.state().focus;
    const row = now?.rowIndex ?? before?.row ?? first;
    const name = now?.column.getColId() ?? before?.column;
    const drawn = this.#api.getAllDisplayedVirtualColumns();
    const drawnAs = (id: string | undefined) => drawn.find((column) => column.getColId() === id);
    const target = drawnAs(name) ?? drawnAs(this.#leftColumn()) ?? drawn[0];
    if (target === undefined || last < 0) {
      return false;
    }
    const inView = row < first || row > last ? first : row;
    const column = this.#api.getAllDisplayedColumns().indexOf(target);
    this.#selection.focusReturns({ row: inView, column });
    this.#api.setFocusedCell(inView, target);
    return true;
  }

  #gridOptions(): GridOptions<GridRow> {
    const { state, nonce } = this.#options;
    // What the grid tells of changes that came from the page is no news.
    const arranged = ({ source }: { readonly source: string }) =>
      source.startsWith('ui') && this.#tellArrangement();
    return {
      ...gridHeights(),
      styleNonce: nonce,
      rowModelType: 'infinite',
      datasource: this.#datasource(),
      cacheBlockSize: firstBlock(this.#options, this.#columns).limit,
      maxBlocksInCache: keptBlocks,
      // The place may be beyond what was counted last.
      infiniteInitialRowCount: Math.max(state().rowCount, state().topRow + 1),
      // A drag of the scroll bar passes thousands of blocks; only where it rests is read. A frame takes 17 ms.
      blockLoadDebounceMillis: 20,
      // More than a frame of a smooth scroll passes; each row more makes a jump slower.
      rowBuffer: 2,
      maintainColumnOrder: false,
      defaultColDef: { resizable: true, sortable: true, minWidth: 50 },
      rowClassRules: { 'deleted-row': ({ data }) => isDeleted(data) },
      animateRows: false,
      ensureDomOrder: true,
      suppressDragLeaveHidesColumns: true,
      // In a narrow page they take all room; but unpinned by the grid, they would stay so.
      processUnpinnedColumns: () => [],
      suppressNoRowsOverlay: true,
      // Tab leaves the grid; the arrows move inside it. See gridKeys.ts for the way to the headers and back.
      tabToNextCell: () => false,
      tabToNextHeader: () => false,
      focusGridInnerElement: () => this.focus(),
      getLocaleText: ({ key, defaultValue }) =>
        key === 'ariaSortableColumn'
          ? l10n.t('Press Enter to sort, Alt+Down to filter and more')
          : defaultValue,
      onSortChanged: ({ source }) => this.#onSort(source),
      onColumnResized: (event) => this.#onResize(event),
      onColumnMoved: (event) => event.finished && arranged(event),
      onColumnPinned: arranged,
      onColumnVisible: arranged,
      onBodyScroll: () => this.#keepPlace(),
      onCellFocused: () => this.#noteFocus(),
      onModelUpdated: () => this.#tellRows(),
      onCellDoubleClicked: () => this.#open(),
      preventDefaultOnContextMenu: true,
      onCellContextMenu: ({ event }) => this.#onContextMenu(event ?? undefined),
    };
  }

  #columnDefs() {
    const { state, layout, onColumnMenu } = this.#options;
    const { orderBy, showDeleted } = state();
    return gridColumns({
      columns: this.#columns,
      layout: layout(),
      orderBy,
      showDeleted,
      cell: (column) => ({
        formatOf: (row) => this.#formatOf(column, row),
        isSelected: (row) => this.#selection.has(row, column.name),
      }),
      header: (column) => ({
        tableColumn: column,
        times: () => layout().times,
        isFiltered: () => state().where.some((condition) => condition.column === column.name),
        openMenu: onColumnMenu,
      }),
    });
  }

  #formatOf(column: Column, row: GridRow | undefined): CellFormat {
    return formatIn(row, column, this.#options.layout(), this.#currencyColumns());
  }

  #currencies: { readonly of: readonly Column[]; readonly names: ReadonlyMap<string, string> } | undefined;

  #currencyColumns(): ReadonlyMap<string, string> {
    if (this.#currencies?.of !== this.#columns) {
      this.#currencies = { of: this.#columns, names: currencyColumns(this.#columns) };
    }
    return this.#currencies.names;
  }

  #datasource(): IDatasource {
    return { getRows: (params) => this.#answer(params) };
  }

  async #answer({ startRow, endRow, successCallback, failCallback }: IGetRowsParams): Promise<void> {
    const columns = columnsToRead(this.shownColumns(), this.#currencyColumns());
    const block = { columns, offset: startRow, limit: endRow - startRow };
    try {
      const rows = await this.#readBlock(block);
      fillDrawnRows(this.#api, startRow, endRow);
      successCallback(
        gridRows(block.columns, rows),
        rows.length < block.limit ? startRow + rows.length : this.#rowCount,
      );
    } catch {
      // The page has told the person.
      failCallback();
    }
    this.#takeOver();
  }

  /** From now on the grid is seen, and not what was drawn before it: of rows that are known, those come first. */
  #takeOver(): void {
    if (!this.#isReady) {
      this.#isReady = true;
      // The grid draws in the next frame what is where it was scrolled to.
      requestAnimationFrame(() => this.#removeFirstRows());
      this.#options.onReady();
    }
  }

  #removeFirstRows(): void {
    this.#firstRows?.remove();
    this.#firstRows = undefined;
  }

  #readBlock(block: Block): Promise<readonly Row[]> {
    const ahead = this.#readAhead && rowsReadAhead(this.#readAhead, block, this.#options);
    return ahead ?? this.#options.readRows(block);
  }

  #cellAt(row: number, column: Column): FocusedCell {
    const data = this.#api.getDisplayedRowAtIndex(row)?.data;
    const id = cellOf(data, 'id');
    return {
      row,
      column,
      cell: cellOf(data, column.name),
      id: typeof id === 'string' ? id : undefined,
    };
  }

  #open(): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
      this.#options.onOpen(cell);
    }
  }

  #openCellMenu(anchor: Element | DOMRect): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
      this.#options.onCellMenu(cell, anchor);
    }
  }

  #onContextMenu(event: Event | undefined): void {
    event?.preventDefault();
    if (event instanceof MouseEvent) {
      this.#openCellMenu(new DOMRect(event.clientX, event.clientY, 0, 0));
    }
  }

  #moveTo(row: number, column: number, extend: boolean): void {
    const target = this.#api.getAllDisplayedColumns()[column];
    if (target !== undefined) {
      this.#api.ensureIndexVisible(row);
      this.#api.ensureColumnVisible(target);
      if (extend) {
        this.#selection.extend({ row, column });
      }
      this.#api.setFocusedCell(row, target);
    }
  }

  #noteFocus(): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
      const column = this.shownColumns().indexOf(cell.column.name);
      this.#selection.focusMoved({ row: cell.row, column });
      this.#options.onChange({ focus: { row: cell.row, column: cell.column.name } });
    }
    this.#tellFocus();
  }

  #tellFocus(): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
      this.#options.onFocus(cell);
    }
  }

  /** Other rows, or newer ones, may be where the focus is. */
  #tellRows(): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
      this.#options.onRows(cell);
    }
  }

  #onSort(source: string): void {
    this.#showFirst();
    if (source.startsWith('ui')) {
      this.#options.onSort(orderIn(this.#api.getColumnState()));
    }
  }

  /** In another order there are as many rows as before: the grid begins at one row again, and grows as it reads. */
  #showFirst(): void {
    if (this.#rowCount) {
      this.#api.setRowCount(this.#rowCount, true);
    }
    this.#api.ensureIndexVisible(0, 'top');
  }

  /** A person dragged an edge, or asked for columns as wide as their content. */
  #onResize({ finished, source, columns }: ColumnResizedEvent<GridRow>): void {
    if (finished && (source === 'uiColumnResized' || source === 'autosizeColumns')) {
      this.#tellArrangement(columns?.map((column) => column.getColId()));
    }
  }

  #tellArrangement(resized: readonly string[] = []): void {
    const before = this.#options.layout().columns;
    this.#options.onArrange(arrangementIn(this.#api.getColumnState(), before, resized));
  }

  /** Not at the end of scrolling alone: a person may leave the page before the grid tells of that. */
  #keepPlace(): void {
    // Behind the other tab nothing is in view.
    if (this.#options.parent.checkVisibility()) {
      this.#options.onChange(this.#place());
    }
  }

  #place(): Partial<ViewState> {
    const leftColumn = this.#leftColumn();
    return { topRow: topRow(this.#options.parent), ...(leftColumn === undefined ? {} : { leftColumn }) };
  }

  /** The first column that is wholly in view, beside those that are pinned. */
  #leftColumn(): string | undefined {
    const { left } = this.#api.getHorizontalPixelRange();
    return this.#api
      .getAllDisplayedColumns()
      .find((column) => !column.isPinned() && (column.getLeft() ?? 0) >= left)
      ?.getColId();
  }

  #returnToPlace(): void {
    const { topRow: row, leftColumn } = this.#options.state();
    if (row > 0) {
      this.#api.ensureIndexVisible(row, 'top');
    }
    if (leftColumn !== undefined) {
      this.#api.ensureColumnVisible(leftColumn, 'start');
    }
  }
}

/** @throws An error that says what to do: a browser may remember that a script could not be loaded. */
async function loadLibrary(): Promise<typeof import('./gridLibrary.ts')> {
  try {
    return await import('./gridLibrary.ts');
  } catch (cause) {
    throw new Error(
      l10n.t('A part of the extension could not be loaded. Close this preview and open it again.'),
      { cause },
    );
  }
}

/** Resolves once the browser has drawn what was changed before. */
function isDrawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

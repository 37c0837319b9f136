import * as l10n from '@vscode/l10n';
import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  createGrid,
  type GridApi,
  type GridOptions,
  type IDatasource,
  type IGetRowsParams,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
} from 'ag-grid-community';
import type { Column } from '../../src/shared/columns.ts';
import {
  type Cell,
  deletedAtColumn,
  type Order,
  type ReadRowsParams,
  type Row,
} from '../../src/shared/preview.ts';
import { gridColumns } from './gridColumns.ts';
import { handleGridKeys } from './gridKeys.ts';
import { keepRowsInView, rowsInView } from './gridScroll.ts';
import { gridHeights, gridTheme } from './gridTheme.ts';
import type { ViewState } from './viewState.ts';

ModuleRegistry.registerModules([
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  InfiniteRowModelModule,
  LocaleModule,
  RenderApiModule,
  RowApiModule,
  RowStyleModule,
  ScrollApiModule,
]);

/** How many rows are asked for at once. The grid keeps two unread blocks at most: they must fill the tallest screen. */
const blockSize = 200;
const keptBlocks = 10;

/** One cell of the table, with all that a person looking at it may want to know. */
export interface FocusedCell {
  readonly row: number;
  readonly column: Column;
  /** Undefined while the row is being read. */
  readonly cell: Cell | undefined;
  /** The row's primary key; undefined while the row is being read. */
  readonly id: string | undefined;
}

export interface TableGridOptions {
  readonly parent: HTMLElement;
  readonly label: string;
  readonly nonce: string;
  readonly state: ViewState;
  /** Reads rows. If it rejects, the rows stay blank until `refresh`. */
  readonly readRows: (params: ReadRowsParams) => Promise<readonly Row[]>;
  /** The person sorted, scrolled, resized a column or moved to another cell. */
  readonly onChange: (change: Partial<ViewState>) => void;
  readonly onFocus: (cell: FocusedCell) => void;
  /** The first rows are there, at the place that was kept. */
  readonly onReady: () => void;
  /** The person asks for a cell's detail. */
  readonly onOpen: (cell: FocusedCell) => void;
}

/** The grid over the whole table. It asks for the rows that come into view and keeps a few blocks of them. */
export class TableGrid {
  readonly #options: TableGridOptions;
  readonly #api: GridApi<Row>;
  #columns: readonly Column[] = [];
  #rowCount: number | undefined;
  #includeDeleted: boolean;

  constructor(options: TableGridOptions, columns: readonly Column[]) {
    this.#options = options;
    this.#columns = columns;
    this.#includeDeleted = options.state.showDeleted;
    this.#api = createGrid(options.parent, this.#gridOptions());
    this.#api.setGridAriaProperty('label', options.label);
    handleGridKeys(options.parent, {
      api: this.#api,
      open: () => this.#open(),
      focusCell: () => this.focus(),
    });
    keepRowsInView(options.parent);
  }

  /** Shows other columns, after the table itself changed. */
  setColumns(columns: readonly Column[], state: ViewState): void {
    this.#columns = columns;
    this.#api.setGridOption('columnDefs', gridColumns(columns, state));
  }

  /** Tells how many rows there are; the scroll bar is a guess before. */
  setRowCount(count: number): void {
    this.#rowCount = count;
    this.#api.setRowCount(count, true);
  }

  setIncludeDeleted(includeDeleted: boolean): void {
    this.#includeDeleted = includeDeleted;
    this.#rowCount = undefined;
    this.#api.setColumnsVisible([deletedAtColumn], includeDeleted);
    this.#api.setGridOption('datasource', this.#datasource());
  }

  /** Reads again what is in view. The old rows stay until the new ones are there. */
  refresh(): void {
    this.#api.refreshInfiniteCache();
  }

  /** Scrolls no further than it takes to bring a cell into view. */
  reveal({ row, column }: FocusedCell): void {
    // The grid learns its new size from an observer, which is told before the next frame is drawn.
    requestAnimationFrame(() => {
      this.#api.ensureIndexVisible(row);
      this.#api.ensureColumnVisible(column.name);
    });
  }

  /** The cell that has the focus, or had it last. */
  focusedCell(): FocusedCell | undefined {
    const position = this.#api.getFocusedCell();
    const column = this.#columns.find(({ name }) => name === position?.column.getColId());
    return position && column ? this.#cellAt(position.rowIndex, column) : undefined;
  }

  /**
   * Moves the focus to the cell that had it last, also before the page was hidden. If that is out of view the first
   * row in view gets it: the place stays, and the browser cannot scroll as far as the grid can.
   *
   * @returns false where there is no row.
   */
  focus(): boolean {
    const [first, last] = rowsInView(this.#options.parent);
    const now = this.#api.getFocusedCell();
    const before = this.#options.state.focus;
    const row = now?.rowIndex ?? before?.row ?? first;
    const name = now?.column.getColId() ?? before?.column;
    const columns = this.#api.getAllDisplayedColumns();
    const target = columns.find((column) => column.getColId() === name) ?? columns[0];
    if (target === undefined || last < 0) {
      return false;
    }
    this.#api.setFocusedCell(row < first || row > last ? first : row, target);
    return true;
  }

  #gridOptions(): GridOptions<Row> {
    const { state, nonce, onChange } = this.#options;
    return {
      ...gridHeights(),
      theme: gridTheme,
      styleNonce: nonce,
      rowModelType: 'infinite',
      datasource: this.#datasource(),
      cacheBlockSize: blockSize,
      maxBlocksInCache: keptBlocks,
      infiniteInitialRowCount: Math.max(state.rowCount, 1),
      // A drag of the scroll bar passes thousands of blocks; only where it rests is read.
      blockLoadDebounceMillis: 40,
      columnDefs: gridColumns(this.#columns, state),
      defaultColDef: { resizable: true, sortable: true, minWidth: 50 },
      rowClassRules: { 'deleted-row': ({ data }) => this.#isDeleted(data) },
      animateRows: false,
      ensureDomOrder: true,
      suppressMovableColumns: true,
      suppressNoRowsOverlay: true,
      // Tab leaves the grid; the arrows move inside it. See gridKeys.ts for the way to the headers and back.
      tabToNextCell: () => false,
      tabToNextHeader: () => false,
      focusGridInnerElement: () => this.focus(),
      getLocaleText: ({ key, defaultValue }) =>
        key === 'ariaSortableColumn' ? l10n.t('Press Enter to sort') : defaultValue,
      onFirstDataRendered: () => this.#returnToPlace(),
      onSortChanged: () => onChange({ orderBy: this.#orderBy() }),
      onColumnResized: ({ finished }) => finished && onChange({ widths: this.#widths() }),
      onBodyScrollEnd: () => onChange(this.#place()),
      onCellFocused: () => this.#noteFocus(),
      // Other rows, or newer ones, may be where the focus is.
      onModelUpdated: () => this.#tellFocus(),
      onCellDoubleClicked: () => this.#open(),
    };
  }

  #datasource(): IDatasource {
    return { getRows: (params) => this.#answer(params) };
  }

  async #answer({
    startRow,
    endRow,
    sortModel,
    successCallback,
    failCallback,
  }: IGetRowsParams): Promise<void> {
    const limit = endRow - startRow;
    try {
      const rows = await this.#options.readRows({
        columns: this.#columns.map(({ name }) => name),
        orderBy: sortModel.map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' })),
        includeDeleted: this.#includeDeleted,
        offset: startRow,
        limit,
      });
      successCallback([...rows], rows.length < limit ? startRow + rows.length : this.#rowCount);
    } catch {
      // The page has told the person.
      failCallback();
    }
  }

  #isDeleted(row: Row | undefined): boolean {
    const index = this.#columns.findIndex(({ name }) => name === deletedAtColumn);
    return typeof row?.[index] === 'string';
  }

  #cellAt(row: number, column: Column): FocusedCell {
    const data = this.#api.getDisplayedRowAtIndex(row)?.data;
    const id = data?.[this.#columns.findIndex(({ name }) => name === 'id')];
    return {
      row,
      column,
      cell: data?.[this.#columns.indexOf(column)],
      id: typeof id === 'string' ? id : undefined,
    };
  }

  #open(): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
      this.#options.onOpen(cell);
    }
  }

  #noteFocus(): void {
    const cell = this.focusedCell();
    if (cell !== undefined) {
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

  #orderBy(): Order[] {
    return this.#api
      .getColumnState()
      .filter(({ sort }) => sort)
      .sort((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0))
      .map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' }));
  }

  #widths(): Record<string, number> {
    return Object.fromEntries(
      (this.#api.getColumns() ?? []).map((column) => [column.getColId(), column.getActualWidth()]),
    );
  }

  #place(): Partial<ViewState> {
    const { left } = this.#api.getHorizontalPixelRange();
    const leftColumn = this.#api.getAllDisplayedColumns().find((column) => (column.getLeft() ?? 0) >= left);
    return {
      topRow: rowsInView(this.#options.parent)[0],
      ...(leftColumn && { leftColumn: leftColumn.getColId() }),
    };
  }

  #returnToPlace(): void {
    const { topRow, leftColumn } = this.#options.state;
    if (topRow > 0) {
      this.#api.ensureIndexVisible(topRow, 'top');
    }
    if (leftColumn !== undefined) {
      this.#api.ensureColumnVisible(leftColumn, 'start');
    }
    this.#options.onReady();
  }
}

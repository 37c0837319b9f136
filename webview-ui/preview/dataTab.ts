import * as l10n from '@vscode/l10n';
import type {
  ColumnSummary,
  Condition,
  CountRowsAnswer,
  FoundRows,
  Layout,
  Order,
  ReadRowsParams,
  Row,
  RowFilter,
  ShownView,
  TimeDisplay,
} from '../../src/shared/preview.ts';
import { h, setText } from '../dom.ts';
import { button } from './button.ts';
import { CellCopier } from './cellCopier.ts';
import { showCellMenu } from './cellMenu.ts';
import type { CellFormat } from './cellText.ts';
import { inOtherTimes } from './columnFilter.ts';
import { arrangedColumns, initialLayout, shownColumns, withColumns, withMoved } from './columnLayout.ts';
import { showColumnPopover } from './columnPopover.ts';
import { showColumnsPopover } from './columnsPopover.ts';
import { rowsAmong } from './gridBlocks.ts';
import type { Host } from './host.ts';
import { currencyColumn } from './money.ts';
import type { PreviewTab, ShownTable } from './previewTab.ts';
import { RowPanel } from './rowPanel.ts';
import { StatusLine } from './statusLine.ts';
import { type FocusedCell, TableGrid } from './tableGrid.ts';
import { Toolbar } from './toolbar.ts';
import { isFiltered, rowsView, shows, type ViewState } from './viewState.ts';

interface DataTabOptions {
  readonly nonce: string;
  readonly host: Host;
  readonly state: ViewState;
  readonly keep: (change: Partial<ViewState>) => void;
  /** Shows that something is being done as long as it takes. */
  readonly busy: <T>(task: () => Promise<T>) => Promise<T>;
  readonly showProblem: (problem: unknown) => void;
  /** Of something that the person did, and may do again. */
  readonly showFailure: (problem: unknown) => void;
}

/** The tab with the rows: the toolbar, the grid, one row's detail and the status line. */
export class DataTab implements PreviewTab {
  readonly id = 'data';
  readonly label = l10n.t('Data');
  readonly #options: DataTabOptions;
  readonly #gridArea = h('div', { class: 'grid-area' });
  readonly #emptyWords = h('p');
  readonly #clear = button(l10n.t('Clear Filters'), () => this.#clearFilters());
  readonly #showAll = button(l10n.t('Show All Columns'), () => this.#showAllColumns());
  readonly #empty = h(
    'div',
    { class: 'empty', role: 'status', hidden: true },
    this.#emptyWords,
    this.#clear,
    this.#showAll,
  );
  readonly #panel: RowPanel;
  readonly #copier: CellCopier;
  readonly #status: StatusLine;
  readonly #toolbar: Toolbar;
  readonly element: HTMLElement;
  #state: ViewState;
  #layout = initialLayout;
  #table: ShownTable = { name: '', dataflow: '', columns: [] };
  #grid: TableGrid | undefined;
  #count: CountRowsAnswer | undefined;
  #found: FoundRows | undefined;

  constructor(options: DataTabOptions) {
    this.#options = options;
    this.#state = options.state;
    const { host } = options;
    this.#status = new StatusLine(() => this.#setView({ showDeleted: !this.#state.showDeleted }));
    this.#toolbar = this.#makeToolbar();
    this.#panel = new RowPanel({
      table: () => this.#table.name,
      display: () => this.#layout,
      readRow: (params) => host.readRow(params),
      readText: (params) => host.readText(params),
      openTable: (table) => void this.#act(() => host.openTable(table)),
      onCopy: (text) => void this.#act(() => this.#copier.text(text)),
      onProblem: options.showFailure,
      onClose: () => this.#grid?.focus(),
    });
    this.#copier = new CellCopier({
      grid: () => this.#grid,
      shown: () => this.#shownView(),
      rowCount: () => this.#state.rowCount,
      readCells: (params) => options.busy(() => host.copy(params)),
      readWhole: (id, column) => this.#panel.wholeText({ table: this.#table.name, id }, column),
      onDone: (words) => this.#status.say(words),
      onProblem: options.showFailure,
    });
    this.#gridArea.append(this.#empty);
    const middle = h('div', { class: 'middle' }, this.#gridArea, this.#panel.element);
    this.element = h('section', { class: 'data' }, this.#toolbar.element, middle, this.#status.element);
    host.onRowsFound((found) => this.#showFound(found));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  async load(table: ShownTable): Promise<void> {
    await this.#showTable(table);
    this.#count = await this.#options.host.countRows();
    this.#showCount();
    // Nobody waits for it: it may take long, and the other tab is to be shown meanwhile.
    void this.#try(() => this.#findRows());
  }

  focus(): void {
    this.#grid?.focus();
  }

  async #showTable(table: ShownTable): Promise<void> {
    const before = this.#table;
    this.#table = table;
    if (this.#grid === undefined) {
      this.#layout = table.layout ?? initialLayout;
      this.#keep(this.#inTimes(this.#layout.times));
      this.#dropUnknownColumns();
      this.#showDisplay();
      this.#status.showCounting();
      this.#grid = await this.#openGrid();
      return;
    }
    if (JSON.stringify(before.columns) !== JSON.stringify(table.columns)) {
      this.#dropUnknownColumns();
      this.#showDisplay();
      this.#grid.setColumns(table.columns);
    }
    this.#grid.refresh();
    this.#panel.refresh();
  }

  #openGrid(): Promise<TableGrid | undefined> {
    const { nonce } = this.#options;
    return TableGrid.open(
      {
        parent: this.#gridArea,
        label: this.#table.name,
        nonce,
        state: () => this.#state,
        layout: () => this.#layout,
        readRows: (params) => this.#readRows(params),
        onChange: (change) => this.#keep(change),
        onSort: (orderBy) => this.#sort(orderBy),
        onArrange: (columns) => this.#setLayout({ ...this.#layout, columns }, false),
        onReady: () => this.#takeFocus(),
        onFocus: ({ id, column }) => this.#panel.follow(id, column.name),
        onRows: ({ id, column }) => this.#panel.showAwaited(id, column.name),
        onOpen: (cell) => this.#openPanel(cell),
        onCellMenu: (cell, anchor) => this.#showCellMenu(cell, anchor),
        onColumnMenu: (column, anchor) => this.#showColumn(column, anchor),
      },
      this.#table.columns,
    );
  }

  #makeToolbar(): Toolbar {
    return new Toolbar({
      search: this.#state.search,
      onSearch: (search) => this.#setView({ search }),
      onColumns: (anchor) => this.#showColumns(anchor),
      onTimes: (times) => this.#setTimes(times),
      onAmounts: (amounts) => this.#setLayout({ ...this.#layout, amounts }),
      onEditFilter: (column, anchor) => this.#showColumn(column, anchor),
      onRemoveFilter: (column) => this.#setFilter(column, []),
      onClear: () => this.#clearFilters(),
      onExport: () => void this.#act(() => this.#export(this.#shownView())),
    });
  }

  // --- which rows ---

  /** The table may have lost a column that the person filtered or sorted by. */
  #dropUnknownColumns(): void {
    const names = new Set(this.#table.columns.map(({ name }) => name));
    this.#keep({
      where: this.#state.where.filter(({ column }) => names.has(column)),
      orderBy: this.#state.orderBy.filter(({ column }) => names.has(column)),
    });
    this.#showFilters();
  }

  #setTimes(times: TimeDisplay): void {
    const { where } = this.#inTimes(times);
    this.#setLayout({ ...this.#layout, times });
    this.#keep({ times });
    this.#setView({ where });
  }

  /** Days stay the days that the person filtered by, also where another tab of the table shows times in another way. */
  #inTimes(times: TimeDisplay): Pick<ViewState, 'where' | 'times'> {
    const { where, times: before = times } = this.#state;
    return { where: inOtherTimes(where, this.#table.columns, before, times), times };
  }

  #setFilter(column: string, conditions: readonly Condition[]): void {
    this.#setView({
      where: [...this.#state.where.filter((condition) => condition.column !== column), ...conditions],
    });
    this.#grid?.setColumns(this.#table.columns);
  }

  #clearFilters(): void {
    this.#toolbar.clearSearch();
    this.#setView({ where: [], search: '' });
    this.#grid?.setColumns(this.#table.columns);
  }

  #sort(orderBy: readonly Order[]): void {
    if (JSON.stringify(orderBy) !== JSON.stringify(this.#state.orderBy)) {
      this.#keep({ orderBy: [...orderBy] });
      this.#panel.awaitRow();
      void this.#try(() => this.#findRows());
    }
  }

  #sortBy(column: string, descending: boolean): void {
    this.#sort([{ column, descending }]);
    this.#grid?.setColumns(this.#table.columns);
  }

  /** Shows other rows. */
  #setView(change: Partial<Pick<ViewState, 'where' | 'search' | 'showDeleted'>>): void {
    const before = rowsView(this.#state);
    const columnsChange = change.showDeleted !== undefined;
    this.#keep(change);
    this.#showFilters();
    if (shows(this.#state, before)) {
      return;
    }
    // Also for a grid that is still to be made.
    this.#keep({ topRow: 0 });
    this.#panel.awaitRow();
    this.#found = undefined;
    if (columnsChange) {
      this.#grid?.setColumns(this.#table.columns);
    }
    this.#grid?.reload();
    this.#showCount();
    void this.#try(() => this.#findRows());
  }

  async #readRows(params: Omit<ReadRowsParams, 'view'>): Promise<readonly Row[]> {
    const view = rowsView(this.#state);
    const { rows: first } = this.#table;
    // They are of the moment when the page was opened.
    this.#table = { ...this.#table, rows: undefined };
    const known = first && rowsAmong(first, params, view);
    if (known !== undefined) {
      return known;
    }
    return await this.#options.busy(async () => {
      try {
        return await this.#options.host.readRows({ ...params, view });
      } catch (error) {
        if (shows(this.#state, view)) {
          this.#options.showProblem(error);
        }
        throw error;
      }
    });
  }

  async #findRows(): Promise<void> {
    const view = rowsView(this.#state);
    this.#tellView();
    const found = await this.#options.busy(() => this.#options.host.findRows(view));
    if (found.complete && shows(this.#state, view)) {
      this.#showFound(found);
    }
  }

  #showFound(found: FoundRows): void {
    this.#found = found;
    this.#grid?.setRowCount(found.count, found.complete);
    if (found.complete) {
      this.#keep({ rowCount: found.count });
    }
    this.#showCount();
  }

  #showCount(): void {
    if (this.#count === undefined) {
      return;
    }
    const { showDeleted } = this.#state;
    const filtered = isFiltered(this.#state);
    const found = filtered ? (this.#found ?? { count: 0, complete: false }) : undefined;
    this.#status.showCount(this.#count, found, showDeleted);
    const hasNoColumns = this.#shownView().columns.length === 0;
    const hasNoRows = this.#found?.complete === true && this.#found.count === 0;
    this.#empty.hidden = !hasNoColumns && !hasNoRows;
    this.#clear.hidden = !filtered || hasNoColumns;
    this.#showAll.hidden = !hasNoColumns;
    if (!this.#empty.hidden) {
      const words = hasNoColumns ? l10n.t('All columns are hidden.') : this.#whyEmpty(filtered, this.#count);
      setText(this.#emptyWords, words);
    }
  }

  #whyEmpty(filtered: boolean, { deleted }: CountRowsAnswer): string {
    const { times, amounts } = this.#layout;
    // What was typed may be a time or an amount, as the grid shows it.
    if (/\d/.test(this.#state.search) && (times === 'local' || amounts === 'money')) {
      return l10n.t(
        'No row matches the filters. The search finds values as they are stored: times in UTC, amounts in the smallest unit of their currency.',
      );
    }
    if (filtered) {
      return l10n.t('No row matches the filters.');
    }
    return deleted > 0
      ? l10n.t('All rows of this table were deleted at their source.')
      : l10n.t('This table has no rows. A run of “{0}” loads what there is.', this.#table.dataflow);
  }

  #showFilters(): void {
    this.#toolbar.showFilters(this.#state.where, this.#state.search, (name) => this.#columnFormat(name));
  }

  // --- how they are shown ---

  /** @param redraw Whether the grid does not know of it yet. */
  #setLayout(layout: Layout, redraw = true): void {
    this.#layout = layout;
    this.#options.host.keepLayout(layout);
    this.#showDisplay();
    if (redraw) {
      const shown = this.#grid?.shownColumns().join('\0');
      this.#grid?.setColumns(this.#table.columns);
      this.#panel.redraw();
      if (this.#grid?.shownColumns().join('\0') !== shown) {
        // A column that was hidden was not read.
        this.#grid?.refresh();
      }
    }
    this.#showCount();
    this.#tellView();
  }

  #showAllColumns(): void {
    const { columns } = this.#table;
    const names = columns.map(({ name }) => name);
    this.#setLayout(withColumns(this.#layout, columns, names, { hidden: false }));
    this.#grid?.focus();
  }

  #showDisplay(): void {
    const { columns } = this.#table;
    this.#toolbar.showDisplay(
      this.#layout,
      columns.some(({ type }) => type === 'datetime'),
      columns.some((column) => currencyColumn(column, columns) !== undefined),
    );
    this.#showFilters();
  }

  #showColumns(anchor: Element): void {
    const { columns } = this.#table;
    showColumnsPopover({
      anchor,
      columns: () => arrangedColumns(columns, this.#layout),
      onHide: (names, hidden) => this.#setLayout(withColumns(this.#layout, columns, names, { hidden })),
      onMove: (name, by) => this.#setLayout(withMoved(this.#layout, columns, name, by)),
      onPin: (name, pinned) => this.#setLayout(withColumns(this.#layout, columns, [name], { pinned })),
      onFit: () => this.#grid?.fit(),
      onReset: () => this.#setLayout({ ...this.#layout, columns: [] }),
      onClose: () => anchor instanceof HTMLElement && anchor.focus(),
    });
  }

  #showColumn(name: string, anchor: Element): void {
    const { columns } = this.#table;
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      return;
    }
    const { host, busy } = this.#options;
    const filter = (where: readonly Condition[]): RowFilter => ({
      where: [...where],
      search: this.#state.search,
      includeDeleted: this.#state.showDeleted,
    });
    const summarize = (purpose: 'summary' | 'filter', where: readonly Condition[]): Promise<ColumnSummary> =>
      busy(() => host.summarize({ purpose, filter: filter(where), column: name }));
    const change = (layoutChange: { hidden?: boolean; pinned?: boolean }) =>
      this.#setLayout(withColumns(this.#layout, columns, [name], layoutChange));
    showColumnPopover({
      column,
      anchor,
      format: this.#columnFormat(name),
      isAmount: currencyColumn(column, columns) !== undefined,
      conditions: this.#state.where.filter((condition) => condition.column === name),
      isPinned: this.#layout.columns.find((kept) => kept.name === name)?.pinned ?? false,
      readValues: () =>
        summarize(
          'filter',
          this.#state.where.filter((condition) => condition.column !== name),
        ),
      readSummary: () => summarize('summary', this.#state.where),
      onFilter: (conditions) => this.#setFilter(name, conditions),
      onSort: (descending) => this.#sortBy(name, descending),
      onPin: (pinned) => change({ pinned }),
      onHide: () => {
        change({ hidden: true });
        // The header that had the focus is gone.
        this.#grid?.focus();
      },
      onFit: () => this.#grid?.fit([name]),
      onCopy: () => void this.#copier.column(name),
      onProblem: this.#options.showFailure,
      onClose: () => this.#grid?.focusHeader(name),
    });
  }

  /** How a value of a column is shown where it belongs to no row. */
  #columnFormat(name: string): CellFormat {
    const { times, amounts } = this.#layout;
    const column = this.#table.columns.find((candidate) => candidate.name === name);
    return { type: column?.type ?? 'text', times, amounts };
  }

  // --- one row ---

  #openPanel(cell: FocusedCell): void {
    this.#panel.open(cell.id, cell.column.name);
    // The panel may have come to lie where the cell was.
    this.#grid?.reveal(cell);
  }

  #showCellMenu(cell: FocusedCell, anchor: Element | DOMRect): void {
    showCellMenu({
      cell,
      anchor,
      onCopy: () => void this.#copier.selection(),
      onCopyAs: (format, header) => void this.#copier.cells(format, header),
      onCopyRows: () => void this.#copier.rows(),
      onExport: () => void this.#exportSelection(),
      onFilter: (conditions) => this.#setFilter(cell.column.name, conditions),
      onOpen: () => this.#openPanel(cell),
      onClose: () => this.#grid?.focus(),
    });
  }

  // --- exporting ---

  #shownView(): ShownView {
    const columns = shownColumns(this.#table.columns, this.#layout, this.#state.showDeleted);
    return { view: rowsView(this.#state), columns };
  }

  #exportSelection(): Promise<void> {
    const { columns, offset, limit } = this.#grid?.selectedCells() ?? this.#shownView();
    const part = offset === undefined || limit === undefined ? {} : { offset, limit };
    return this.#act(() => this.#export({ view: rowsView(this.#state), columns: [...columns], ...part }));
  }

  async #export(shown: ShownView): Promise<void> {
    if (shown.columns.length === 0) {
      throw new Error(l10n.t('All columns are hidden: there is nothing to export.'));
    }
    await this.#options.host.exportRows(shown);
  }

  /** Who exports from outside the page means what it shows. */
  #tellView(): void {
    this.#options.host.showView(this.#shownView());
  }

  // --- the rest ---

  async #try(task: () => Promise<unknown>, tell = this.#options.showProblem): Promise<void> {
    try {
      await task();
    } catch (error) {
      tell(error);
    }
  }

  /** Does what the person wants. */
  #act(task: () => Promise<unknown>): Promise<void> {
    return this.#try(task, this.#options.showFailure);
  }

  #keep(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.keep(change);
  }

  /** The rows are there: the keyboard goes on in them, if it was nowhere else. */
  #takeFocus(): void {
    if (document.hasFocus() && document.activeElement === document.body) {
      this.focus();
    }
  }

  #onKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'f') {
      event.preventDefault();
      this.#toolbar.focusSearch();
    }
  }
}

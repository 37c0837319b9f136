import * as l10n from '@vscode/l10n';
import type { Column } from '../../src/shared/columns.ts';
import type { CountRowsAnswer, ReadRowsParams, Row } from '../../src/shared/preview.ts';
import { h, setText } from '../dom.ts';
import { button } from './button.ts';
import { copyText, isCut } from './cellText.ts';
import { DetailPanel } from './detailPanel.ts';
import type { Host } from './host.ts';
import { StatusLine } from './statusLine.ts';
import { type FocusedCell, TableGrid } from './tableGrid.ts';
import type { ViewState } from './viewState.ts';

interface PreviewPageOptions {
  readonly root: HTMLElement;
  readonly nonce: string;
  readonly host: Host;
  readonly state: ViewState;
  /** Keeps the state while the page is hidden. */
  readonly keep: (state: ViewState) => void;
}

/** The page of a table's preview: the grid, the cell detail, the status line, and a sentence when something is wrong. */
export class PreviewPage {
  readonly #options: PreviewPageOptions;
  readonly #problem = h('div', { class: 'problem', role: 'alert', hidden: true });
  readonly #progress = h('div', {
    class: 'progress',
    role: 'progressbar',
    'aria-label': l10n.t('Reading rows'),
    hidden: true,
  });
  readonly #gridArea = h('div', { class: 'grid-area' });
  readonly #empty = h('p', { class: 'empty', role: 'status', hidden: true });
  readonly #detail: DetailPanel;
  readonly #status: StatusLine;
  #state: ViewState;
  #columns: readonly Column[] = [];
  #dataflow = '';
  #grid: TableGrid | undefined;
  #count: CountRowsAnswer | undefined;
  #pending = 0;
  #loading = false;
  /** The table changed while it was being loaded. */
  #loadAgain = false;

  constructor(options: PreviewPageOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#status = new StatusLine(() => this.#toggleDeleted());
    this.#detail = new DetailPanel({
      readCell: (params) => options.host.readCell(params),
      onCopy: (text) => this.#copy(text),
      onClose: () => this.#grid?.focus(),
    });
    this.#draw();
    options.host.onTableChanged(() => void this.load());
    document.addEventListener('copy', (event) => this.#onCopy(event));
    window.addEventListener('focus', () => this.#takeFocus());
  }

  /** Shows the table; or shows it again, at the same place, after it changed. */
  async load(): Promise<void> {
    this.#loadAgain = true;
    if (this.#loading) {
      return;
    }
    this.#loading = true;
    while (this.#loadAgain) {
      this.#loadAgain = false;
      await this.#busy(() => this.#loadOnce());
    }
    this.#loading = false;
  }

  async #loadOnce(): Promise<void> {
    const { host, root } = this.#options;
    this.#problem.hidden = true;
    try {
      const { table, dataflow, columns } = await host.describe();
      this.#dataflow = dataflow;
      root.classList.toggle('has-table', columns !== undefined);
      if (columns === undefined) {
        throw new Error(l10n.t('The database has no table “{0}”. A run of “{1}” makes it.', table, dataflow));
      }
      this.#showRows(table, columns);
      this.#showCount(await host.countRows());
    } catch (error) {
      this.#showProblem(error);
    }
  }

  #draw(): void {
    const { root } = this.#options;
    const middle = h('div', { class: 'middle' }, this.#gridArea, this.#detail.element);
    this.#gridArea.append(this.#empty);
    root.className = 'preview';
    root.append(
      h('h1', { class: 'visually-hidden' }, document.title),
      this.#progress,
      this.#problem,
      middle,
      this.#status.element,
    );
  }

  #showRows(table: string, columns: readonly Column[]): void {
    if (this.#grid === undefined) {
      this.#columns = columns;
      this.#grid = this.#makeGrid(table, columns);
      this.#status.showCounting();
      return;
    }
    if (JSON.stringify(columns) !== JSON.stringify(this.#columns)) {
      this.#columns = columns;
      this.#grid.setColumns(columns, this.#state);
    }
    this.#grid.refresh();
  }

  #makeGrid(table: string, columns: readonly Column[]): TableGrid {
    const { nonce } = this.#options;
    return new TableGrid(
      {
        parent: this.#gridArea,
        label: table,
        nonce,
        state: this.#state,
        readRows: (params) => this.#readRows(params),
        onChange: (change) => this.#keep(change),
        onReady: () => this.#takeFocus(),
        onFocus: (cell) => this.#detail.follow(cell),
        onOpen: (cell) => this.#openDetail(cell),
      },
      columns,
    );
  }

  #openDetail(cell: FocusedCell): void {
    this.#detail.open(cell);
    // The panel may have come to lie where the cell was.
    this.#grid?.reveal(cell);
  }

  #readRows(params: ReadRowsParams): Promise<readonly Row[]> {
    return this.#busy(async () => {
      try {
        return await this.#options.host.readRows(params);
      } catch (error) {
        this.#showProblem(error);
        throw error;
      }
    });
  }

  #showCount(count: CountRowsAnswer): void {
    this.#count = count;
    const { showDeleted } = this.#state;
    const shown = count.present + (showDeleted ? count.deleted : 0);
    this.#grid?.setRowCount(shown);
    this.#status.showCount(count, showDeleted);
    this.#empty.hidden = shown > 0;
    setText(
      this.#empty,
      count.deleted > 0
        ? l10n.t('All rows of this table were deleted at their source.')
        : l10n.t('This table has no rows. A run of “{0}” loads what there is.', this.#dataflow),
    );
    this.#keep({ rowCount: shown });
  }

  #toggleDeleted(): void {
    const showDeleted = !this.#state.showDeleted;
    this.#keep({ showDeleted });
    this.#grid?.setIncludeDeleted(showDeleted);
    if (this.#count !== undefined) {
      this.#showCount(this.#count);
    }
  }

  #showProblem(problem: unknown): void {
    const sentence = problem instanceof Error ? problem.message : String(problem);
    this.#problem.replaceChildren(
      h('span', {}, sentence),
      button(l10n.t('Retry'), () => void this.load(), 'button'),
    );
    this.#problem.hidden = false;
  }

  /** Shows that something is being done as long as it takes. */
  async #busy<T>(task: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    this.#progress.hidden = false;
    try {
      return await task();
    } finally {
      this.#pending -= 1;
      this.#progress.hidden = this.#pending === 0;
    }
  }

  #keep(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.keep(this.#state);
  }

  /** The window gave the page the focus: the keyboard goes on where it was. */
  #takeFocus(): void {
    if (document.hasFocus() && document.activeElement === document.body) {
      this.#grid?.focus();
    }
  }

  /** VS Code turns its own copy command into this event, too. */
  #onCopy(event: ClipboardEvent): void {
    const cell = this.#grid?.focusedCell();
    if (cell?.cell === undefined || document.activeElement?.closest('.ag-cell') === null) {
      return;
    }
    event.preventDefault();
    if (isCut(cell.cell)) {
      void this.#copyWhole(cell);
      return;
    }
    event.clipboardData?.setData('text/plain', copyText(cell.cell));
    this.#status.say(l10n.t('Copied'));
  }

  async #copyWhole({ id, column, cell }: FocusedCell): Promise<void> {
    try {
      const whole = id === undefined ? {} : await this.#options.host.readCell({ id, column: column.name });
      await this.#copy(copyText(whole.cell ?? cell ?? null));
    } catch (error) {
      this.#showProblem(error);
    }
  }

  async #copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.#status.say(l10n.t('Copied'));
  }
}

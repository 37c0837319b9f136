import * as l10n from '@vscode/l10n';
import type { Column } from '../../src/shared/columns.ts';
import type { CountRowsAnswer, ReadRowsParams, Row } from '../../src/shared/preview.ts';
import { h, setText } from '../dom.ts';
import { copyText, isCut } from './cellText.ts';
import { DetailPanel } from './detailPanel.ts';
import type { Host } from './host.ts';
import type { PreviewTab, ShownTable } from './previewTab.ts';
import { StatusLine } from './statusLine.ts';
import { type FocusedCell, TableGrid } from './tableGrid.ts';
import type { ViewState } from './viewState.ts';

interface DataTabOptions {
  readonly nonce: string;
  readonly host: Host;
  readonly state: ViewState;
  readonly keep: (change: Partial<ViewState>) => void;
  /** Shows that something is being done as long as it takes. */
  readonly busy: <T>(task: () => Promise<T>) => Promise<T>;
  readonly showProblem: (problem: unknown) => void;
}

/** The tab with the rows: the grid, the cell detail and the status line. */
export class DataTab implements PreviewTab {
  readonly id = 'data';
  readonly label = l10n.t('Data');
  readonly #options: DataTabOptions;
  readonly #gridArea = h('div', { class: 'grid-area' });
  readonly #empty = h('p', { class: 'empty', role: 'status', hidden: true });
  readonly #detail: DetailPanel;
  readonly #status: StatusLine;
  readonly element: HTMLElement;
  #state: ViewState;
  #columns: readonly Column[] = [];
  #dataflow = '';
  #grid: TableGrid | undefined;
  #count: CountRowsAnswer | undefined;

  constructor(options: DataTabOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#status = new StatusLine(() => this.#toggleDeleted());
    this.#detail = new DetailPanel({
      readCell: (params) => options.host.readCell(params),
      onCopy: (text) => this.#copy(text),
      onClose: () => this.#grid?.focus(),
    });
    this.#gridArea.append(this.#empty);
    const middle = h('div', { class: 'middle' }, this.#gridArea, this.#detail.element);
    this.element = h('section', { class: 'data' }, middle, this.#status.element);
    document.addEventListener('copy', (event) => this.#onCopy(event));
  }

  async load({ name, dataflow, columns }: ShownTable): Promise<void> {
    this.#dataflow = dataflow;
    this.#showRows(name, columns);
    this.#showCount(await this.#options.host.countRows());
  }

  focus(): void {
    this.#grid?.focus();
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
    return this.#options.busy(async () => {
      try {
        return await this.#options.host.readRows(params);
      } catch (error) {
        this.#options.showProblem(error);
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

  /** VS Code turns its own copy command into this event, too. */
  #onCopy(event: ClipboardEvent): void {
    const cell = this.#grid?.focusedCell();
    if (cell?.cell === undefined || !document.activeElement?.closest('.ag-cell')) {
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
      this.#options.showProblem(error);
    }
  }

  async #copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.#status.say(l10n.t('Copied'));
  }
}

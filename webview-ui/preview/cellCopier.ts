import * as l10n from '@vscode/l10n';
import type { CopyAnswer, CopyFormat, CopyParams, ShownView } from '../../src/shared/preview.ts';
import { copyText, formatCount, isCut } from './cellText.ts';
import type { TableGrid } from './tableGrid.ts';

export interface CellCopierOptions {
  /** Undefined while there are no rows yet. */
  readonly grid: () => TableGrid | undefined;
  /** All rows and columns that are shown. */
  readonly shown: () => ShownView;
  readonly rowCount: () => number;
  /** Makes one text of many cells. */
  readonly readCells: (params: CopyParams) => Promise<CopyAnswer>;
  /** Reads a text of which the grid has the beginning alone. */
  readonly readWhole: (id: string, column: string) => Promise<string>;
  readonly onDone: (words: string) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** Copies what is selected in the grid, whole rows or a whole column. */
export class CellCopier {
  readonly #options: CellCopierOptions;

  constructor(options: CellCopierOptions) {
    this.#options = options;
    // VS Code turns its own copy command into this event, too.
    document.addEventListener('copy', (event) => this.#onCopy(event));
  }

  /** The selected cells as they are shown; a single one as a whole. */
  async selection(): Promise<void> {
    const { grid, readWhole } = this.#options;
    const focused = grid()?.focusedCell();
    if (grid()?.selectedCells()?.isOneCell === false) {
      await this.cells('tsv', false);
    } else if (focused?.cell !== undefined) {
      const { cell, id, column } = focused;
      await this.#try(async () => {
        const whole = isCut(cell) && id !== undefined ? await readWhole(id, column.name) : undefined;
        await this.text(whole ?? copyText(cell));
      });
    }
  }

  /** The selected cells. @param header Whether the columns' names come first. */
  async cells(format: CopyFormat, header: boolean): Promise<void> {
    const { columns, offset, limit } = this.#selected();
    await this.#copy({ columns: [...columns], offset, limit, format, header });
  }

  /** The rows of the selected cells. */
  async rows(): Promise<void> {
    const { offset, limit } = this.#selected();
    const { columns } = this.#options.shown();
    await this.#copy({ columns, offset, limit, format: 'tsv', header: true });
  }

  async column(name: string): Promise<void> {
    const limit = this.#options.rowCount();
    await this.#copy({ columns: [name], offset: 0, limit, format: 'tsv', header: true });
  }

  /** @throws Where the browser does not let it */
  async text(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.#options.onDone(l10n.t('Copied'));
  }

  #onCopy(event: ClipboardEvent): void {
    if (!document.activeElement?.closest('.ag-cell')) {
      return;
    }
    event.preventDefault();
    const grid = this.#options.grid();
    const cell = grid?.focusedCell()?.cell;
    const isOneCell = grid?.selectedCells()?.isOneCell !== false;
    if (isOneCell && cell !== undefined && !isCut(cell)) {
      event.clipboardData?.setData('text/plain', copyText(cell));
      this.#options.onDone(l10n.t('Copied'));
    } else {
      void this.selection();
    }
  }

  #selected(): { readonly columns: readonly string[]; readonly offset: number; readonly limit: number } {
    return this.#options.grid()?.selectedCells() ?? { columns: [], offset: 0, limit: 0 };
  }

  async #copy(what: Omit<CopyParams, 'view'>): Promise<void> {
    const { shown, readCells, onDone } = this.#options;
    await this.#try(async () => {
      const { text, rows } = await readCells({ ...what, view: shown().view });
      await navigator.clipboard.writeText(text);
      onDone(rows === 1 ? l10n.t('Copied 1 row') : l10n.t('Copied {0} rows', formatCount(rows)));
    });
  }

  async #try(task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#options.onProblem(error);
    }
  }
}

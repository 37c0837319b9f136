import * as l10n from '@vscode/l10n';
import type { Column } from '../../src/shared/columns.ts';
import {
  type Cell,
  maxShownText,
  type ReadRowAnswer,
  type ReadRowParams,
  type ReadTextAnswer,
  type ReadTextParams,
  textPartLength,
} from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { messageOf } from '../messageOf.ts';
import { button, iconButton } from './button.ts';
import {
  type CellFormat,
  cellHint,
  cellText,
  copyText,
  type Display,
  formatBytes,
  formatCount,
  isCut,
} from './cellText.ts';
import { formatJson } from './formatJson.ts';
import { currencyColumn } from './money.ts';

type ShownRow = NonNullable<ReadRowAnswer['row']>;

/** A row, by the table that has it; undefined for whichever table of the dataflow has it. */
interface RowPlace {
  readonly table?: string | undefined;
  readonly id: string;
}

interface RowPanelOptions {
  /** The table that the page is about. */
  readonly table: () => string;
  readonly display: () => Display;
  readonly readRow: (params: ReadRowParams) => Promise<ReadRowAnswer>;
  readonly readText: (params: ReadTextParams) => Promise<ReadTextAnswer>;
  readonly openTable: (table: string) => void;
  readonly onCopy: (text: string) => void;
  readonly onProblem: (problem: unknown) => void;
  /** The person closed the panel. */
  readonly onClose: () => void;
}

/** Shows one whole row beside the grid: JSON formatted, long texts whole if asked, and the rows that it refers to. */
export class RowPanel {
  readonly #options: RowPanelOptions;
  readonly #heading = h('h2');
  readonly #table = h('span', { class: 'panel-table' });
  readonly #back: HTMLButtonElement;
  readonly #openTable: HTMLButtonElement;
  readonly #notice = h('p', { class: 'panel-notice', role: 'status', hidden: true });
  readonly #values = h('div', {
    class: 'panel-values',
    role: 'region',
    tabindex: '0',
    'aria-label': l10n.t('Values'),
  });
  readonly element = h('aside', { class: 'panel', 'aria-label': l10n.t('Row detail'), hidden: true });
  /** The rows that the person came from, by references. */
  #history: RowPlace[] = [];
  #place: RowPlace | undefined;
  #row: ShownRow | undefined;
  #column: string | undefined;
  /** Another row is being read at the place with the focus, and is to be shown. */
  #awaits = false;

  constructor(options: RowPanelOptions) {
    this.#options = options;
    this.#back = iconButton('back', l10n.t('Back (Backspace)'), () => this.#goBack());
    this.#openTable = button(l10n.t('Open Table'), () => this.#row && options.openTable(this.#row.table));
    const header = h(
      'header',
      { class: 'panel-header' },
      this.#back,
      h('div', { class: 'panel-title' }, this.#heading, this.#table),
      this.#openTable,
      iconButton('close', l10n.t('Close'), () => this.close()),
    );
    this.element.append(header, this.#notice, this.#values);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Opens the panel on a row of the page's table and moves the focus into it. */
  open(id: string | undefined, column: string): void {
    this.element.hidden = false;
    this.follow(id, column);
    this.#values.focus();
  }

  /** Shows another row, or another column of it, if the panel is open. The focus stays where it is. */
  follow(id: string | undefined, column: string): void {
    if (!this.isOpen) {
      return;
    }
    this.#column = column;
    this.#history = [];
    this.#awaits = id === undefined;
    if (id === undefined) {
      this.#place = undefined;
      this.#say(l10n.t('The row is still being read.'));
    } else if (this.#place?.id === id && this.#row?.id === id) {
      this.#markColumn();
    } else {
      void this.#show({ table: this.#options.table(), id });
    }
  }

  /** The table shows other rows from now on. Who went on to another table's row stays there. */
  awaitRow(): void {
    this.#awaits ||= this.#history.length === 0;
  }

  /** Rows were read: shows the one at the focus, if the panel waits for it. */
  showAwaited(id: string | undefined, column: string): void {
    if (this.#awaits && id !== undefined) {
      this.follow(id, column);
    }
  }

  /** Reads the row again, after its table changed. */
  refresh(): void {
    if (this.isOpen && this.#place !== undefined) {
      void this.#show(this.#place);
    }
  }

  /** Draws the values again, after the person chose another way to show them. */
  redraw(): void {
    if (this.#row !== undefined) {
      this.#drawAgain(this.#row);
    }
  }

  close(): void {
    this.element.hidden = true;
    this.#place = undefined;
    this.#row = undefined;
    this.#values.replaceChildren();
    this.#options.onClose();
  }

  async #show(place: RowPlace): Promise<void> {
    this.#place = place;
    try {
      const { row } = await this.#options.readRow(place);
      if (this.#place === place) {
        this.#showRow(place, row);
      }
    } catch (error) {
      if (this.#place === place) {
        this.#say(messageOf(error));
      }
    }
  }

  #showRow(place: RowPlace, row: ShownRow | undefined): void {
    this.#heading.textContent = place.id;
    this.#heading.title = place.id;
    this.#back.hidden = this.#history.length === 0;
    if (row === undefined) {
      this.#say(l10n.t('The row is no longer in the table.'));
      return;
    }
    const before = this.#row;
    this.#row = row;
    this.#notice.hidden = true;
    this.#table.textContent = row.table;
    this.#openTable.hidden = row.table === this.#options.table();
    if (before?.id !== row.id || before.table !== row.table) {
      this.#draw(row);
      this.#values.scrollTop = 0;
      this.#markColumn();
    } else if (JSON.stringify(before) !== JSON.stringify(row)) {
      this.#drawAgain(row);
    }
  }

  /** Newer values of the row that is shown: whoever reads it keeps the place. */
  #drawAgain(row: ShownRow): void {
    const { scrollTop } = this.#values;
    const hadFocus = document.hasFocus() && this.#values.contains(document.activeElement);
    this.#draw(row);
    // Before the place is taken again: it scrolls to the column.
    this.#markColumn();
    this.#values.scrollTop = scrollTop;
    if (hadFocus) {
      this.#values.focus();
    }
  }

  #say(sentence: string): void {
    this.#row = undefined;
    this.#values.replaceChildren();
    this.#notice.textContent = sentence;
    this.#notice.hidden = false;
  }

  #draw(row: ShownRow): void {
    this.#values.replaceChildren(
      h('dl', {}, ...row.columns.map((column, index) => this.#entry(row, column, row.cells[index] ?? null))),
    );
  }

  #entry(row: ShownRow, column: Column, cell: Cell): HTMLElement {
    const { name, type } = column;
    const value = h('dd', {});
    const copy = iconButton('copy', l10n.t('Copy {0}', name), () => void this.#copy(row, column, cell));
    const entry = h(
      'div',
      { class: 'entry', 'data-column': name },
      h('dt', {}, h('span', { class: 'entry-name' }, name), h('span', { class: 'entry-type' }, type), copy),
      value,
    );
    this.#drawValue(value, row, column, cell);
    return entry;
  }

  #drawValue(value: HTMLElement, row: ShownRow, column: Column, cell: Cell): void {
    const format = this.#format(row, column);
    const table = row.references[column.name];
    value.className = '';
    if (cell === null) {
      value.className = 'null';
      value.textContent = 'NULL';
    } else if (isCut(cell)) {
      this.#drawCut(value, row, column, cell.start);
    } else if (cell === '') {
      value.className = 'null';
      value.textContent = l10n.t('(empty)');
    } else if (table !== undefined) {
      const link = button(String(cell), () => this.#follow({ table, id: String(cell) }));
      link.title = l10n.t('Show this row of {0}', table);
      value.append(link);
    } else if (column.type === 'json') {
      value.append(h('pre', {}, formatJson(String(cell))));
    } else {
      value.textContent = cellText(cell, format);
      value.title = cellHint(cell, format) ?? '';
    }
  }

  #format(row: ShownRow, column: Column): CellFormat {
    const name = currencyColumn(column, row.columns);
    const currency = row.cells[row.columns.findIndex((other) => other.name === name)];
    return {
      ...this.#options.display(),
      type: column.type,
      currency: typeof currency === 'string' ? currency : undefined,
    };
  }

  #drawCut(value: HTMLElement, row: ShownRow, column: Column, start: string): void {
    const text = h('pre', {}, `${start}…`);
    const all = button(l10n.t('Show All'), () => void this.#drawWhole(value, row, column));
    value.replaceChildren(text, all);
  }

  async #drawWhole(value: HTMLElement, row: ShownRow, column: Column): Promise<void> {
    const place = this.#place;
    try {
      const { text, bytes, isWhole } = await this.#readWhole(row, column, (done) => {
        value.lastElementChild?.replaceChildren(l10n.t('Reading… {0} characters', formatCount(done)));
      });
      if (this.#place !== place) {
        return;
      }
      const shown = column.type === 'json' && isWhole ? formatJson(text) : text;
      const size = isWhole
        ? formatBytes(bytes)
        : l10n.t(
            'The value has {0}. These are the first {1} characters.',
            formatBytes(bytes),
            formatCount(maxShownText),
          );
      value.replaceChildren(h('p', { class: 'hint' }, size), h('pre', {}, shown));
    } catch (error) {
      value.replaceChildren(messageOf(error));
    }
  }

  async #copy(row: ShownRow, column: Column, cell: Cell): Promise<void> {
    try {
      this.#options.onCopy(isCut(cell) ? await this.wholeText(row, column.name) : copyText(cell));
    } catch (error) {
      this.#options.onProblem(error);
    }
  }

  /** A long text, to be copied. @throws where it is too long for that */
  async wholeText(row: { readonly table: string; readonly id: string }, column: string): Promise<string> {
    const { text, isWhole } = await this.#readWhole(row, { name: column }, () => undefined);
    if (!isWhole) {
      throw new Error(l10n.t('This is too much for the clipboard. Export the table to a file.'));
    }
    return text;
  }

  /** A long text, as much of it as a page can show, part by part. */
  async #readWhole(
    { table, id }: { readonly table: string; readonly id: string },
    { name: column }: { readonly name: string },
    onProgress: (characters: number) => void,
  ): Promise<{ readonly text: string; readonly bytes: number; readonly isWhole: boolean }> {
    const parts: string[] = [];
    for (let offset = 0; ; offset += textPartLength) {
      const { text, bytes } = await this.#options.readText({
        table,
        id,
        column,
        offset,
        length: textPartLength,
      });
      if (text === undefined) {
        throw new Error(l10n.t('The row is no longer in the table.'));
      }
      parts.push(text);
      onProgress(offset + text.length);
      // In UTF-16, where a part that is whole may be longer: one more part is empty then.
      if (text.length < textPartLength) {
        return { text: parts.join(''), bytes, isWhole: true };
      }
      if (offset + textPartLength >= maxShownText) {
        return { text: parts.join(''), bytes, isWhole: false };
      }
    }
  }

  #follow(place: RowPlace): void {
    if (this.#place !== undefined) {
      this.#history.push(this.#place);
    }
    this.#column = undefined;
    void this.#show(place);
    this.#values.focus();
  }

  #goBack(): void {
    const place = this.#history.pop();
    if (place !== undefined) {
      void this.#show(place);
      this.#values.focus();
    }
  }

  #markColumn(): void {
    for (const entry of this.#values.querySelectorAll('.entry')) {
      const isCurrent = entry.getAttribute('data-column') === this.#column;
      entry.classList.toggle('current', isCurrent);
      if (isCurrent) {
        entry.scrollIntoView({ block: 'nearest' });
      }
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    } else if (event.key === 'Backspace' && this.#history.length > 0) {
      event.preventDefault();
      this.#goBack();
    }
  }
}

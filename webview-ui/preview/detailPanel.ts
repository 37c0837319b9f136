import * as l10n from '@vscode/l10n';
import type { Cell, ReadCellAnswer, ReadCellParams } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { button } from './button.ts';
import { cellText, copyText, formatCount, isCut } from './cellText.ts';
import { formatJson } from './formatJson.ts';
import type { FocusedCell } from './tableGrid.ts';

interface DetailPanelOptions {
  readonly readCell: (params: ReadCellParams) => Promise<ReadCellAnswer>;
  readonly onCopy: (text: string) => void;
  /** The person closed the panel. */
  readonly onClose: () => void;
}

/** Shows all of one cell beside the grid: JSON formatted, long texts whole. */
export class DetailPanel {
  readonly #options: DetailPanelOptions;
  readonly #heading = h('h2');
  readonly #type = h('span', { class: 'detail-type' });
  readonly #notice = h('p', { class: 'detail-notice', role: 'status' });
  readonly #value = h('pre', {
    class: 'detail-value',
    role: 'region',
    tabindex: '0',
    'aria-label': l10n.t('Value'),
  });
  readonly element = h('aside', { class: 'detail', 'aria-label': l10n.t('Cell detail'), hidden: true });
  #shown: FocusedCell | undefined;
  #copyable = '';

  constructor(options: DetailPanelOptions) {
    this.#options = options;
    const header = h(
      'header',
      { class: 'detail-header' },
      this.#heading,
      this.#type,
      button(l10n.t('Copy'), () => options.onCopy(this.#copyable)),
      button(l10n.t('Close'), () => this.close()),
    );
    this.element.append(header, this.#notice, this.#value);
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        this.close();
      }
    });
  }

  /** Opens the panel on a cell and moves the focus into it. */
  open(cell: FocusedCell): void {
    this.element.hidden = false;
    this.follow(cell);
    this.#value.focus();
  }

  /** Shows another cell, if the panel is open. The focus stays where it is. */
  follow(cell: FocusedCell): void {
    if (this.element.hidden) {
      return;
    }
    this.#shown = cell;
    this.#heading.textContent = cell.column.name;
    this.#type.textContent = cell.column.type;
    if (cell.cell === undefined) {
      this.#draw('', l10n.t('The row is still being read.'));
    } else if (isCut(cell.cell)) {
      void this.#readWhole(cell, cell.cell.length);
    } else {
      this.#drawCell(cell, cell.cell);
    }
  }

  close(): void {
    this.element.hidden = true;
    this.#shown = undefined;
    this.#draw('');
    this.#options.onClose();
  }

  async #readWhole(shown: FocusedCell, length: number): Promise<void> {
    this.#draw('', l10n.t('Reading {0} characters…', formatCount(length)));
    const draw = await this.#read(shown);
    if (this.#shown === shown) {
      draw();
    }
  }

  /** Reads the cell again, whole, and returns how to show what came of it. */
  async #read(shown: FocusedCell): Promise<() => void> {
    try {
      const { cell } =
        shown.id === undefined
          ? {}
          : await this.#options.readCell({ id: shown.id, column: shown.column.name });
      return cell === undefined
        ? () => this.#draw('', l10n.t('The row is no longer in the table.'))
        : () => this.#drawCell(shown, cell);
    } catch (error) {
      return () => this.#draw('', error instanceof Error ? error.message : String(error));
    }
  }

  #drawCell({ column }: FocusedCell, cell: Cell): void {
    this.#copyable = copyText(cell);
    if (isCut(cell)) {
      const [shown, all] = [formatCount(cell.start.length), formatCount(cell.length)];
      this.#draw(cell.start, l10n.t('The value has {0} characters. These are the first {1}.', all, shown));
    } else if (cell === null || column.type === 'boolean') {
      this.#draw(cellText(cell, column.type), '', cell === null);
    } else if (cell === '') {
      this.#draw('', l10n.t('The value is an empty text.'));
    } else {
      this.#draw(column.type === 'json' ? formatJson(String(cell)) : String(cell));
    }
  }

  #draw(text: string, notice = '', isNull = false): void {
    this.#notice.textContent = notice;
    this.#notice.hidden = notice === '';
    this.#value.textContent = text;
    this.#value.classList.toggle('null', isNull);
    this.#value.scrollTop = 0;
  }
}

import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { Column } from '../../src/shared/columns.ts';
import type { Cell, Row } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { cellHint, cellText } from './cellText.ts';

type Parameters = ICellRendererParams<Row, Cell> & { readonly tableColumn: Column };

/** Draws one cell, as text. A cell whose row is still being read has no value yet. */
export class CellView implements ICellRendererComp<Row> {
  readonly #text = h('span', { class: 'cell-text' });

  init(params: Parameters): void {
    this.#show(params.value, params.tableColumn);
  }

  getGui(): HTMLElement {
    return this.#text;
  }

  refresh(params: Parameters): boolean {
    this.#show(params.value, params.tableColumn);
    return true;
  }

  #show(cell: Cell | null | undefined, { type }: Column): void {
    this.#text.classList.toggle('loading', cell === undefined);
    this.#text.classList.toggle('null', cell === null);
    this.#text.textContent = cell === undefined ? '' : cellText(cell, type);
    const hint = cell === undefined ? undefined : cellHint(cell, type);
    if (hint === undefined) {
      this.#text.removeAttribute('title');
    } else {
      this.#text.title = hint;
    }
  }
}

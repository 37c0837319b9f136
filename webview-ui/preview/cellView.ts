import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { Cell } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { type CellFormat, cellHint, cellText } from './cellText.ts';
import type { GridRow } from './gridRow.ts';

export interface CellViewParameters {
  readonly formatOf: (row: GridRow | undefined) => CellFormat;
  readonly isSelected: (row: number) => boolean;
}

type Parameters = ICellRendererParams<GridRow, Cell> & CellViewParameters;

/** Draws one cell, as text. A cell whose row is still being read has no value yet. */
export class CellView implements ICellRendererComp<GridRow> {
  readonly #text = h('span', { class: 'cell-text' });

  init(params: Parameters): void {
    this.#show(params);
  }

  getGui(): HTMLElement {
    return this.#text;
  }

  refresh(params: Parameters): boolean {
    this.#show(params);
    return true;
  }

  #show({ value: cell, data, formatOf, isSelected, node, eGridCell }: Parameters): void {
    eGridCell.ariaSelected = String(isSelected(node.rowIndex ?? -1));
    drawCell(this.#text, cell, formatOf(data));
  }
}

/** @param cell Undefined while it is being read. */
export function drawCell(text: HTMLElement, cell: Cell | undefined, format: CellFormat): void {
  text.classList.toggle('loading', cell === undefined);
  text.classList.toggle('null', cell === null);
  text.textContent = cell === undefined ? '' : cellText(cell, format);
  const hint = cell === undefined ? undefined : cellHint(cell, format);
  if (hint === undefined) {
    text.removeAttribute('title');
  } else {
    text.title = hint;
  }
}

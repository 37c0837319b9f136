import type { IHeaderParams, IInnerHeaderComponent } from 'ag-grid-community';
import type { Column } from '../../src/shared/columns.ts';
import { h } from '../dom.ts';

/** A column's name and type. The grid adds the sort arrow and says how to sort. */
export class HeaderLabel implements IInnerHeaderComponent {
  readonly #label = h('span', { class: 'header-label' });

  init({ tableColumn: { name, type } }: IHeaderParams & { readonly tableColumn: Column }): void {
    // The times in the cells are UTC, and a person's clock may not be.
    const shownType = type === 'datetime' ? 'datetime UTC' : type;
    this.#label.append(
      h('span', { class: 'header-name' }, name),
      ' ',
      h('span', { class: 'header-type' }, shownType),
    );
    this.#label.title = `${name} ${shownType}`;
  }

  /** Another column gets another label. */
  refresh(): boolean {
    return false;
  }

  getGui(): HTMLElement {
    return this.#label;
  }
}

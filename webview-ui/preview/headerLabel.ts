import * as l10n from '@vscode/l10n';
import type { IHeaderParams, IInnerHeaderComponent } from 'ag-grid-community';
import type { Column } from '../../src/shared/columns.ts';
import type { TimeDisplay } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { icon } from './button.ts';

export interface HeaderLabelParameters {
  readonly tableColumn: Column;
  readonly times: () => TimeDisplay;
  readonly isFiltered: () => boolean;
  readonly openMenu: (column: string, anchor: Element) => void;
}

/** The grid adds the sort arrow and says how to sort. */
export class HeaderLabel implements IInnerHeaderComponent {
  #label: HTMLElement | undefined;

  init(parameters: IHeaderParams & HeaderLabelParameters): void {
    this.#label = headerLabel(parameters);
  }

  /** Another column gets another label. */
  refresh(): boolean {
    return false;
  }

  getGui(): HTMLElement {
    return this.#label ?? h('span');
  }
}

/** A column's name and type, and the way to its menu. */
export function headerLabel({
  tableColumn,
  times,
  isFiltered,
  openMenu,
}: HeaderLabelParameters): HTMLElement {
  const { name, type } = tableColumn;
  const shownType = type === 'datetime' ? timeWords(times()) : type;
  return h(
    'span',
    { class: 'header-label', title: `${name} ${shownType}` },
    h('span', { class: 'header-name' }, name),
    ' ',
    h('span', { class: 'header-type' }, shownType),
    menuButton(name, isFiltered(), openMenu),
  );
}

/** For the mouse; the keyboard has Alt+Down on the header. */
function menuButton(
  name: string,
  isFiltered: boolean,
  openMenu: HeaderLabelParameters['openMenu'],
): HTMLElement {
  const words = isFiltered ? l10n.t('Filter and more (filtered)') : l10n.t('Filter and more');
  const button = h(
    'span',
    { class: isFiltered ? 'header-menu filtered' : 'header-menu', title: words },
    icon('filter'),
    h('span', { class: 'visually-hidden' }, isFiltered ? l10n.t('filtered') : ''),
  );
  for (const type of ['mousedown', 'pointerdown', 'touchstart', 'dblclick'] as const) {
    // The grid would move or sort the column.
    button.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  }
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    openMenu(name, button);
  });
  return button;
}

/** The times in the cells may not be those of a person's clock. */
function timeWords(times: TimeDisplay): string {
  switch (times) {
    case 'utc':
      return l10n.t('datetime UTC');
    case 'local':
      return l10n.t('datetime, local');
    case 'raw':
      return l10n.t('datetime');
  }
}

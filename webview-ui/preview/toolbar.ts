import * as l10n from '@vscode/l10n';
import type { AmountDisplay, Condition, TimeDisplay } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { button, icon } from './button.ts';
import type { CellFormat, Display } from './cellText.ts';
import { describeFilter } from './columnFilter.ts';
import { Debounce } from './debounce.ts';
import { searchBox } from './searchBox.ts';

interface ToolbarOptions {
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly onColumns: (anchor: Element) => void;
  readonly onTimes: (times: TimeDisplay) => void;
  readonly onAmounts: (amounts: AmountDisplay) => void;
  /** The person wants to see or change a column's filter. */
  readonly onEditFilter: (column: string, anchor: Element) => void;
  readonly onRemoveFilter: (column: string) => void;
  readonly onClear: () => void;
  /** The person wants the rows that are shown in a file. */
  readonly onExport: () => void;
}

/** Above the grid: the search, the filters that are set, and how values and columns are shown. */
export class Toolbar {
  readonly #options: ToolbarOptions;
  readonly #search = searchBox(l10n.t('Search all columns'));
  readonly #times: HTMLSelectElement;
  readonly #amounts: HTMLSelectElement;
  readonly #filters = h('div', {
    class: 'filters',
    role: 'group',
    'aria-label': l10n.t('Filters'),
    hidden: true,
  });
  readonly #typing = new Debounce(100);
  readonly element: HTMLElement;

  constructor(options: ToolbarOptions) {
    this.#options = options;
    this.#search.value = options.search;
    this.#search.addEventListener('input', () =>
      this.#typing.run(() => options.onSearch(this.#search.value)),
    );
    this.#times = select<TimeDisplay>(
      l10n.t('Times'),
      [
        ['utc', l10n.t('Times in UTC')],
        ['local', l10n.t('Local times')],
        ['raw', l10n.t('Times as stored')],
      ],
      options.onTimes,
    );
    this.#amounts = select<AmountDisplay>(
      l10n.t('Amounts'),
      [
        ['money', l10n.t('Amounts as money')],
        ['minor', l10n.t('Amounts as stored')],
      ],
      options.onAmounts,
    );
    const columns = button(l10n.t('Columns'), () => options.onColumns(columns), 'tool-button');
    columns.prepend(icon('columns'));
    columns.setAttribute('aria-haspopup', 'dialog');
    const exporting = button(l10n.t('Export…'), options.onExport, 'tool-button');
    exporting.prepend(icon('export'));
    this.element = h(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': l10n.t('Rows') },
      h('div', { class: 'search-box' }, icon('search'), this.#search),
      columns,
      exporting,
      this.#times,
      this.#amounts,
      this.#filters,
    );
  }

  focusSearch(): void {
    this.#search.focus();
    this.#search.select();
  }

  /** Empties the search box, without a search for that. */
  clearSearch(): void {
    this.#typing.cancel();
    this.#search.value = '';
  }

  /** @param hasAmounts Whether the table has columns of money at all. */
  showDisplay({ times, amounts }: Display, hasTimes: boolean, hasAmounts: boolean): void {
    this.#times.value = times;
    this.#amounts.value = amounts;
    this.#times.hidden = !hasTimes;
    this.#amounts.hidden = !hasAmounts;
  }

  showFilters(where: readonly Condition[], search: string, formatOf: (column: string) => CellFormat): void {
    const columns = [...new Set(where.map(({ column }) => column))];
    const chips = columns.map((column) => {
      const conditions = where.filter((condition) => condition.column === column);
      return this.#chip(column, describeFilter(column, conditions, formatOf(column)));
    });
    const clear = button(l10n.t('Clear Filters'), () => {
      this.#options.onClear();
      this.#search.focus();
    });
    this.#filters.hidden = columns.length === 0 && search === '';
    this.#filters.replaceChildren(...chips, clear);
  }

  #chip(column: string, words: string): HTMLElement {
    const edit = h('button', { type: 'button', class: 'chip-text', title: words }, words);
    edit.addEventListener('click', () => this.#options.onEditFilter(column, edit));
    const label = l10n.t('Remove the filter of {0}', column);
    const remove = h(
      'button',
      { type: 'button', class: 'chip-remove', 'aria-label': label, title: label },
      icon('close'),
    );
    remove.addEventListener('click', () => {
      this.#options.onRemoveFilter(column);
      this.#search.focus();
    });
    return h('span', { class: 'chip' }, icon('filter'), edit, remove);
  }
}

function select<T extends string>(
  label: string,
  choices: readonly (readonly [T, string])[],
  onChange: (value: T) => void,
): HTMLSelectElement {
  const element = h(
    'select',
    { class: 'select', 'aria-label': label },
    ...choices.map(([value, words]) => h('option', { value }, words)),
  );
  element.addEventListener('change', () => onChange(element.value as T));
  return element;
}

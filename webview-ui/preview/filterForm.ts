import * as l10n from '@vscode/l10n';
import type { Column } from '../../src/shared/columns.ts';
import type { ColumnSummary, Condition } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { type CellFormat, formatCount, isCut } from './cellText.ts';
import {
  type ColumnFilter,
  conditionsOf,
  type FilterKind,
  type FilterValue,
  filterKinds,
  filterOf,
  isValid,
  valueWords,
} from './columnFilter.ts';
import { Debounce } from './debounce.ts';

interface FilterFormOptions {
  readonly column: Column;
  readonly format: CellFormat;
  /** Whether the column holds amounts of money. */
  readonly isAmount: boolean;
  readonly conditions: readonly Condition[];
  /** Undefined for values that are read no more. */
  readonly readValues: () => Promise<ColumnSummary | undefined>;
  readonly onChange: (conditions: readonly Condition[]) => void;
}

/** What a person asks of one column, which takes effect as it is typed. */
export class FilterForm {
  readonly #options: FilterFormOptions;
  readonly #kind = h('select', { class: 'select', 'aria-label': l10n.t('Condition') });
  readonly #inputs = h('div', { class: 'filter-inputs' });
  readonly #problem = h('p', { class: 'filter-problem', role: 'status' });
  readonly element = h('div', { class: 'filter-form' }, this.#kind, this.#inputs, this.#problem);
  readonly #typing = new Debounce(100);

  constructor(options: FilterFormOptions) {
    this.#options = options;
    const filter = filterOf(options.conditions, options.format.times);
    // Each row has an id of its own, which nobody counts.
    const kinds = filterKinds(options.column.type).filter(
      (kind) => kind !== 'oneOf' || options.column.name !== 'id' || filter?.kind === kind,
    );
    this.#kind.append(...kinds.map((kind) => h('option', { value: kind }, kindWords(kind))));
    this.#kind.value = filter?.kind ?? kinds[0] ?? '';
    this.#kind.addEventListener('change', () => this.#changeKind());
    this.#drawInputs(filter);
  }

  #changeKind(): void {
    const kind = this.#kind.value as FilterKind;
    this.#drawInputs(undefined);
    this.#set(kind === 'isNull' || kind === 'isNotNull' ? { kind } : undefined);
  }

  #drawInputs(filter: ColumnFilter | undefined): void {
    const kind = this.#kind.value as FilterKind;
    this.#problem.textContent = '';
    switch (kind) {
      case 'contains':
      case 'equals':
        this.#drawText(kind, filter?.kind === kind ? filter.text : '');
        break;
      case 'range':
        this.#drawRange(filter?.kind === 'range' ? filter : { from: '', to: '' });
        break;
      case 'oneOf':
        void this.#drawValues(filter?.kind === 'oneOf' ? filter.values : []);
        break;
      default:
        this.#inputs.replaceChildren();
    }
  }

  #drawText(kind: 'contains' | 'equals', text: string): void {
    const input = this.#input(l10n.t('Value'), text);
    input.addEventListener('input', () => this.#type({ kind, text: input.value }));
    this.#inputs.replaceChildren(input, ...this.#amountHint());
  }

  #drawRange({ from, to }: { readonly from: string; readonly to: string }): void {
    const type = this.#options.column.type === 'datetime' ? 'date' : 'text';
    const first = this.#input(l10n.t('From'), from, type);
    const last = this.#input(l10n.t('To'), to, type);
    const change = () => this.#type({ kind: 'range', from: first.value, to: last.value });
    first.addEventListener('input', change);
    last.addEventListener('input', change);
    this.#inputs.replaceChildren(labelled(first), labelled(last), ...this.#amountHint());
  }

  async #drawValues(chosen: readonly FilterValue[]): Promise<void> {
    this.#inputs.replaceChildren(h('p', { class: 'hint' }, l10n.t('Reading the values…')));
    const summary = await this.#options.readValues();
    if (summary === undefined || this.#kind.value !== 'oneOf') {
      return;
    }
    const values = new Map(chosen.map((value): [FilterValue, number | undefined] => [value, undefined]));
    if (summary.nulls > 0) {
      values.set(null, summary.nulls);
    }
    for (const { value, count } of summary.values) {
      if (!isCut(value)) {
        values.set(value, count);
      }
    }
    const selected = new Set(chosen);
    const list = h('div', { class: 'value-list', role: 'group', 'aria-label': l10n.t('Values') });
    const options = Array.from(values, ([value, count]) => this.#valueOption(value, count, selected));
    list.append(...options);
    const isPartial = summary.distinctIsMinimum || summary.distinct > summary.values.length;
    const hint = isPartial ? [h('p', { class: 'hint' }, partialWords(options.length === 0))] : [];
    const find = this.#input(l10n.t('Find a value'), '');
    find.placeholder = l10n.t('Find a value');
    find.addEventListener('input', () => {
      for (const option of options) {
        option.hidden = !option.innerText.toLowerCase().includes(find.value.toLowerCase());
      }
    });
    this.#inputs.replaceChildren(...(options.length > 8 ? [find] : []), list, ...hint);
  }

  #valueOption(value: FilterValue, count: number | undefined, selected: Set<FilterValue>): HTMLElement {
    const box = h('input', { type: 'checkbox' });
    box.checked = selected.has(value);
    box.addEventListener('change', () => {
      if (box.checked) {
        selected.add(value);
      } else {
        selected.delete(value);
      }
      this.#set({ kind: 'oneOf', values: [...selected] });
    });
    const text = valueWords(value, this.#options.format);
    return h(
      'label',
      { class: 'value-option' },
      box,
      h('span', { class: value === null ? 'value-text null' : 'value-text', title: text }, text),
      h('span', { class: 'value-count' }, count === undefined ? '' : formatCount(count)),
    );
  }

  #input(label: string, value: string, type = 'text'): HTMLInputElement {
    const input = h('input', {
      class: 'input',
      type,
      'aria-label': label,
      spellcheck: 'false',
      maxlength: '1000',
    });
    input.value = value;
    return input;
  }

  #amountHint(): HTMLElement[] {
    const { isAmount, format } = this.#options;
    return isAmount && format.amounts === 'money'
      ? [h('p', { class: 'hint' }, l10n.t('In the currency’s smallest unit: 1250 for $12.50.'))]
      : [];
  }

  #type(filter: ColumnFilter): void {
    const valid = isValid(filter, this.#options.column.type);
    this.#problem.textContent = valid ? '' : l10n.t('This is not a number.');
    this.#typing.cancel();
    if (valid) {
      this.#typing.run(() => this.#set(filter));
    }
  }

  #set(filter: ColumnFilter | undefined): void {
    this.#typing.cancel();
    const { column, format, onChange } = this.#options;
    onChange(filter === undefined ? [] : conditionsOf(column.name, column.type, filter, format.times));
  }
}

function labelled(input: HTMLInputElement): HTMLElement {
  return h('label', { class: 'labelled' }, input.ariaLabel ?? '', input);
}

function kindWords(kind: FilterKind): string {
  switch (kind) {
    case 'contains':
      return l10n.t('contains');
    case 'equals':
      return l10n.t('is equal to');
    case 'range':
      return l10n.t('is between');
    case 'oneOf':
      return l10n.t('is one of');
    case 'isNull':
      return l10n.t('is NULL');
    case 'isNotNull':
      return l10n.t('is not NULL');
  }
}

function partialWords(isEmpty: boolean): string {
  return isEmpty
    ? l10n.t('The values are too many, or too long, to be listed.')
    : l10n.t('These are the most frequent values.');
}

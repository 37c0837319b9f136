import * as l10n from '@vscode/l10n';
import type { AttributeFigures } from '../../src/shared/attributes.ts';
import { h, setAttributes, setText } from '../dom.ts';
import {
  type AttributeField,
  type AttributeOrder,
  type AttributeRow,
  arrangedRows,
  attributeFields,
  fieldLabel,
  fieldText,
  rowsAsText,
} from './attributeRows.ts';
import { button, icon } from './button.ts';
import { Debounce } from './debounce.ts';
import type { Host } from './host.ts';
import type { PreviewTab, ShownTable } from './previewTab.ts';
import { searchBox } from './searchBox.ts';

interface AttributesTabOptions {
  readonly host: Host;
  readonly showProblem: (problem: unknown) => void;
  /** Of something that the person did, and may do again. */
  readonly showFailure: (problem: unknown) => void;
}

/** Where a line shows what is counted. */
interface FigureCells {
  readonly completeness: HTMLElement;
  readonly distinct: HTMLElement;
}

/** The tab that tells about the table's columns. Its figures come one after the other, as they are counted. */
export class AttributesTab implements PreviewTab {
  readonly id = 'attributes';
  readonly label = l10n.t('Attributes');
  readonly #options: AttributesTabOptions;
  readonly #search = searchBox(l10n.t('Search attributes'));
  readonly #status = h('span', { class: 'dim', role: 'status' });
  readonly #headers = new Map<AttributeField, HTMLElement>();
  readonly #body = h('tbody');
  readonly element: HTMLElement;
  #attributes: Awaited<ReturnType<Host['attributes']>> = [];
  readonly #figures = new Map<string, AttributeFigures>();
  /** The cells of the lines that are shown, by the column's name. */
  readonly #cells = new Map<string, FigureCells>();
  readonly #sorting = new Debounce(200);
  #table = '';
  #order: AttributeOrder | undefined;
  /** Counts them: only the end of the newest one is the end. */
  #measurement = 0;
  #isCounting = false;

  constructor(options: AttributesTabOptions) {
    this.#options = options;
    const copy = button(l10n.t('Copy'), () => void this.#copy(), 'tool-button');
    copy.prepend(icon('copy'));
    this.#search.addEventListener('input', () => {
      this.#show();
      this.#showCount();
    });
    this.element = h(
      'section',
      { class: 'attributes' },
      h(
        'div',
        { class: 'toolbar', role: 'toolbar', 'aria-label': l10n.t('Attributes') },
        h('div', { class: 'search-box' }, icon('search'), this.#search),
        copy,
        this.#status,
      ),
      h(
        'div',
        { class: 'attributes-scroll', tabindex: '0', role: 'group', 'aria-label': l10n.t('Attributes') },
        h(
          'table',
          {},
          h('thead', {}, h('tr', {}, ...attributeFields.map((field) => this.#header(field)))),
          this.#body,
        ),
      ),
    );
    options.host.onAttributesMeasured((figures) => this.#take(figures));
  }

  async load({ name }: ShownTable): Promise<void> {
    if (name !== this.#table) {
      this.#figures.clear();
    }
    this.#table = name;
    this.#attributes = await this.#options.host.attributes();
    this.#show();
    void this.#measure();
  }

  focus(): void {
    this.#search.focus();
  }

  async #measure(): Promise<void> {
    this.#measurement += 1;
    const measurement = this.#measurement;
    this.#isCounting = true;
    this.#showCount();
    try {
      await this.#options.host.measureAttributes();
    } catch (error) {
      this.#options.showProblem(error);
    }
    if (measurement === this.#measurement) {
      this.#isCounting = false;
      this.#showCount();
    }
  }

  /** Draws the cells concerned alone: there may be thousands of columns, measured one by one. */
  #take(measured: readonly AttributeFigures[]): void {
    for (const figures of measured) {
      const known = { ...this.#figures.get(figures.column), ...figures };
      this.#figures.set(figures.column, known);
      const attribute = this.#attributes.find(({ name }) => name === figures.column);
      const cells = this.#cells.get(figures.column);
      if (attribute !== undefined && cells !== undefined) {
        showFigures({ ...attribute, figures: known }, cells);
      }
    }
    if (this.#order !== undefined && isNumber(this.#order.field)) {
      this.#sorting.run(() => this.#show());
    }
  }

  #header(field: AttributeField): HTMLElement {
    const mark = h('span', { class: 'sort-mark', 'aria-hidden': 'true' });
    const sort = h('button', { type: 'button', class: 'sort-button' }, fieldLabel(field), mark);
    sort.addEventListener('click', () => this.#sortBy(field));
    const header = h('th', { scope: 'col', class: isNumber(field) ? 'number' : '' }, sort);
    this.#headers.set(field, header);
    return header;
  }

  /** Ascending, descending, and as in the table again. */
  #sortBy(field: AttributeField): void {
    const { field: before, descending } = this.#order ?? {};
    this.#order =
      before !== field ? { field, descending: false } : descending ? undefined : { field, descending: true };
    for (const [key, header] of this.#headers) {
      const isSorted = key === this.#order?.field;
      const direction = this.#order?.descending === true ? 'descending' : 'ascending';
      setAttributes(header, { 'aria-sort': isSorted && direction });
      const mark = header.querySelector('.sort-mark');
      if (mark !== null) {
        setText(mark, isSorted ? (direction === 'descending' ? '↓' : '↑') : '');
      }
    }
    this.#show();
  }

  #rows(): readonly AttributeRow[] {
    const rows = this.#attributes.map((attribute) => ({
      ...attribute,
      figures: this.#figures.get(attribute.name),
    }));
    return arrangedRows(rows, this.#search.value, this.#order);
  }

  #show(): void {
    const focused = document.activeElement?.closest('[data-table]')?.getAttribute('data-key');
    const rows = this.#rows();
    this.#cells.clear();
    this.#body.replaceChildren(...rows.map((row) => this.#line(row)));
    // Never away from where the person is, elsewhere in VS Code.
    if (focused !== null && focused !== undefined && document.hasFocus()) {
      this.#body.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #line(row: AttributeRow): HTMLElement {
    const cells = { completeness: h('td', { class: 'number' }), distinct: h('td', { class: 'number' }) };
    this.#cells.set(row.name, cells);
    showFigures(row, cells);
    return h(
      'tr',
      {},
      h('th', { scope: 'row', title: row.name }, row.name),
      h('td', { class: 'dim' }, fieldText(row, 'type')),
      cells.completeness,
      cells.distinct,
      h('td', {}, ...this.#references(row)),
      h('td', {}, fieldText(row, 'personalData')),
    );
  }

  /** An imported table opens; another one is only named. */
  #references(row: AttributeRow): readonly (Node | string)[] {
    return row.refersTo.flatMap(({ table, isImported }, index) => {
      const separator = index === 0 ? [] : [', '];
      if (!isImported) {
        return [...separator, h('span', { class: 'dim' }, table)];
      }
      const open = button(table, () => void this.#open(table));
      setAttributes(open, { 'data-table': table, 'data-key': `${row.name} ${table}` });
      return [...separator, open];
    });
  }

  async #open(table: string): Promise<void> {
    try {
      await this.#options.host.openTable(table);
    } catch (error) {
      this.#options.showFailure(error);
    }
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(rowsAsText(this.#rows()));
      setText(this.#status, l10n.t('Copied'));
    } catch (error) {
      this.#options.showFailure(error);
    }
  }

  #showCount(): void {
    const words = attributeCount(this.#rows().length, this.#attributes.length);
    setText(this.#status, this.#isCounting ? l10n.t('{0}, counting values…', words) : words);
  }
}

function attributeCount(shown: number, all: number): string {
  if (shown < all) {
    return l10n.t('{0} of {1} attributes', shown, all);
  }
  return all === 1 ? l10n.t('1 attribute') : l10n.t('{0} attributes', all);
}

function isNumber(field: AttributeField): boolean {
  return field === 'completeness' || field === 'distinct';
}

function showFigures(row: AttributeRow, { completeness, distinct }: FigureCells): void {
  completeness.replaceChildren(...completenessParts(row));
  distinct.textContent = fieldText(row, 'distinct');
}

function completenessParts(row: AttributeRow): readonly (Node | string)[] {
  const share = row.figures?.completeness;
  if (share === undefined) {
    return [];
  }
  const bar = h('span');
  bar.style.width = `${share * 100}%`;
  return [
    h('span', { class: 'completeness-bar', 'aria-hidden': 'true' }, bar),
    h('span', { class: 'completeness-share' }, fieldText(row, 'completeness')),
  ];
}

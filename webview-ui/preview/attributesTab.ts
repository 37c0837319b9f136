import * as l10n from '@vscode/l10n';
import { h } from '../dom.ts';
import type { PreviewTab, ShownTable } from './previewTab.ts';

/** The tab that tells about the table's columns. */
export class AttributesTab implements PreviewTab {
  readonly id = 'attributes';
  readonly label = l10n.t('Attributes');
  readonly #rows = h('tbody');
  readonly element = h(
    'section',
    { class: 'attributes', tabindex: '0' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h('tr', {}, h('th', { scope: 'col' }, l10n.t('Name')), h('th', { scope: 'col' }, l10n.t('Type'))),
      ),
      this.#rows,
    ),
  );

  async load({ columns }: ShownTable): Promise<void> {
    this.#rows.replaceChildren(
      ...columns.map(({ name, type }) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, type))),
    );
  }

  focus(): void {
    this.element.focus();
  }
}

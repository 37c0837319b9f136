import * as l10n from '@vscode/l10n';
import type { TableDraft, WizardResource } from '../../../src/shared/wizard.ts';
import { cellField } from '../../components/cellField.ts';
import { checkbox } from '../../components/checkbox.ts';
import { select } from '../../components/select.ts';
import { warning } from '../../components/warning.ts';
import { h } from '../../dom.ts';
import { withData, withMetadata } from '../tableRows.ts';
import type { Wizard } from '../wizard.ts';

export interface RowView {
  readonly element: HTMLTableRowElement;
  /** What a search looks in. */
  get texts(): readonly string[];
  /** @param unreadable Why the key may not read it. */
  show(row: TableDraft, problem: string | undefined, unreadable: string | undefined): void;
  focusName(): void;
}

/** One row of Table Details. Each control's name holds the resource: out of the table's context it says enough. */
export function rowView(wizard: Wizard, resource: WizardResource, purposes: readonly string[]): RowView {
  const { name, defaultTable } = resource;
  const edit = (change: (row: TableDraft) => TableDraft) => wizard.editRow(name, change);
  const included = checkbox(l10n.t('Include {0}', name), (ticked) =>
    edit((row) => ({ ...row, included: ticked })),
  );
  const purpose = select(l10n.t('Purpose of {0}', name), purposes, (value) =>
    edit((row) => ({ ...row, purpose: value })),
  );
  const data = checkbox(l10n.t('Data of {0}', name), (ticked) => edit((row) => withData(row, ticked)));
  const metadata = checkbox(l10n.t('Metadata of {0}', name), (ticked) =>
    edit((row) => withMetadata(row, ticked)),
  );
  const table = cellField(l10n.t('Table Name of {0}', name), (value) =>
    edit((row) => ({ ...row, table: value })),
  );
  const marks = h('div', {});
  const element = h(
    'tr',
    {},
    h('td', {}, included.element),
    h('td', {}, purpose.element),
    h('td', {}, data.element),
    h('td', {}, metadata.element),
    h('th', { scope: 'row' }, ...breakable(name), marks),
    h('td', {}, table.element),
  );
  let tableName = defaultTable;
  let mark: string | undefined;
  return {
    element,
    get texts() {
      return [name, tableName];
    },
    show(row, problem, unreadable) {
      tableName = row.table ?? defaultTable;
      included.checked = row.included;
      purpose.value = row.purpose;
      purpose.disabled = !row.included;
      data.checked = row.included && row.load === 'data';
      data.disabled = !row.included;
      metadata.checked = row.included;
      metadata.disabled = !row.included || row.load === 'data';
      table.value = tableName;
      table.disabled = !row.included;
      table.problem = problem;
      const wanted = resource.known
        ? unreadable
        : l10n.t('This version does not know this table: runs leave it out.');
      if (wanted !== mark) {
        mark = wanted;
        marks.replaceChildren(...(wanted === undefined ? [] : [warning(wanted)]));
      }
    },
    focusName: () => table.focus(),
  };
}

/** Lets a long name go on in the next line after an underscore. */
function breakable(name: string): readonly (Node | string)[] {
  return name.split(/(?<=_)/).flatMap((part, index) => (index === 0 ? [part] : [h('wbr'), part]));
}

import * as l10n from '@vscode/l10n';
import type { WizardResource } from '../../../src/shared/wizard.ts';
import { button } from '../../components/button.ts';
import { linkButton } from '../../components/link.ts';
import { progress } from '../../components/progress.ts';
import { searchField } from '../../components/searchField.ts';
import { h, setText } from '../../dom.ts';
import { hasTables, type Model, visibleProblems } from '../model.ts';
import { matches, type Selection } from '../tableRows.ts';
import type { Wizard } from '../wizard.ts';
import type { StepView } from './stepView.ts';
import { type RowView, rowView } from './tableRow.ts';

/** @param skipTables Puts the focus on what comes after the tables. */
export function tablesStep(wizard: Wizard, skipTables: () => void): StepView {
  const body = h('tbody');
  let rows = new Map<string, RowView>();
  let built: readonly WizardResource[] = [];
  let words = '';

  const search = searchField(l10n.t('Search'), (value) => {
    words = value;
    narrow();
  });
  const nothing = h('p', { class: 'hint', role: 'status' });
  const summary = h('p', { class: 'summary', role: 'status' });
  const access = accessLine(wizard);
  // Some two hundred presses of Tab otherwise.
  const skip = linkButton(l10n.t('Skip the tables'), skipTables);
  skip.classList.add('skip');

  const narrow = () => {
    let found = false;
    for (const row of rows.values()) {
      row.element.hidden = !matches(words, row.texts);
      found ||= !row.element.hidden;
    }
    setText(nothing, found || rows.size === 0 ? '' : l10n.t('No table matches “{0}”.', words));
  };
  const tick = (selection: Selection) => () =>
    wizard.tick(selection, new Set([...rows].filter(([, row]) => !row.element.hidden).map(([name]) => name)));

  const selections = [
    button(l10n.t('Select All'), tick('all')),
    button(l10n.t('Select None'), tick('none')),
    button(l10n.t('Select Defaults'), tick('defaults')),
  ];

  const build = ({ resources, start }: Model) => {
    built = resources;
    rows = new Map(resources.map((resource) => [resource.name, rowView(wizard, resource, start.purposes)]));
    body.replaceChildren(...[...rows.values()].map((row) => row.element));
    narrow();
  };

  return {
    id: 'tables',
    element: h(
      'div',
      { class: 'tables' },
      skip,
      h(
        'div',
        { class: 'toolbar' },
        search.element,
        h('div', { class: 'buttons' }, ...selections.map(({ element }) => element)),
        summary,
      ),
      access.element,
      h('table', {}, tableHead(), body),
      nothing,
    ),
    show(model) {
      if (model.resources !== built) {
        build(model);
      }
      const unreadable =
        model.access.status === 'known' ? model.access.unreadable : new Map<string, string>();
      const problems = new Map(
        visibleProblems(model).map(({ field, resource, message }) => [
          field === 'table' ? resource : undefined,
          message,
        ]),
      );
      const { tables } = model.kept.draft;
      for (const row of tables) {
        rows.get(row.resource)?.show(row, problems.get(row.resource), unreadable.get(row.resource));
      }
      const included = tables.filter((row) => row.included).length;
      setText(summary, hasTables(model) ? l10n.t('{0} of {1} tables ticked', included, tables.length) : '');
      for (const selection of selections) {
        selection.disabled = !hasTables(model);
      }
      access.show(model);
    },
    focusProblem(model) {
      const [first] = visibleProblems(model);
      const row = first?.resource === undefined ? undefined : rows.get(first.resource);
      if (row !== undefined) {
        row.element.hidden = false;
        row.focusName();
      }
    },
    // In a list of many fields, Enter in one of them must not save.
    enter: () => true,
  };
}

function tableHead(): HTMLElement {
  const head = (label: string, name: string) => h('th', { scope: 'col', class: name }, label);
  return h(
    'thead',
    {},
    h(
      'tr',
      {},
      h('th', { scope: 'col', class: 'tick' }, h('span', { class: 'visually-hidden' }, l10n.t('Include'))),
      head(l10n.t('Purpose'), 'purpose'),
      head(l10n.t('Data'), 'data'),
      head(l10n.t('Metadata'), 'metadata'),
      head(l10n.t('File Name'), 'file'),
      head(l10n.t('Table Name'), 'name'),
    ),
  );
}

/** Says that the key's permissions are being looked up, or what came of it. */
function accessLine(wizard: Wizard) {
  const waiting = progress(l10n.t('Cancel'), () => {
    wizard.cancelLookup();
    again.focus();
  });
  const outcome = h('p', { class: 'hint', role: 'status' });
  const again = linkButton(l10n.t('Check again'), () => void wizard.lookUpAccess());
  return {
    element: h('div', { class: 'access' }, waiting.element, outcome, again),
    show({ access }: Model) {
      waiting.text =
        access.status === 'looking' ? l10n.t('Checking which tables the key may read…') : undefined;
      again.hidden = access.status !== 'failed';
      setText(outcome, accessSentence(access));
    },
  };
}

function accessSentence(access: Model['access']): string {
  if (access.status === 'failed') {
    return l10n.t('It is not known which tables the key may read. {0}', access.message);
  }
  if (access.status === 'known' && access.unreadable.size > 0) {
    return l10n.t(
      'The key may not read {0} of the tables; the reason stands beside each. One that is ticked all the same is skipped with a warning until the key may read it.',
      access.unreadable.size,
    );
  }
  return '';
}

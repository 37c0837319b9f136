import * as l10n from '@vscode/l10n';
import { textArea, textField } from '../../components/field.ts';
import { selectField } from '../../components/selectField.ts';
import { h } from '../../dom.ts';
import { problemAt } from '../model.ts';
import { type RefreshChoice, refreshChoices } from '../refreshChoices.ts';
import type { Wizard } from '../wizard.ts';
import type { StepView } from './stepView.ts';

export function detailsStep(wizard: Wizard): StepView {
  const displayName = textField({
    label: l10n.t('Display Name'),
    hint: l10n.t('The name that the views show.'),
    onInput: (value) => wizard.edit('displayName', { displayName: value }),
  });
  const description = textArea({
    label: l10n.t('Description'),
    onInput: (value) => wizard.edit('description', { description: value }),
  });
  const refresh = selectField({
    label: l10n.t('Refresh Automatically'),
    hint: l10n.t('Counted from the end of the last run, while VS Code has the folder open.'),
    onChange: (value) => wizard.edit('refresh', { refreshEveryMinutes: Number(value) }),
  });
  let choices: readonly RefreshChoice[] = [];
  return {
    id: 'details',
    element: h('div', { class: 'form' }, displayName.element, description.element, refresh.element),
    show(model) {
      displayName.value = model.kept.draft.displayName;
      displayName.problem = problemAt(model, 'displayName');
      description.value = model.kept.draft.description;
      description.problem = problemAt(model, 'description');
      const { refreshEveryMinutes } = model.kept.draft;
      // What the file says besides stays among the choices, also while another one is tried.
      if (!choices.some(({ value }) => value === String(refreshEveryMinutes))) {
        choices = refreshChoices(refreshEveryMinutes);
        refresh.choices = choices;
      }
      refresh.value = String(refreshEveryMinutes);
    },
    focus: () => displayName.focus(),
    focusProblem: (model) =>
      (problemAt(model, 'displayName') === undefined ? description : displayName).focus(),
  };
}

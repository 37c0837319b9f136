import * as l10n from '@vscode/l10n';
import { textArea, textField } from '../../components/field.ts';
import { h } from '../../dom.ts';
import { problemAt } from '../model.ts';
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
  return {
    id: 'details',
    element: h('div', { class: 'form' }, displayName.element, description.element),
    show(model) {
      displayName.value = model.kept.draft.displayName;
      displayName.problem = problemAt(model, 'displayName');
      description.value = model.kept.draft.description;
      description.problem = problemAt(model, 'description');
    },
    focus: () => displayName.focus(),
    focusProblem: (model) =>
      (problemAt(model, 'displayName') === undefined ? description : displayName).focus(),
  };
}

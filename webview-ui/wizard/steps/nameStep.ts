import * as l10n from '@vscode/l10n';
import { textField } from '../../components/field.ts';
import { h } from '../../dom.ts';
import { problemAt } from '../model.ts';
import type { Wizard } from '../wizard.ts';
import type { StepView } from './stepView.ts';

export function nameStep(wizard: Wizard): StepView {
  const name = textField({ label: l10n.t('Name'), onInput: (value) => wizard.rename(value) });
  return {
    id: 'name',
    element: h('div', { class: 'form' }, name.element),
    show(model) {
      const edits = model.kept.target.kind === 'edit';
      name.value = model.kept.draft.name;
      name.readOnly = edits;
      name.hint = edits
        ? l10n.t('The name stays: the tables and the run history belong to it.')
        : l10n.t('Letters and digits, beginning with a letter. It cannot be changed later.');
      name.problem = problemAt(model, 'name');
    },
    focus: () => name.focus(),
    focusProblem: () => name.focus(),
  };
}

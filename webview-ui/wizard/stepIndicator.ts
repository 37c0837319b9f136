import * as l10n from '@vscode/l10n';
import { type StepId, stepIds } from '../../src/shared/wizard.ts';
import { h, setAttributes } from '../dom.ts';
import { isBefore, type Model } from './model.ts';
import type { Wizard } from './wizard.ts';

/** A step's heading. @param edits Whether an existing dataflow is changed. */
export function stepTitle(step: StepId, edits: boolean): string {
  switch (step) {
    case 'name':
      return edits ? l10n.t('Edit Dataflow') : l10n.t('New Dataflow');
    case 'connector':
      return l10n.t('Choose a connector');
    case 'details':
      return l10n.t('Set dataflow name');
    case 'configuration':
      return l10n.t('Configuration');
    case 'tables':
      return l10n.t('Table Details');
  }
}

/** The five steps with their numbers. Those that were reached can be gone to. */
export function stepIndicator(wizard: Wizard): {
  readonly element: HTMLElement;
  show(model: Model): void;
} {
  const edits = wizard.model.kept.target.kind === 'edit';
  const items = stepIds.map((id, index) => {
    const label = h('span', { class: 'step-label' }, stepTitle(id, edits));
    const number = h('span', { class: 'step-number' }, String(index + 1));
    const element = h('button', { type: 'button', class: 'step' }, number, label);
    element.addEventListener('click', () => void wizard.goTo(id));
    return { id, element };
  });
  return {
    element: h(
      'nav',
      { 'aria-label': l10n.t('Steps') },
      h('ol', { class: 'steps' }, ...items.map(({ element }) => h('li', {}, element))),
    ),
    show({ kept }) {
      for (const { id, element } of items) {
        const isCurrent = id === kept.step;
        setAttributes(element, { 'aria-current': isCurrent ? 'step' : false });
        element.disabled = isBefore(kept.reached, id);
      }
    },
  };
}

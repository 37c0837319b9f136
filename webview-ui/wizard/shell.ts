import * as l10n from '@vscode/l10n';
import { stepIds } from '../../src/shared/wizard.ts';
import { button } from '../components/button.ts';
import { linkButton } from '../components/link.ts';
import { h, setText } from '../dom.ts';
import { hasTables, type Model, problemAt } from './model.ts';
import { stepIndicator, stepTitle } from './stepIndicator.ts';
import { configurationStep } from './steps/configurationStep.ts';
import { connectorStep } from './steps/connectorStep.ts';
import { detailsStep } from './steps/detailsStep.ts';
import { nameStep } from './steps/nameStep.ts';
import type { StepView } from './steps/stepView.ts';
import { tablesStep } from './steps/tablesStep.ts';
import type { Wizard } from './wizard.ts';

/** Puts the page together: the steps' indicator, the step in view, and the buttons. */
export function showWizard(root: HTMLElement, wizard: Wizard): void {
  const indicator = stepIndicator(wizard);
  const notice = noticeLine(wizard);
  const actions = actionBar(wizard);
  const edits = wizard.model.kept.target.kind === 'edit';
  const sections = new Map(
    stepViews(wizard, actions.focusSave).map((view) => [view.id, section(view, edits)]),
  );
  const show = (model: Model) => {
    indicator.show(model);
    notice.show(model);
    actions.show(model);
    for (const [id, { element, view }] of sections) {
      const isCurrent = id === model.kept.step;
      element.hidden = !isCurrent;
      if (isCurrent) {
        view.show(model);
      }
    }
  };
  root.append(
    h('header', {}, indicator.element, notice.element),
    ...[...sections.values()].map(({ element }) => element),
    actions.element,
  );
  show(wizard.model);
  wizard.onChange((model, previous) => {
    show(model);
    const current = sections.get(model.kept.step);
    if (model.kept.step !== previous.kept.step) {
      scrollTo(0, 0);
      focusWhenHere(() => current?.focus());
    }
    if (model.attempted !== previous.attempted) {
      focusWhenHere(() => current?.view.focusProblem(model));
    } else if (previous.connection.status === 'connecting' && model.connection.status === 'connected') {
      focusWhenHere(actions.focusNext);
    } else if (previous.connection.status === 'connecting' && model.connection.status === 'none') {
      recoverFocus(() => current?.view.focusProblem(model));
    } else if (previous.saving && !model.saving) {
      recoverFocus(actions.focusSave);
    }
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing && !takesEnter(event)) {
      event.preventDefault();
      if (sections.get(wizard.model.kept.step)?.view.enter?.() !== true) {
        void wizard.next();
      }
    }
  });
  focusWhenHere(() => sections.get(wizard.model.kept.step)?.focus());
}

function stepViews(wizard: Wizard, skipTables: () => void): readonly StepView[] {
  return [
    nameStep(wizard),
    connectorStep(wizard),
    detailsStep(wizard),
    configurationStep(wizard),
    tablesStep(wizard, skipTables),
  ];
}

function section(view: StepView, edits: boolean) {
  const heading = h('h1', { id: `heading-${view.id}`, tabindex: '-1' }, stepTitle(view.id, edits));
  return {
    view,
    element: h('section', { 'aria-labelledby': heading.id, class: `step-${view.id}` }, heading, view.element),
    focus: () => (view.focus === undefined ? heading.focus() : view.focus()),
  };
}

/** Moves the focus if the page has it already, else when the page gets it: never away from an editor. */
function focusWhenHere(focus: () => void): void {
  if (document.hasFocus()) {
    focus();
    return;
  }
  const onFocus = () => {
    if (document.activeElement === document.body) {
      focus();
    }
  };
  window.addEventListener('focus', onFocus, { once: true });
}

/** Where the button that was pressed was disabled meanwhile, the browser has taken the focus away from it. */
function recoverFocus(focus: () => void): void {
  // The toolkit enables its buttons in the next frame.
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) {
      focusWhenHere(focus);
    }
  });
}

/** Enter has a meaning of its own in buttons, lists and longer texts. */
function takesEnter(event: KeyboardEvent): boolean {
  const own = 'button, select, textarea, vscode-checkbox, vscode-panel-tab';
  return event.composedPath().some((target) => target instanceof Element && target.matches(own));
}

function noticeLine(wizard: Wizard) {
  const sentence = h('span', { role: 'alert' });
  const open = linkButton(l10n.t('Open dataflows.json'), () => wizard.openDefinitions());
  const element = h('div', { class: 'notice' }, sentence, open);
  return {
    element,
    show({ notice }: Model) {
      setText(sentence, notice?.message ?? '');
      element.hidden = notice === undefined;
      open.hidden = notice?.canOpenDefinitions !== true;
    },
  };
}

function actionBar(wizard: Wizard) {
  const back = button(l10n.t('Back'), () => void wizard.back());
  const next = button(l10n.t('Next'), () => void wizard.next(), true);
  const saveAndRun = button(l10n.t('Save and run'), () => void wizard.save(true), true);
  const save = button(l10n.t('Save'), () => void wizard.save(false));
  const saving = h('span', { role: 'status', class: 'hint' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  return {
    element: h(
      'footer',
      {},
      problem,
      h('div', { class: 'buttons' }, back.element, next.element, saveAndRun.element, save.element, saving),
    ),
    focusNext: () => next.focus(),
    focusSave: () => saveAndRun.focus(),
    show(model: Model) {
      const { step } = model.kept;
      const isLast = step === lastStep;
      back.element.hidden = step === stepIds[0];
      next.element.hidden = isLast;
      save.element.hidden = !isLast;
      saveAndRun.element.hidden = !isLast;
      for (const each of [back, next]) {
        each.disabled = model.saving;
      }
      // Until its rows are there, a new dataflow has no tables that could be saved.
      for (const each of [save, saveAndRun]) {
        each.disabled = model.saving || !hasTables(model);
      }
      setText(saving, model.saving ? l10n.t('Saving…') : '');
      setText(problem, generalProblem(model));
    },
  };
}

const lastStep = stepIds.at(-1);

/** What is wrong with no field in particular: beside the buttons it is in view however long the page is. */
function generalProblem(model: Model): string {
  // Configuration has a button of its own, Connect, and says there what came of it.
  const general = model.kept.step === 'configuration' ? undefined : problemAt(model, 'form');
  return general ?? problemAt(model, 'tables') ?? '';
}

import * as l10n from '@vscode/l10n';
import { type OpenAnswer, stepIds, type WizardState } from '../../src/shared/wizard.ts';
import { isBefore, isConfigured, type Model } from './model.ts';

/** What the page begins with. @param kept What an earlier page of this panel kept. */
export function initialModel(start: OpenAnswer, kept: WizardState | undefined): Model {
  const { target, base, draft } = start;
  const edits = target.kind === 'edit';
  const state: WizardState =
    kept === undefined
      ? {
          version: 1,
          target,
          base,
          step: 'name',
          reached: edits ? (stepIds.at(-1) ?? 'name') : 'name',
          draft,
          unticked: [],
          keyTyped: false,
        }
      : // What was connected with a key that was typed is still there.
        { ...kept, target, base, keyTyped: kept.keyTyped && start.connected === undefined };
  const model: Model = {
    kept: state,
    start,
    problems: [],
    refusals: [],
    touched: new Set(),
    attempted: new Set(),
    resources: [],
    connection:
      start.connected === undefined ? { status: 'none' } : { status: 'connected', message: start.connected },
    access: { status: 'unknown' },
    saving: false,
    notice: start.notice,
  };
  return kept !== undefined && isBefore('configuration', state.step) && !isConfigured(model)
    ? backToConnect(model)
    : model;
}

/** The window was reloaded after Connect: the key is gone, and with it the connection. */
function backToConnect(model: Model): Model {
  const message = l10n.t('Enter the key again and connect: keys are not kept when the window reloads.');
  return {
    ...model,
    kept: { ...model.kept, step: 'configuration' },
    refusals: [{ step: 'configuration', field: 'apiKey', message }],
  };
}

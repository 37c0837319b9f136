import assert from 'node:assert/strict';
import type { OpenAnswer, WizardState } from '../../src/shared/wizard.ts';
import { initialModel } from '../../webview-ui/wizard/initialModel.ts';
import { isConfigured } from '../../webview-ui/wizard/model.ts';

const draft = {
  name: 'Billing',
  connector: 'stripe',
  displayName: 'Billing',
  description: '',
  refreshEveryMinutes: 0,
  connectedAccount: '',
  tables: [],
};

const edit = { kind: 'edit', name: 'Billing' } as const;

function answer(connected?: string): OpenAnswer {
  const stripe = { id: 'stripe', title: 'Stripe', description: '', needsApiKey: true, hasKeyPage: true };
  return {
    target: edit,
    draft,
    connectors: [stripe],
    purposes: ['All'],
    keyStored: true,
    ...(connected === undefined ? {} : { connected }),
  };
}

function kept(keyTyped: boolean): WizardState {
  return { version: 1, target: edit, step: 'tables', reached: 'tables', draft, unticked: [], keyTyped };
}

describe('the wizard that edits, after its window was reloaded', () => {
  it('goes on where it was with the key that is stored', () => {
    const model = initialModel(answer(), kept(false));
    assert.equal(model.kept.step, 'tables');
    assert.equal(isConfigured(model), true);
  });

  it('asks again for a key that was typed: else Save would keep the old one without a word', () => {
    const model = initialModel(answer(), kept(true));
    assert.equal(model.kept.step, 'configuration');
    assert.match(model.refusals[0]?.message ?? '', /^Enter the key again/);
    assert.equal(isConfigured(model), false);
  });

  it('goes on with the key that was connected where the extension still has it', () => {
    const model = initialModel(answer('Connected to acct_1.'), kept(true));
    assert.equal(model.kept.step, 'tables');
    assert.equal(isConfigured(model), true);
  });
});

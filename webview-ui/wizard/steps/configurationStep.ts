import * as l10n from '@vscode/l10n';
import { button } from '../../components/button.ts';
import { textField } from '../../components/field.ts';
import { linkButton } from '../../components/link.ts';
import { progress } from '../../components/progress.ts';
import { h, setText } from '../../dom.ts';
import { connectorOf, isConfigured, keepsStoredConnection, type Model, problemAt } from '../model.ts';
import type { Wizard } from '../wizard.ts';
import type { StepView } from './stepView.ts';

export function configurationStep(wizard: Wizard): StepView {
  const apiKey = textField({
    label: l10n.t('Api Key'),
    password: true,
    onInput: (value) => wizard.editKey(value.trim() !== ''),
  });
  const keyPage = linkButton(l10n.t('Create a key with the permissions needed'), () => wizard.openKeyPage());
  const account = textField({
    label: l10n.t('Connected account (optional)'),
    hint: l10n.t('Reads the account of a Stripe Connect platform’s customer: acct_…'),
    onInput: (value) => wizard.editConnectedAccount(value),
  });
  const connect = () => void wizard.connect(apiKey.value);
  const connectButton = button(l10n.t('Connect'), connect);
  const waiting = progress(l10n.t('Cancel'), () => {
    wizard.cancelConnecting();
    apiKey.focus();
  });
  const connected = h('p', { class: 'connected', role: 'status' });
  const failed = h('p', { class: 'problem', role: 'alert' });
  const withKey = h(
    'div',
    { class: 'form' },
    apiKey.element,
    keyPage,
    account.element,
    h('div', { class: 'buttons' }, connectButton.element, waiting.element),
    connected,
    failed,
  );
  const withoutKey = h('p', { class: 'nothing-to-do', tabindex: '-1' });

  const needsConnect = ({ model }: Wizard) =>
    connectorOf(model)?.needsApiKey === true && (!isConfigured(model) || model.kept.keyTyped);
  return {
    id: 'configuration',
    element: h('div', {}, withKey, withoutKey),
    show(model) {
      const connector = connectorOf(model);
      const needsKey = connector?.needsApiKey === true;
      withKey.hidden = !needsKey;
      withoutKey.hidden = needsKey;
      setText(
        withoutKey,
        l10n.t('{0} needs no key and no network: there is nothing to set up.', connector?.title ?? ''),
      );
      keyPage.hidden = connector?.hasKeyPage !== true;
      const { connection } = model;
      apiKey.hint = keyHint(model);
      apiKey.problem = problemAt(model, 'apiKey');
      account.value = model.kept.draft.connectedAccount;
      account.problem = problemAt(model, 'connectedAccount');
      connectButton.disabled = connection.status === 'connecting';
      connectButton.primary = !isConfigured(model);
      waiting.text =
        connection.status === 'connecting' ? l10n.t('Connecting to {0}…', connector?.title ?? '') : undefined;
      setText(connected, connection.status === 'connected' ? connection.message : '');
      setText(failed, problemAt(model, 'form') ?? '');
    },
    focus: () => (withKey.hidden ? withoutKey : apiKey).focus(),
    focusProblem: (model) => (problemAt(model, 'connectedAccount') === undefined ? apiKey : account).focus(),
    enter: () => {
      const { connection } = wizard.model;
      if (connection.status === 'connected' || !needsConnect(wizard)) {
        return false;
      }
      if (connection.status === 'none') {
        connect();
      }
      return true;
    },
  };
}

function keyHint(model: Model): string {
  if (model.connection.status === 'connected' && !model.kept.keyTyped) {
    return l10n.t('The key that was connected is used. Enter another one to replace it.');
  }
  if (model.start.keyStored && keepsStoredConnection(model)) {
    return l10n.t('A key is stored. Leave the field empty to keep it.');
  }
  return l10n.t('A restricted key that may only read is enough. It is kept in VS Code’s secret storage.');
}

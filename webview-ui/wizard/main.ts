import '../components/components.css';
import './wizard.css';
import * as l10n from '@vscode/l10n';
import { Messenger } from 'vscode-messenger-webview';
import { wizardStateSchema } from '../../src/shared/wizard.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { h } from '../dom.ts';
import { messageOf } from '../messageOf.ts';
import { loadTexts } from '../texts.ts';
import { Host } from './host.ts';
import { showWizard } from './shell.ts';
import { Wizard } from './wizard.ts';

async function start(root: HTMLElement): Promise<void> {
  loadTexts();
  registerToolkit();
  const vscode = acquireVsCodeApi();
  const messenger = new Messenger(vscode);
  messenger.start();
  const host = new Host(messenger);
  try {
    const kept = wizardStateSchema.safeParse(vscode.getState());
    const wizard = new Wizard(host, await host.open(), kept.data, (state) => vscode.setState(state));
    showWizard(root, wizard);
    await wizard.resume();
  } catch (error) {
    const message = messageOf(error);
    root.replaceChildren(
      h('p', { class: 'problem', role: 'alert' }, l10n.t('The wizard cannot be shown: {0}', message)),
    );
  }
}

const root = document.getElementById('root');
if (root !== null) {
  void start(root);
}

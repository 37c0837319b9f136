import './preview.css';
import { loadTexts } from '../texts.ts';
import { Host } from './host.ts';
import { PreviewPage } from './previewPage.ts';
import { parseViewState } from './viewState.ts';

loadTexts();

const vscode = acquireVsCodeApi();
const root = document.getElementById('root');
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.content;
if (root !== null && nonce !== undefined) {
  const page = new PreviewPage({
    root,
    nonce,
    host: new Host(vscode),
    state: parseViewState(vscode.getState()),
    keep: (state) => vscode.setState(state),
  });
  void page.load();
}

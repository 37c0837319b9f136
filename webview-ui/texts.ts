import { config } from '@vscode/l10n';

/** Takes the page's texts, which the host put beside its script: a page has no `vscode.l10n` of its own. */
export function configureTexts(): void {
  const texts = document.getElementById('page')?.dataset['texts'];
  if (texts !== undefined) {
    config({ contents: texts });
  }
}

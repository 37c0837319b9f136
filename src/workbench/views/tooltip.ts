import * as vscode from 'vscode';
import { inOneDirection } from '../plainText.ts';

/**
 * A tooltip of names and values. The values may come from a file that a stranger wrote or from Stripe: they are escaped,
 * and the Markdown is not trusted.
 */
export function tooltip(
  title: string,
  facts: readonly (readonly [name: string, value: string])[],
): vscode.MarkdownString {
  const lines = facts.map(([name, value]) => escapeMarkdown(`${name}: ${value}`));
  return new vscode.MarkdownString([`**${escapeMarkdown(title)}**`, '', ...lines].join('  \n'));
}

/** Not MarkdownString.appendText: it makes every space one that cannot break, and lines then break inside words. */
function escapeMarkdown(text: string): string {
  return inOneDirection(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#+\-.!|~$:]/g, '\\$&')
    .replaceAll('\n', '  \n');
}

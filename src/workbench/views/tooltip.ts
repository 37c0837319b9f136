import * as vscode from 'vscode';

/**
 * A tooltip of names and values. The values may come from a file that a stranger wrote or from Stripe: they are
 * appended as text, and the Markdown is not trusted.
 */
export function tooltip(
  title: string,
  facts: readonly (readonly [name: string, value: string])[],
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown('**').appendText(title).appendMarkdown('**\n\n');
  for (const [name, value] of facts) {
    markdown.appendText(`${name}: ${value}`).appendMarkdown('  \n');
  }
  return markdown;
}

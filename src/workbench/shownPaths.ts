import { sep } from 'node:path';
import * as vscode from 'vscode';

/** A sentence with paths inside the workspace as the Explorer shows them: an absolute one is long, and does not break. */
export function withShownPaths(sentence: string): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.reduce((text, { name, uri }) => {
    const shown = folders.length > 1 ? `${name}${sep}` : '';
    return text.replaceAll(`${uri.fsPath}${sep}`, shown);
  }, sentence);
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { NoFolderError } from './problems.ts';

/** The folder below the workspace folder that holds what the extension keeps there. */
export const dataflowsFolder = '.dataflows';

const chosenFolderKey = 'dataflows.folder';

export interface ChosenFolder {
  readonly folder: vscode.WorkspaceFolder;
  /** False where it is just the first of several folders, of which none has dataflows yet. */
  readonly isCertain: boolean;
}

/**
 * The workspace folder that the dataflows live in. Of several: the one that was chosen before, else the first that has
 * dataflows, else the first. Undefined where no folder on disk is open.
 */
export async function findFolder(memory: vscode.Memento): Promise<ChosenFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  const kept = memory.get<unknown>(chosenFolderKey);
  const chosen = folders.find((folder) => folder.uri.toString() === kept);
  if (chosen !== undefined) {
    return { folder: chosen, isCertain: true };
  }
  for (const folder of folders) {
    if (await hasDataflows(folder)) {
      return { folder, isCertain: true };
    }
  }
  const [first] = folders;
  return first === undefined ? undefined : { folder: first, isCertain: folders.length === 1 };
}

async function hasDataflows(folder: vscode.WorkspaceFolder): Promise<boolean> {
  try {
    await access(join(folder.uri.fsPath, dataflowsFolder, 'dataflows.json'));
    return true;
  } catch {
    return false;
  }
}

/** Asks which of several folders the dataflows live in, and keeps the answer. Returns whether there was one. */
export async function askFolder(memory: vscode.Memento): Promise<boolean> {
  const folder = await vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Which folder do the dataflows and their database live in?'),
  });
  if (folder === undefined) {
    return false;
  }
  if (folder.uri.scheme !== 'file') {
    throw new NoFolderError();
  }
  await memory.update(chosenFolderKey, folder.uri.toString());
  return true;
}

import * as vscode from 'vscode';

/** The context keys that package.json's `when` clauses use. */
const stateKey = 'dataflows.state';
const unsavedKey = 'dataflows.unsaved';

/**
 * What the workspace has: nothing yet, dataflows, a definitions file that cannot be read, or a setting that keeps it
 * from being used. It chooses the welcome views' texts and the view's buttons.
 */
export type WorkspaceState = 'empty' | 'ready' | 'invalid' | 'unusable';

export async function setWorkspaceState(state: WorkspaceState): Promise<void> {
  await vscode.commands.executeCommand('setContext', stateKey, state);
}

/** Whether the last save of the database failed: only then can a person save it. */
export async function setUnsaved(isUnsaved: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', unsavedKey, isUnsaved);
}

import * as vscode from 'vscode';

/** The context keys that package.json's `when` clauses use. */
const stateKey = 'dataflows.state';

/**
 * What the workspace has: nothing yet, dataflows, or a definitions file that cannot be read. It chooses the welcome
 * view's text and the view's buttons.
 */
export type WorkspaceState = 'empty' | 'ready' | 'invalid';

export async function setWorkspaceState(state: WorkspaceState): Promise<void> {
  await vscode.commands.executeCommand('setContext', stateKey, state);
}

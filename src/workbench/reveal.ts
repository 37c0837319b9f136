import * as vscode from 'vscode';

/** Whether files can be shown in the system's file manager: not where the window is a browser, or far from its files. */
export function isOnDesktop(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
}

/** Shows a file: in the system's file manager, or in the Explorer where the window has no desktop. */
export async function revealFile(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand(isOnDesktop() ? 'revealFileInOS' : 'revealInExplorer', uri);
}

/** Whether `revealFile` has a place to show the file in. */
export function canReveal(uri: vscode.Uri): boolean {
  return isOnDesktop() || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

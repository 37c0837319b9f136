import * as vscode from 'vscode';
import { sameName } from '../../dataflows/definition.ts';
import { parsePreviewUri, previewUri, previewViewType } from './previewUri.ts';

/** Opens the preview of a table, with the keyboard's focus. */
export async function openPreview(dataflow: string, table: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', previewUri(dataflow, table), previewViewType);
  // A view that VS Code draws anew in that moment takes the focus back.
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}

/** Closes the previews of tables that are no more. */
export async function closePreviews(tables: readonly string[]): Promise<void> {
  await vscode.window.tabGroups.close(tables.flatMap(previewTabs));
}

/** Shows a table that got another name in the place of its previews under the old one. */
export async function renamePreviews(from: string, to: string): Promise<void> {
  for (const tab of previewTabs(from)) {
    const target = parsePreviewUri((tab.input as vscode.TabInputCustom).uri);
    if (target !== undefined) {
      await vscode.commands.executeCommand(
        'vscode.openWith',
        previewUri(target.dataflow, to),
        previewViewType,
        {
          viewColumn: tab.group.viewColumn,
          preserveFocus: true,
        },
      );
    }
    await vscode.window.tabGroups.close(tab);
  }
}

function previewTabs(table: string): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => {
    const target = input instanceof vscode.TabInputCustom ? parsePreviewUri(input.uri) : undefined;
    return target !== undefined && sameName(target.table, table);
  });
}

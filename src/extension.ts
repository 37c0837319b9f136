import { config as configureTexts } from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerCommands } from './workbench/commands/registerCommands.ts';
import { Logs } from './workbench/log.ts';
import { TablePreviewProvider } from './workbench/preview/tablePreviewProvider.ts';
import { Sessions } from './workbench/sessions.ts';
import { databasePathKey } from './workbench/settings.ts';
import { StatusBadges } from './workbench/views/statusBadges.ts';
import { askFolder } from './workbench/workspaceFolder.ts';

let sessions: Sessions | undefined;

/** Registers the extension's parts. It reads the definitions file and nothing more: the rest waits for its first use. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const startedAt = performance.now();
  if (vscode.l10n.bundle !== undefined) {
    // The rooms below the workbench don't know `vscode`: they take their texts from the same bundle.
    configureTexts({ contents: vscode.l10n.bundle });
  }
  const output = vscode.window.createOutputChannel('Dataflows', { log: true });
  const logs = new Logs(output);
  const current = new Sessions(context, logs);
  sessions = current;
  context.subscriptions.push(
    output,
    logs,
    vscode.window.registerFileDecorationProvider(new StatusBadges()),
    current,
    new TablePreviewProvider({
      extensionUri: context.extensionUri,
      database: current.database,
      meanings: async (table) => await (await current.current()).meanings.of(table),
      shownViews: current.shownViews,
      exportView: async (view) => void (await (await current.current()).exporter.export([view])),
      onDidChangeTables: current.onDidChangeTables,
      storage: context.storageUri,
      logs,
    }),
    registerCommands(() => current.current(), logs),
    vscode.commands.registerCommand('dataflows.chooseFolder', async () => {
      const chosen = (await current.mayEnd()) && (await askFolder(context.workspaceState));
      if (chosen) {
        await current.update();
      }
      return chosen;
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => current.update()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => current.update()),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration(databasePathKey) ? current.update() : undefined,
    ),
  );
  await current.update();
  logs.info(`Activated in ${Math.round(performance.now() - startedAt)} ms`);
}

/** VS Code waits for it, for a few seconds: runs end, and what they imported is saved. */
export async function deactivate(): Promise<void> {
  await sessions?.close();
}

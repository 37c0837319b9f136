import { config as configureTexts } from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerCommands } from './workbench/commands/registerCommands.ts';
import { FolderSession } from './workbench/folderSession.ts';
import { Logs } from './workbench/log.ts';
import { NoFolderError, showProblem } from './workbench/problems.ts';
import { databasePathKey } from './workbench/settings.ts';
import { StatusBadges } from './workbench/views/statusBadges.ts';
import { askFolder, findFolder } from './workbench/workspaceFolder.ts';

/** Registers the extension's parts. It reads the definitions file and nothing more: the rest waits for its first use. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const startedAt = performance.now();
  if (vscode.l10n.bundle !== undefined) {
    // The rooms below the workbench don't know `vscode`: they take their texts from the same bundle.
    configureTexts({ contents: vscode.l10n.bundle });
  }
  const output = vscode.window.createOutputChannel('Dataflows', { log: true });
  const logs = new Logs(output);
  const sessions = new Sessions(context, logs);
  context.subscriptions.push(
    output,
    logs,
    vscode.window.registerFileDecorationProvider(new StatusBadges()),
    registerCommands(() => sessions.current(), logs),
    vscode.commands.registerCommand('dataflows.chooseFolder', async () => {
      const chosen = await askFolder(context.workspaceState);
      if (chosen) {
        await sessions.restart();
      }
      return chosen;
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => sessions.restart()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => sessions.restart()),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration(databasePathKey) ? sessions.restart() : undefined,
    ),
    { dispose: () => sessions.close() },
  );
  await sessions.restart();
  logs.info(`Activated in ${Math.round(performance.now() - startedAt)} ms`);
}

/** The session of the folder that is open, made anew where the folder, the trust in it or its database changes. */
class Sessions {
  readonly #context: vscode.ExtensionContext;
  readonly #logs: Logs;
  #current: FolderSession | undefined;
  #problem: unknown = new NoFolderError();

  constructor(context: vscode.ExtensionContext, logs: Logs) {
    this.#context = context;
    this.#logs = logs;
  }

  /** @throws NoFolderError, or SettingError where a setting keeps the folder from being used */
  current(): FolderSession {
    if (this.#current === undefined) {
      throw this.#problem;
    }
    return this.#current;
  }

  async restart(): Promise<void> {
    await this.close();
    const found = await findFolder(this.#context.workspaceState);
    if (found === undefined) {
      this.#problem = new NoFolderError();
      return;
    }
    try {
      this.#current = await FolderSession.start(this.#context, found, this.#logs);
    } catch (error) {
      this.#problem = error;
      showProblem(error, this.#logs);
    }
  }

  async close(): Promise<void> {
    const closing = this.#current;
    this.#current = undefined;
    await closing?.close();
  }
}

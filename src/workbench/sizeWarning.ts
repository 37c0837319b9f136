import * as vscode from 'vscode';
import { maxDatabaseBytes } from './settings.ts';
import { formatCount } from './views/figures.ts';

/** Warns once, in good time, of a database that grows towards its limit. */
export class SizeWarning {
  #isGiven = false;

  /** @param bytes The size of the database's file, as it was saved. */
  check(bytes: number): void {
    const limit = maxDatabaseBytes();
    if (this.#isGiven || bytes < limit / 2) {
      return;
    }
    this.#isGiven = true;
    const settings = vscode.l10n.t('Open Settings');
    void vscode.window
      .showWarningMessage(
        vscode.l10n.t(
          'The database has {0} MB. It is held in memory, and imports stop at {1} MB. Leave out tables that you do not need, or raise the limit.',
          formatCount(Math.round(bytes / 1_000_000)),
          formatCount(Math.round(limit / 1_000_000)),
        ),
        settings,
      )
      .then((choice) => {
        if (choice === settings) {
          void vscode.commands.executeCommand('workbench.action.openSettings', 'dataflows.maxDatabaseSizeMB');
        }
      });
  }
}

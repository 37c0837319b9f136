import * as vscode from 'vscode';
import { formatCount } from './views/figures.ts';

/** Says how large the database is and where imports stop, both in bytes, with the way out. */
export async function warnOfSize(bytes: number, limit: number): Promise<void> {
  const settings = vscode.l10n.t('Open Settings');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The database has {0} MB. It is held in memory, and imports stop at {1} MB. Leave out tables that you do not need, or raise the limit.',
      formatCount(Math.round(bytes / 1_000_000)),
      formatCount(Math.round(limit / 1_000_000)),
    ),
    settings,
  );
  if (choice === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'dataflows.maxDatabaseSizeMB');
  }
}

import * as vscode from 'vscode';
import { plainText } from '../plainText.ts';
import { openPreview } from '../preview/previewTabs.ts';
import { revealFile } from '../reveal.ts';
import type { Session } from '../session.ts';
import type { DatabasesNode } from '../views/databasesTree.ts';
import { nameOf } from '../views/nameDragging.ts';
import { isLost, UnknownTargetError } from './targets.ts';

export async function previewTable(session: Session, argument: unknown): Promise<void> {
  const target = await session.targets.table(argument, vscode.l10n.t('Preview which table?'));
  if (target !== undefined) {
    await openPreview(target.dataflow, target.table);
  }
}

export async function copyTableName(session: Session, argument: unknown): Promise<void> {
  const target = await session.targets.table(argument, vscode.l10n.t('Copy the name of which table?'));
  if (target !== undefined) {
    await vscode.env.clipboard.writeText(target.table);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', target.table), 3000);
  }
}

/** Copies what the rows of the Databases view are called: columns and views too. Only for its context menu. */
export async function copyName(_session: Session, argument: unknown, more: unknown): Promise<void> {
  const rows = Array.isArray(more) && more.length > 0 ? more : [argument];
  if (rows.some(isLost)) {
    // Of a column there is no list to choose from.
    throw new UnknownTargetError(
      vscode.l10n.t('The view was drawn anew while its menu was open. Open the menu of the row again.'),
    );
  }
  const names = (rows as readonly DatabasesNode[]).flatMap((row) => nameOf(row) ?? []);
  await vscode.env.clipboard.writeText(names.join('\n'));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', names.join(', ')), 3000);
}

/** Shows the database file: in the system's file manager, or in the Explorer where the window has no desktop. */
export async function revealDatabase(session: Session): Promise<void> {
  const uri = vscode.Uri.file(session.databaseFile);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    void vscode.window.showInformationMessage(
      plainText(
        vscode.l10n.t(
          'There is no database yet. The first run makes it, at {0}.',
          vscode.workspace.asRelativePath(uri),
        ),
      ),
    );
    return;
  }
  await revealFile(uri);
}

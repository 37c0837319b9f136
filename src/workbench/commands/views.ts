import * as vscode from 'vscode';
import type { Session } from '../session.ts';
import { type Grouping, groupings } from '../views/dataflowsTree.ts';

/** Groups the Dataflows view; asks how, unless code says it: `name`, `type` or `status`. */
export async function chooseGrouping(session: Session, argument: unknown): Promise<void> {
  const named = groupings.find((grouping) => grouping === argument);
  const grouping = named ?? (await askGrouping(session.dataflowsTree.grouping));
  if (grouping !== undefined) {
    await session.dataflowsTree.setGrouping(grouping);
  }
}

async function askGrouping(current: Grouping): Promise<Grouping | undefined> {
  const labels: Readonly<Record<Grouping, string>> = {
    name: vscode.l10n.t('Name'),
    type: vscode.l10n.t('Type'),
    status: vscode.l10n.t('Status'),
  };
  const items = groupings.map((grouping) => ({
    label: labels[grouping],
    description: grouping === current ? vscode.l10n.t('current') : '',
    grouping,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Group dataflows by') }))
    ?.grouping;
}

/** Reads the definitions file and the database again; a database that stopped working is started anew. */
export async function refreshViews(session: Session): Promise<void> {
  await session.store.reload();
  if (session.database.hasDied) {
    await session.database.reopen();
  }
  session.data.reload();
}

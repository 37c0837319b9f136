import * as vscode from 'vscode';
import type { TableInfo } from '../../database/api.ts';
import { saveDropped } from '../saveDropped.ts';
import type { Session } from '../session.ts';
import { nameWithRows, tableList } from '../tableList.ts';
import { isLost, UnknownTargetError } from './targets.ts';

/**
 * Deletes tables that no run brings up to date any more, after a question that names them. With the last table of a
 * dataflow that is not defined any more go its history and its key, as with Remove.
 */
export async function deleteLeftovers(session: Session, argument: unknown, more: unknown): Promise<void> {
  const { store, targets } = session;
  await store.reloadSound();
  const all = [...(await session.data.snapshot()).tables.values()];
  const leftovers = store.leftovers(all);
  if (leftovers.length === 0 && isLost(argument)) {
    throw new UnknownTargetError(vscode.l10n.t('Every table in the database belongs to a dataflow.'));
  }
  const isLeftover = (table: TableInfo) => leftovers.some(({ name }) => name === table.name);
  const chosen = await targets.tables(argument, more, vscode.l10n.t('Delete which tables?'), isLeftover);
  const inUse = chosen?.find((table) => !isLeftover(table));
  if (inUse !== undefined) {
    throw new UnknownTargetError(
      vscode.l10n.t(
        'The table “{0}” belongs to the dataflow “{1}”. Untick it there, with Edit, to delete it.',
        inUse.name,
        inUse.dataflow,
      ),
    );
  }
  if (chosen !== undefined && (await isConfirmed(chosen))) {
    await deleteTables(session, chosen, all);
  }
}

async function isConfirmed(tables: readonly TableInfo[]): Promise<boolean> {
  const [only, ...others] = tables;
  const button = vscode.l10n.t('Delete');
  const choice = await vscode.window.showWarningMessage(
    only !== undefined && others.length === 0
      ? vscode.l10n.t('Delete the table “{0}”?', only.name)
      : vscode.l10n.t('Delete {0} tables?', tables.length),
    {
      modal: true,
      detail: [
        ...tableList(tables, nameWithRows),
        '',
        vscode.l10n.t('No dataflow imports this data any more. Deleting it cannot be undone.'),
      ].join('\n'),
    },
    button,
  );
  return choice === button;
}

async function deleteTables(
  session: Session,
  chosen: readonly TableInfo[],
  all: readonly TableInfo[],
): Promise<void> {
  const { database, store, apiKeys, logs } = session;
  const names = new Set(chosen.map(({ name }) => name));
  await database.changeTables({ dropped: [...names], renamed: [] });
  const keyOf = ({ dataflow }: TableInfo) => dataflow.toLowerCase();
  const kept = new Set(all.filter(({ name }) => !names.has(name)).map(keyOf));
  const ended = [...new Set(chosen.map(keyOf))].filter(
    (dataflow) => !kept.has(dataflow) && store.find(dataflow) === undefined,
  );
  for (const dataflow of ended) {
    await database.removeDataflow(dataflow);
    logs.remove(dataflow);
  }
  await saveDropped(session, [...names]);
  // The last, as with Remove.
  for (const dataflow of ended) {
    await apiKeys.delete(dataflow);
  }
}

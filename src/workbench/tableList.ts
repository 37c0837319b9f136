import * as vscode from 'vscode';
import type { TableInfo } from '../database/api.ts';
import { rowCount } from './views/figures.ts';

/** How many tables a question names: the dialog cannot scroll. */
const maxTablesShown = 12;

/** What a question says of each table, a line each, as far as the dialog has room. */
export function tableList<Table>(
  tables: readonly Table[],
  describe: (table: Table) => string,
): readonly string[] {
  const more = tables.length - maxTablesShown;
  return [
    ...tables.slice(0, maxTablesShown).map(describe),
    ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : []),
  ];
}

/** `billing_customers (20 rows)`; the rows that were deleted at their source are named, too: no run brings them back. */
export function nameWithRows({ name, rowCount: rows, deletedCount }: TableInfo): string {
  return deletedCount === undefined
    ? `${name} (${rowCount(rows)})`
    : vscode.l10n.t('{0} ({1}, and {2} deleted at the source)', name, rowCount(rows), rowCount(deletedCount));
}

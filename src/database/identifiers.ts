import * as l10n from '@vscode/l10n';
import { DatabaseError } from './api.ts';

/** What the extension's own tables and indexes begin with. */
export const ownPrefix = '_dataflows_';

/**
 * A name as it stands in SQL. Every identifier goes through here: table names come from people.
 * @throws DatabaseError invalidQuery for a name that SQL text cannot carry.
 */
export function quote(name: string): string {
  // SQLite reads its SQL as a C string: at a NUL the statement would end early and mean something else.
  if (name === '' || name.includes('\0')) {
    throw new DatabaseError('invalidQuery', l10n.t('“{0}” cannot be the name of a table or column.', name));
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** Whether a table of this name would be taken for SQLite's own or the extension's. */
export function isReserved(table: string): boolean {
  const lower = table.toLowerCase();
  return lower.startsWith('sqlite_') || lower.startsWith(ownPrefix);
}

import { ownPrefix, quote } from './identifiers.ts';
import type { Sqlite } from './sqlite.ts';

/*
 * SQLite reads all views and triggers again with each ALTER TABLE … RENAME, and fails where one names what is not there
 * (https://sqlite.org/lang_altertable.html, 2). People make their own of the imported tables, and drop tables under
 * them; that must keep no table from being renamed.
 */

/**
 * Gives a table another name, inside a transaction. Views and triggers on it follow; where any in the database is
 * broken they all stay as they are. @param from As it stands in SQL, as `to`.
 */
export function renameTable(sqlite: Sqlite, from: string, to: string): void {
  // In two steps: SQLite takes a change of case alone for a name in use.
  const between = quote(`${ownPrefix}renamed`);
  const rename = () => {
    sqlite.script(`ALTER TABLE ${from} RENAME TO ${between}; ALTER TABLE ${between} RENAME TO ${to};`);
  };
  try {
    sqlite.savepoint(rename);
  } catch {
    leavingViews(sqlite, rename);
  }
}

/**
 * Puts a table in the place of another one, inside a transaction: views and triggers that name that one see it in its
 * place. @param from As it stands in SQL, as `to`.
 */
export function replaceTable(sqlite: Sqlite, from: string, to: string): void {
  sqlite.script(`DROP TABLE ${to}`);
  leavingViews(sqlite, () => sqlite.script(`ALTER TABLE ${from} RENAME TO ${to}`));
}

function leavingViews(sqlite: Sqlite, work: () => void): void {
  sqlite.script('PRAGMA legacy_alter_table = ON');
  try {
    work();
  } finally {
    sqlite.script('PRAGMA legacy_alter_table = OFF');
  }
}

import { DatabaseError } from './api.ts';
import { isReserved, quote } from './identifiers.ts';
import type { Sqlite } from './sqlite.ts';

/*
 * What SQLite itself has of a table. Other programs may change the file between runs, so it may be otherwise than
 * _dataflows_tables says; and what people added to a table is theirs to keep.
 */

/** A column as SQLite has it. */
export interface SqlColumn {
  readonly name: string;
  /** As it was declared, in whatever words. */
  readonly type: string;
  /** Whether it is the primary key, or the first column of that. */
  readonly isKey: boolean;
}

/** A table's columns by their names in lower case, as SQLite takes them for the same; none where there is no such table. */
export function sqlColumns(sqlite: Sqlite, table: string): ReadonlyMap<string, SqlColumn> {
  const rows = sqlite.all("SELECT name, type, pk FROM pragma_table_info(?, 'main')", [table]);
  return new Map(
    rows.map(([name, type, key]) => [
      String(name).toLowerCase(),
      { name: String(name), type: String(type), isKey: key === 1 },
    ]),
  );
}

/** SQL that tells whether there is a table. @param name SQL of its name. */
export function existsSql(name: string): string {
  return `EXISTS (SELECT 1 FROM sqlite_schema AS present
    WHERE present.type = 'table' AND present.name = ${name} COLLATE NOCASE)`;
}

/** What people added to a table. */
export interface Additions {
  readonly columns: readonly SqlColumn[];
  /** The indexes and triggers, as SQL. */
  readonly objects: readonly string[];
}

/** @param ours The names of all columns that are the extension's. */
export function additionsTo(sqlite: Sqlite, table: string, ours: readonly string[]): Additions {
  const known = new Set(ours.map((name) => name.toLowerCase()));
  const objects = sqlite.all(
    `SELECT name, sql FROM sqlite_schema
     WHERE type IN ('index', 'trigger') AND tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL`,
    [table],
  );
  return {
    columns: [...sqlColumns(sqlite, table)].flatMap(([key, column]) => (known.has(key) ? [] : [column])),
    objects: objects.flatMap(([name, sql]) => (isReserved(String(name)) ? [] : [String(sql)])),
  };
}

/** Gives a table the columns that people added to another one. @param table As it stands in SQL. */
export function addColumns(sqlite: Sqlite, table: string, { columns }: Additions): void {
  for (const { name, type } of columns) {
    sqlite.script(`ALTER TABLE ${table} ADD COLUMN ${quote(name)} ${plainType(type)}`);
  }
}

/** Makes people's indexes and triggers again. One that is about a column that has gone goes with it. */
export function addObjects(sqlite: Sqlite, { objects }: Additions): void {
  for (const sql of objects) {
    try {
      sqlite.savepoint(() => sqlite.run(sql));
    } catch (error) {
      if (!DatabaseError.is(error)) {
        throw error;
      }
    }
  }
}

/** A declared type can be any text in quotes; SQLite minds a few words of it. */
function plainType(type: string): string {
  return /^\w+( \w+)*(\(\d+(, ?\d+)?\))?$/.test(type) ? type : '';
}

import { ownPrefix, quote } from './identifiers.ts';
import { renameTable } from './renaming.ts';
import type { Sqlite, Statement } from './sqlite.ts';
import { deletedAtColumn, rowNumber, runIdColumn, type Table } from './tables.ts';

/*
 * The rows that runs changed, as they were before: for each imported table that needs one, a table of the same columns.
 * They have no types there, so that SQLite keeps every value as it is. Rows are told by their id, not by SQLite's row
 * number, which a VACUUM by another program changes.
 *
 * A row carries the id of the run that last wrote it. So one that does not carry the present run's has no image of
 * it yet, and the rows that a run inserted need none.
 */

/** The run that changed the row: undoing it brings the image back. */
export const changedByColumn = '_changed_by';

/** The name of the table that holds a table's images, as it stands in SQL. */
export function imagesOf(table: string): string {
  return quote(`${ownPrefix}before_${table}`);
}

/** Keeps the images of one table in one run, for the length of a transaction. */
export class BeforeImages {
  readonly #sqlite: Sqlite;
  readonly #table: Table;
  readonly #run: number;
  #keep: Statement | undefined;

  constructor(sqlite: Sqlite, table: Table, run: number) {
    this.#sqlite = sqlite;
    this.#table = table;
    this.#run = run;
  }

  /** To be called before a row is changed or marked as deleted. @param row SQLite's row number. */
  keep(row: number): void {
    this.#keep ??= this.#prepare();
    this.#keep.run([row]);
  }

  dispose(): void {
    this.#keep?.free();
    this.#keep = undefined;
  }

  /** The place is made here and not before: most tables of a first import never need one. */
  #prepare(): Statement {
    ensureImages(this.#sqlite, this.#table);
    return this.#sqlite.prepare(
      `${insertImages(this.#table, this.#run)} WHERE ${rowNumber(this.#table)} = ? AND ${runIdColumn} IS NOT ${this.#run}`,
    );
  }
}

/** Keeps the images of all rows, before something changes them all. */
export function keepAll(sqlite: Sqlite, table: Table, run: number): number {
  ensureImages(sqlite, table);
  return sqlite.run(`${insertImages(table, run)} WHERE ${runIdColumn} IS NOT ${run}`);
}

/** Puts the rows that a run changed back as they were, in their places. */
export function restoreImages(sqlite: Sqlite, table: Table, run: number): void {
  if (!hasImages(sqlite, table.name)) {
    return;
  }
  const columns = allColumns(table);
  const sets = columns.map((column) => `${column} = excluded.${column}`);
  sqlite.run(
    `INSERT INTO ${quote(table.name)} (${columns}) SELECT ${columns} FROM ${imagesOf(table.name)}
     WHERE ${changedByColumn} = ? ON CONFLICT (id) DO UPDATE SET ${sets}`,
    [run],
  );
}

/** What `restoreImages` would do: how many rows it brings back from being deleted, and how many it changes besides. */
export function countImages(
  sqlite: Sqlite,
  table: string,
  run: number,
): { readonly restored: number; readonly broughtBack: number } {
  if (!hasImages(sqlite, table)) {
    return { restored: 0, broughtBack: 0 };
  }
  const [all = 0, broughtBack = 0] =
    sqlite.first(
      `SELECT count(*), count(*) FILTER (
         WHERE image.${deletedAtColumn} IS NULL AND present.${deletedAtColumn} IS NOT NULL)
       FROM ${imagesOf(table)} AS image LEFT JOIN ${quote(table)} AS present ON present.id = image.id
       WHERE image.${changedByColumn} = ?`,
      [run],
    ) ?? [];
  return { restored: Number(all) - Number(broughtBack), broughtBack: Number(broughtBack) };
}

export function dropImages(sqlite: Sqlite, table: string, run: number): void {
  if (hasImages(sqlite, table)) {
    sqlite.run(`DELETE FROM ${imagesOf(table)} WHERE ${changedByColumn} = ?`, [run]);
  }
}

export function dropAllImages(sqlite: Sqlite, table: string): void {
  sqlite.script(`DROP TABLE IF EXISTS ${imagesOf(table)}`);
}

/** To be called with the renaming of the table. */
export function renameImages(sqlite: Sqlite, from: string, to: string): void {
  if (hasImages(sqlite, from)) {
    renameTable(sqlite, imagesOf(from), imagesOf(to));
  }
}

export function hasImages(sqlite: Sqlite, table: string): boolean {
  return columnsOfImages(sqlite, table).length > 0;
}

/** Makes the place for a table's images, with all columns that the table has now. */
function ensureImages(sqlite: Sqlite, table: Table): void {
  const present = new Set(columnsOfImages(sqlite, table.name));
  const missing = allColumns(table).filter((column) => !present.has(column));
  if (present.size === 0) {
    const columns = missing.map((column) => (column === quote('id') ? 'id TEXT' : column));
    sqlite.script(
      `CREATE TABLE ${imagesOf(table.name)} (
         ${changedByColumn} INTEGER NOT NULL, ${columns}, UNIQUE (${changedByColumn}, id))`,
    );
    return;
  }
  for (const column of missing) {
    sqlite.script(`ALTER TABLE ${imagesOf(table.name)} ADD COLUMN ${column}`);
  }
}

/** Quoted; none where the table has no images. */
export function columnsOfImages(sqlite: Sqlite, table: string): string[] {
  return sqlite.all(`PRAGMA table_info(${imagesOf(table)})`).map(([, name]) => quote(String(name)));
}

function insertImages(table: Table, run: number): string {
  const columns = allColumns(table);
  return `INSERT OR IGNORE INTO ${imagesOf(table.name)} (${changedByColumn}, ${columns})
    SELECT ${run}, ${columns} FROM ${quote(table.name)}`;
}

/** Quoted, with the columns that the source has no more and the extension's own. */
function allColumns(table: Table): string[] {
  return [...table.columns.map(({ name }) => name), runIdColumn, deletedAtColumn].map(quote);
}

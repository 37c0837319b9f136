import * as l10n from '@vscode/l10n';
import type { Row } from '../shared/columns.ts';
import { DatabaseError, type WriteCounts } from './api.ts';
import { quote } from './identifiers.ts';
import { RowSet } from './rowSet.ts';
import type { Sqlite, Statement } from './sqlite.ts';
import { deletedAtColumn, notDeleted, runIdColumn, type Table } from './tables.ts';

/**
 * Writes the rows of one table in one run. The statements are prepared once: with bare inserts as the measure, a
 * first import costs the same (2026-11: 140,000 rows/s of 30 columns either way).
 */
export class TableWriter {
  readonly #sqlite: Sqlite;
  readonly #table: Table;
  readonly #run: number;
  readonly #width: number;
  readonly #insert: Statement;
  readonly #compare: Statement;
  readonly #update: Statement;
  /** Rows that the source still has as they are; the others that this run saw carry its id. */
  readonly #unchanged = new RowSet();
  /** Lists run from new rows to known ones, so a row is first tried as what the one before it was. */
  #expectNew = true;

  constructor(sqlite: Sqlite, table: Table, run: number) {
    const columns = table.columns.filter((column) => !column.former).map((column) => quote(column.name));
    const cells = columns.map((_, index) => `?${index + 1}`);
    const name = quote(table.name);
    const sets = columns.map((column, index) => `${column} = ${cells[index]}`);
    this.#sqlite = sqlite;
    this.#table = table;
    this.#run = run;
    this.#width = columns.length;
    this.#insert = sqlite.prepare(
      `INSERT INTO ${name} (${columns}, ${runIdColumn}) VALUES (${cells}, ${run}) ON CONFLICT (id) DO NOTHING`,
    );
    this.#compare = sqlite.prepare(
      `SELECT ${rowNumber(table)}, (${columns}, ${deletedAtColumn}) IS (${cells}, NULL) FROM ${name} WHERE id = ?1`,
    );
    this.#update = sqlite.prepare(
      `UPDATE ${name} SET ${sets}, ${runIdColumn} = ${run}, ${deletedAtColumn} = NULL WHERE id = ?1`,
    );
  }

  /** Upserts by `id`. A row that is in the table as it is, is not written. Belongs into a transaction. */
  write(rows: readonly Row[]): WriteCounts {
    const counts = { inserted: 0, updated: 0, unchanged: 0 };
    for (const row of rows) {
      this.#check(row);
      counts[this.#writeRow(row)] += 1;
    }
    return counts;
  }

  /**
   * Marks the rows that this run did not see as deleted.
   * @returns How many these are.
   */
  markVanished(at: string): number {
    const name = quote(this.#table.name);
    const number = rowNumber(this.#table);
    const candidates = this.#sqlite.prepare(
      `SELECT ${number} FROM ${name} WHERE ${notDeleted} AND ${runIdColumn} IS NOT ?`,
    );
    const mark = this.#sqlite.prepare(
      `UPDATE ${name} SET ${deletedAtColumn} = ?, ${runIdColumn} = ? WHERE ${number} = ?`,
    );
    try {
      const vanished = candidates.numbers([this.#run]).filter((row) => !this.#unchanged.has(row));
      for (const row of vanished) {
        mark.run([at, this.#run, row]);
      }
      return vanished.length;
    } finally {
      candidates.free();
      mark.free();
    }
  }

  /** Frees the statements. */
  dispose(): void {
    this.#insert.free();
    this.#compare.free();
    this.#update.free();
  }

  #writeRow(row: Row): keyof WriteCounts {
    if (this.#expectNew && this.#insert.run(row) === 1) {
      return 'inserted';
    }
    const [number, same] = this.#compare.firstNumbers(row) ?? [];
    this.#expectNew = number === undefined;
    if (number === undefined) {
      this.#insert.run(row);
      return 'inserted';
    }
    if (same === 1) {
      this.#unchanged.add(number);
      return 'unchanged';
    }
    this.#update.run(row);
    return 'updated';
  }

  /** SQLite would take a short row and leave NULLs in the rest. */
  #check(row: Row): void {
    if (row.length !== this.#width) {
      throw new DatabaseError(
        'internal',
        l10n.t(
          'A row for the table “{0}” has {1} cells, the table has {2}.',
          this.#table.name,
          row.length,
          this.#width,
        ),
      );
    }
  }
}

/** SQLite's name for a row's number, of the three it has, that no column of the table hides. */
export function rowNumber(table: Table): string {
  const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) ?? 'rowid';
}

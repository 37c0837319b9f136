import * as l10n from '@vscode/l10n';
import type { Row, SqlValue, WholeGroups } from '../shared/columns.ts';
import { type Batch, DatabaseError, type WriteCounts } from './api.ts';
import { BeforeImages } from './beforeImages.ts';
import { quote } from './identifiers.ts';
import { RowSet } from './rowSet.ts';
import type { SizeLimit } from './sizeLimit.ts';
import type { Sqlite, Statement } from './sqlite.ts';
import { deletedAtColumn, groupIndex, notDeleted, rowNumber, runIdColumn, type Table } from './tables.ts';
import { unpackRows } from './unpackRows.ts';

/** Making an index by groups takes as long as to read all rows so many times (2026-11, 500,000 rows: 330 and 130 ms). */
const readsWorthAnIndex = 3;

interface WriterOptions {
  readonly sqlite: Sqlite;
  readonly limit: SizeLimit;
  readonly table: Table;
  readonly run: number;
}

/**
 * Writes the rows of one table in one run. The statements are prepared once: with bare inserts as the measure, a
 * first import costs the same (2026-11: 140,000 rows/s of 30 columns either way).
 */
export class TableWriter {
  readonly #sqlite: Sqlite;
  readonly #limit: SizeLimit;
  readonly #table: Table;
  readonly #run: number;
  readonly #width: number;
  readonly #insert: Statement;
  readonly #compare: Statement;
  readonly #update: Statement;
  /** Rows that the source still has as they are; the others that this run saw carry its id. */
  readonly #unchanged = new RowSet();
  #groupReads = 0;
  #hasRoomForIndex = true;
  /** Lists run from new rows to known ones, so a row is first tried as what the one before it was. */
  #expectNew = true;

  constructor({ sqlite, limit, table, run }: WriterOptions) {
    const columns = table.columns.filter((column) => !column.former).map((column) => quote(column.name));
    const cells = columns.map((_, index) => `?${index + 1}`);
    const name = quote(table.name);
    const sets = columns.map((column, index) => `${column} = ${cells[index]}`);
    this.#sqlite = sqlite;
    this.#limit = limit;
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

  /**
   * Upserts by `id`; a row that is in the table as it is, is not written. Then marks as deleted what the batch says is
   * gone. Keeps the rows that it changes as they were before the run. Belongs into a transaction.
   * @param at The time of deletion.
   */
  write(batch: Batch, at: string): WriteCounts {
    return this.#keepingImages((images) => {
      const counts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
      for (const row of unpackRows(batch.rows)) {
        this.#check(row);
        counts[this.#writeRow(row, images)] += 1;
      }
      if (batch.wholeGroups !== undefined) {
        counts.deleted += this.#markDeleted(this.#missingInGroups(batch.wholeGroups), at, images);
      }
      if (batch.deletedIds !== undefined && batch.deletedIds.length > 0) {
        counts.deleted += this.#markDeleted(this.#rowsWithIds(batch.deletedIds), at, images);
      }
      return counts;
    });
  }

  /**
   * Marks the rows that this run did not see as deleted.
   * @returns How many these are.
   */
  markVanished(at: string): number {
    const candidates = this.#select(`${runIdColumn} IS NOT ?`, [this.#run]);
    const vanished = candidates.filter((row) => !this.#unchanged.has(row));
    return this.#keepingImages((images) => this.#markDeleted(vanished, at, images));
  }

  /** Frees the statements. */
  dispose(): void {
    this.#insert.free();
    this.#compare.free();
    this.#update.free();
  }

  /** The images belong to a transaction, not to the writer: what a failed one made is gone with it. */
  #keepingImages<T>(work: (images: BeforeImages) => T): T {
    const images = new BeforeImages(this.#sqlite, this.#table, this.#run);
    try {
      return work(images);
    } finally {
      images.dispose();
    }
  }

  #rowsWithIds(ids: readonly string[]): readonly number[] {
    return this.#select('id IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)]);
  }

  #missingInGroups({ column, groups, ids }: WholeGroups): readonly number[] {
    this.#groupReads += 1;
    if (this.#groupReads > readsWorthAnIndex && this.#hasRoomForIndex) {
      const { name } = this.#table;
      const sql = `CREATE INDEX IF NOT EXISTS ${groupIndex(name)} ON ${quote(name)} (${quote(column)})`;
      this.#hasRoomForIndex = this.#limit.keepSparing(() => this.#sqlite.script(sql));
    }
    return this.#select(
      `${quote(column)} IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(groups), JSON.stringify(ids)],
    );
  }

  /** The numbers of the rows that are not deleted and meet the condition. */
  #select(condition: string, parameters: readonly SqlValue[]): readonly number[] {
    const statement = this.#sqlite.prepare(
      `SELECT ${rowNumber(this.#table)} FROM ${quote(this.#table.name)} WHERE ${notDeleted} AND ${condition}`,
    );
    try {
      return statement.numbers(parameters);
    } finally {
      statement.free();
    }
  }

  /** @returns How many rows these are. */
  #markDeleted(rows: readonly number[], at: string, images: BeforeImages): number {
    const mark = this.#sqlite.prepare(
      `UPDATE ${quote(this.#table.name)} SET ${deletedAtColumn} = ?, ${runIdColumn} = ?
       WHERE ${rowNumber(this.#table)} = ?`,
    );
    try {
      for (const row of rows) {
        images.keep(row);
        mark.run([at, this.#run, row]);
      }
      return rows.length;
    } finally {
      mark.free();
    }
  }

  #writeRow(row: Row, images: BeforeImages): 'inserted' | 'updated' | 'unchanged' {
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
    images.keep(number);
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

import type { Completeness } from './api.ts';
import { quote } from './identifiers.ts';
import type { Sqlite } from './sqlite.ts';
import { notDeleted, rowNumber, type Table } from './tables.ts';

/** How long one call may count, in milliseconds. */
const turnMs = 30;
/** Row numbers that are counted at a time. */
const pieceLength = 10_000;

interface Counting {
  rows: number;
  /** Values that are not NULL, column by column. */
  readonly filled: number[];
  /** The row number up to which rows were counted; undefined when all were. */
  position: number | undefined;
}

/** Counts the values of tables, some rows at a time, and keeps what it found until the data changes. */
export class CompletenessCounts {
  readonly #sqlite: Sqlite;
  readonly #byTable = new Map<string, Counting>();

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Counts on for some milliseconds. */
  of(table: Table): Completeness {
    const counting = this.#byTable.get(table.name) ?? this.#begin(table);
    this.#byTable.set(table.name, counting);
    const end = performance.now() + turnMs;
    while (counting.position !== undefined && performance.now() < end) {
      counting.position = this.#countPiece(table, counting, counting.position);
    }
    return {
      columns: table.columns.map(({ name }, index) => ({
        column: name,
        share: counting.rows === 0 ? 0 : (counting.filled[index] ?? 0) / counting.rows,
      })),
      complete: counting.position === undefined,
    };
  }

  /** To be called after any change of the data. */
  forget(): void {
    this.#byTable.clear();
  }

  #begin(table: Table): Counting {
    return { rows: 0, filled: table.columns.map(() => 0), position: Number.NEGATIVE_INFINITY };
  }

  /** @returns The new position. */
  #countPiece(table: Table, counting: Counting, position: number): number | undefined {
    const number = rowNumber(table);
    const from = `FROM ${quote(table.name)} WHERE ${number}`;
    // Where rows are few and far between, straight to the next one.
    const [first = null] = this.#sqlite.first(`SELECT min(${number}) ${from} > ?`, [position]) ?? [];
    if (first === null) {
      return undefined;
    }
    const end = Number(first) + pieceLength - 1;
    const counts = table.columns.map(({ name }) => `count(${quote(name)})`).join(', ');
    const [rows, ...filled] =
      this.#sqlite.first(`SELECT count(*), ${counts} ${from} BETWEEN ? AND ? AND ${notDeleted}`, [
        Number(first),
        end,
      ]) ?? [];
    counting.rows += Number(rows);
    for (const [index, count] of filled.entries()) {
      counting.filled[index] = (counting.filled[index] ?? 0) + Number(count);
    }
    return end;
  }
}

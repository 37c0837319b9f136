import type { SqlValue } from '../shared/columns.ts';
import type { RowFilter } from './api.ts';
import { filterSql } from './conditions.ts';
import { quote } from './identifiers.ts';
import type { Sqlite, Statement } from './sqlite.ts';
import { rowNumber, type Table } from './tables.ts';

/** How long one part of a scan should take, in milliseconds: the thread then looks what else there is to do. */
const partMilliseconds = 15;
const firstPart = 4096;
const largestPart = 1 << 17;

/**
 * Goes through a table part by part, in the order of the rows' numbers. SQLite in WebAssembly cannot be interrupted, so
 * whoever wants to be able to stop must ask for little at a time.
 */
export class RowScan {
  readonly #sqlite: Sqlite;
  readonly #sql: string;
  readonly #selected: readonly SqlValue[];
  readonly #parameters: readonly SqlValue[];
  readonly #table: Table;
  #last: number;
  #partRows = firstPart;
  #complete = false;

  constructor(
    sqlite: Sqlite,
    table: Table,
    filter: RowFilter,
    { select, rest = '', parameters = [], after = Number.MIN_SAFE_INTEGER }: ScanSql,
  ) {
    const row = rowNumber(table);
    const where = filterSql(table, filter);
    this.#sqlite = sqlite;
    this.#table = table;
    this.#last = after;
    this.#sql = `SELECT ${select} FROM ${quote(table.name)} WHERE ${row} > ? AND ${row} <= ?${
      where === undefined ? '' : ` AND ${where.sql}`
    } ${rest}`;
    this.#parameters = where?.parameters ?? [];
    this.#selected = parameters;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** The number of the last row that was looked at. */
  get last(): number {
    return this.#last;
  }

  /**
   * Reads further parts, for some `milliseconds`, until `isEnough` or the end of the table.
   * @param read Runs the statement for one part, with these parameters.
   */
  advance(
    milliseconds: number,
    read: (statement: Statement, parameters: readonly SqlValue[]) => void,
    isEnough: () => boolean = () => false,
  ): void {
    const end = performance.now() + milliseconds;
    const statement = this.#sqlite.prepare(this.#sql);
    try {
      while (!this.#complete && !isEnough()) {
        this.#readPart((parameters) => read(statement, parameters));
        if (performance.now() >= end) {
          return;
        }
      }
    } finally {
      statement.free();
    }
  }

  #readPart(read: (parameters: readonly SqlValue[]) => void): void {
    const start = performance.now();
    const row = rowNumber(this.#table);
    const until = this.#sqlite.first(
      `SELECT ${row} FROM ${quote(this.#table.name)} WHERE ${row} > ? ORDER BY ${row} LIMIT 1 OFFSET ?`,
      [this.#last, this.#partRows - 1],
    )?.[0];
    const bound = typeof until === 'number' ? until : Number.MAX_SAFE_INTEGER;
    read([...this.#selected, this.#last, bound, ...this.#parameters]);
    this.#last = bound;
    this.#complete = bound === Number.MAX_SAFE_INTEGER;
    const factor = partMilliseconds / Math.max(performance.now() - start, 1);
    this.#partRows = Math.max(1, Math.min(largestPart, Math.round(this.#partRows * Math.min(factor, 4))));
  }
}

export interface ScanSql {
  /** What to read of the rows that the filter lets through: `rowid`, `count(*), max(amount)`. */
  readonly select: string;
  /** What follows the WHERE clause. */
  readonly rest?: string;
  /** The values of the parameters in `select`. */
  readonly parameters?: readonly SqlValue[];
  /** Begins after this row. */
  readonly after?: number;
}

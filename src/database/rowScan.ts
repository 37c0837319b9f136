import type { SqlValue } from '../shared/columns.ts';
import { filterSql } from './conditions.ts';
import { quote } from './identifiers.ts';
import type { RowFilter } from './rowQueries.ts';
import type { Sqlite, Statement } from './sqlite.ts';
import { rowNumber, type Table } from './tables.ts';

/** How long one part of a scan should take, in milliseconds: the thread then looks what else there is to do. */
const partMilliseconds = 15;
const firstPart = 512;
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
  /** From one row's number to the next one's, on average. */
  #gap: number | undefined;
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
    const [first] = this.#sqlite.first(
      `SELECT min(${row}) FROM ${quote(this.#table.name)} WHERE ${row} > ?`,
      [this.#last],
    ) ?? [null];
    if (typeof first !== 'number') {
      this.#complete = true;
      return;
    }
    this.#gap ??= this.#averageGap();
    const bound = first + Math.max(0, Math.round(this.#partRows * this.#gap) - 1);
    read([...this.#selected, this.#last, bound, ...this.#parameters]);
    this.#last = bound;
    const factor = partMilliseconds / Math.max(performance.now() - start, 1);
    this.#partRows = Math.max(1, Math.min(largestPart, Math.round(this.#partRows * Math.min(factor, 4))));
  }

  #averageGap(): number {
    const row = rowNumber(this.#table);
    const name = quote(this.#table.name);
    const number = (what: string) => this.#sqlite.number(`SELECT ${what} FROM ${name}`);
    // Each in a statement of its own, SQLite finds without a look at the rows.
    return (number(`max(${row})`) - number(`min(${row})`) + 1) / number('count(*)');
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

import type { SqlValue } from '../../shared/columns.ts';
import { quote } from '../identifiers.ts';
import type { Sqlite, StoredValue } from '../sqlite.ts';
import { rowNumber, type Table } from '../tables.ts';

export type StoredRow = readonly StoredValue[];

/**
 * The rows of a view, read piece by piece, so that other work gets its turn between. No statement is open between two
 * pieces: rows may change meanwhile, and a row that has gone by then is left out.
 */
export interface ViewRows {
  /** How many there were when it began. */
  readonly total: number;
  readonly isAtEnd: boolean;
  /**
   * Reads on, a row at a time, as long as `mayGoOn`.
   * @param cells SQL of the cells wanted, separated by commas.
   */
  each(cells: string, take: (row: StoredRow) => void, mayGoOn: () => boolean): void;
}

/** All rows that meet a condition, in the order they came. */
export class ScannedRows implements ViewRows {
  readonly total: number;
  readonly #sqlite: Sqlite;
  readonly #from: string;
  readonly #number: string;
  readonly #parameters: readonly SqlValue[];
  /** The largest row number when it began: later rows are not part of the view. */
  readonly #end: number;
  /** The row number that was read last. */
  #position: number;
  #isAtEnd = false;

  /** @param where SQL that begins with WHERE, or empty. @param total How many rows meet it. */
  constructor(sqlite: Sqlite, table: Table, where: string, parameters: readonly SqlValue[], total: number) {
    this.total = total;
    this.#sqlite = sqlite;
    this.#number = rowNumber(table);
    this.#from = `FROM ${quote(table.name)} ${where === '' ? 'WHERE TRUE' : where}
      AND ${this.#number} > ? AND ${this.#number} <= ? ORDER BY ${this.#number}`;
    this.#parameters = parameters;
    this.#end = sqlite.number(`SELECT max(${this.#number}) FROM ${quote(table.name)}`);
    this.#position = sqlite.number(`SELECT min(${this.#number}) FROM ${quote(table.name)}`) - 1;
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  each(cells: string, take: (row: StoredRow) => void, mayGoOn: () => boolean): void {
    const stopped = this.#sqlite.eachStored(
      `SELECT ${this.#number}, ${cells} ${this.#from}`,
      [...this.#parameters, this.#position, this.#end],
      ([number, ...row]) => {
        this.#position = Number(number);
        take(row);
        return mayGoOn();
      },
    );
    this.#isAtEnd = !stopped;
  }

  /**
   * Reads the next rows in one piece, which is much faster than one by one.
   * @param cell SQL of one cell per row. @param aggregate SQL that makes one value of all that is named `cell`.
   */
  piece(
    cell: string,
    aggregate: string,
    limit: number,
  ): { readonly rows: number; readonly value: StoredValue } {
    const [rows, position, value = null] =
      this.#sqlite.firstStored(
        `SELECT count(*), max(number), ${aggregate}
         FROM (SELECT ${this.#number} AS number, ${cell} AS cell ${this.#from} LIMIT ?)`,
        [...this.#parameters, this.#position, this.#end, limit],
      ) ?? [];
    this.#isAtEnd = Number(rows) < limit;
    this.#position = Number(position ?? this.#end);
    return { rows: Number(rows), value };
  }
}

/** Rows by their numbers, in the order of these. */
export class ListedRows implements ViewRows {
  readonly total: number;
  readonly #sqlite: Sqlite;
  readonly #numbers: Float64Array;
  readonly #from: string;
  /** How many were read. */
  #position = 0;

  constructor(sqlite: Sqlite, table: Table, numbers: Float64Array) {
    this.total = numbers.length;
    this.#sqlite = sqlite;
    this.#numbers = numbers;
    this.#from = `FROM ${quote(table.name)} WHERE ${rowNumber(table)} = ?`;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#numbers.length;
  }

  each(cells: string, take: (row: StoredRow) => void, mayGoOn: () => boolean): void {
    const statement = this.#sqlite.prepare(`SELECT ${cells} ${this.#from}`);
    const takeOne = (row: StoredRow): boolean => {
      take(row);
      return false;
    };
    try {
      do {
        const number = this.#numbers[this.#position];
        if (number === undefined) {
          return;
        }
        this.#position += 1;
        statement.eachStored([number], takeOne);
      } while (mayGoOn());
    } finally {
      statement.free();
    }
  }
}

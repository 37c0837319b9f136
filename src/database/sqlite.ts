import * as l10n from '@vscode/l10n';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import type { SqlValue } from '../shared/columns.ts';
import { DatabaseError } from './api.ts';
import { FileMemory } from './fileMemory.ts';

/*
 * The only module that knows sql.js. What it adds: DatabaseErrors, integers that stay exact, and transactions.
 * sql.js 1.16 binds a bigint as its digits, which an INTEGER column turns back into the integer; its types don't
 * say so, nor that `get` takes `useBigInt` (both read in its source, src/api.js, 2026-11).
 */

type Parameters = readonly SqlValue[];

/** A value as SQLite has it. */
export type StoredValue = SqlValue | Uint8Array;

interface RawStatement {
  bind(values: readonly StoredValue[]): boolean;
  step(): boolean;
  get(values: null, config?: { useBigInt: boolean }): StoredValue[];
  reset(): void;
  free(): boolean;
}

interface RawDatabase {
  prepare(sql: string): RawStatement;
  run(sql: string): unknown;
  getRowsModified(): number;
  export(): Uint8Array;
  close(): void;
}

/** Makes databases, once the engine is loaded. */
export interface Engine {
  /** @param bytes A database file's content, taken over without a copy; without it the database is empty. */
  open(bytes?: Uint8Array): Sqlite;
}

/**
 * Loads the engine.
 * @param wasm The file `sql-wasm.wasm` of the sql.js package.
 */
export async function loadEngine(wasm: string): Promise<Engine> {
  const module = await initSqlJs({
    locateFile: () => wasm,
    // It would print what the rejection says as well.
    printErr: () => undefined,
  });
  return {
    open(bytes) {
      const memory = new FileMemory(bytes ?? emptyFile(module));
      const database: unknown = new module.Database(memory as unknown as Uint8Array);
      return new Sqlite(database as RawDatabase, memory);
    },
  };
}

/** A database without anything in it: one page. */
function emptyFile(module: SqlJsStatic): Uint8Array {
  const database = new module.Database();
  try {
    database.run('VACUUM');
    return database.export();
  } finally {
    database.close();
  }
}

/** A database in memory. Every method throws DatabaseError. */
export class Sqlite {
  readonly #database: RawDatabase;
  readonly #memory: FileMemory;

  constructor(database: RawDatabase, memory: FileMemory) {
    this.#database = database;
    this.#memory = memory;
  }

  /** Runs one or more statements that have no parameters. */
  script(sql: string): void {
    translated(() => this.#database.run(sql));
  }

  /** Runs one statement and returns how many rows it changed. */
  run(sql: string, parameters: Parameters = []): number {
    return this.#once(sql, (statement) => statement.run(parameters));
  }

  /** All rows of a query; integers beyond 2^53 are bigints. */
  all(sql: string, parameters: Parameters = []): SqlValue[][] {
    const rows: SqlValue[][] = [];
    this.#once(sql, (statement) => statement.each(parameters, (row) => rows.push(row)));
    return rows;
  }

  first(sql: string, parameters: Parameters = []): SqlValue[] | undefined {
    return this.#once(sql, (statement) => statement.first(parameters));
  }

  /** The first row as it is stored: integers are bigints, blobs are bytes. */
  firstStored(sql: string, parameters: Parameters = []): StoredValue[] | undefined {
    let first: StoredValue[] | undefined;
    this.eachStored(sql, parameters, (row) => {
      first = row;
      return false;
    });
    return first;
  }

  /**
   * The rows of a query as they are stored (integers are bigints, blobs are bytes), until `take` returns false.
   * @returns Whether it did, rather than the rows coming to their end.
   */
  eachStored(sql: string, parameters: Parameters, take: (row: StoredValue[]) => boolean): boolean {
    return this.#once(sql, (statement) => statement.eachStored(parameters, take));
  }

  /** The number that a query gives in its first row and column; 0 where there is none. */
  number(sql: string, parameters: Parameters = []): number {
    return Number(this.first(sql, parameters)?.[0] ?? 0);
  }

  /** The caller frees it. */
  prepare(sql: string): Statement {
    const database = this.#database;
    return new Statement(
      translated(() => database.prepare(sql)),
      () => database.getRowsModified(),
    );
  }

  /** Runs `work` as a whole or not at all. */
  transaction<T>(work: () => T): T {
    return this.#whole(work, { begin: 'BEGIN', commit: 'COMMIT', rollback: 'ROLLBACK' });
  }

  /** The same inside a transaction, which goes on where `work` throws. */
  savepoint<T>(work: () => T): T {
    return this.#whole(work, {
      begin: 'SAVEPOINT inner_work',
      commit: 'RELEASE inner_work',
      rollback: 'ROLLBACK TO inner_work; RELEASE inner_work',
    });
  }

  /**
   * The content of the database file, piece by piece: to be used before anything is changed. Not inside a transaction.
   * Prepared statements stay.
   */
  content(): readonly Uint8Array[] {
    const version = this.number('PRAGMA user_version');
    const writeSomething = () => this.script(`PRAGMA user_version = ${version}`);
    return this.#memory.isInUse(writeSomething)
      ? this.#memory.pieces()
      : [translated(() => this.#database.export())];
  }

  close(): void {
    translated(() => this.#database.close());
  }

  #whole<T>(work: () => T, sql: { begin: string; commit: string; rollback: string }): T {
    this.script(sql.begin);
    try {
      const result = work();
      this.script(sql.commit);
      return result;
    } catch (error) {
      // A few errors (out of memory, disk full) have ended the transaction already, and then this one would
      // hide the first.
      try {
        this.#database.run(sql.rollback);
      } catch {}
      throw error;
    }
  }

  #once<T>(sql: string, use: (statement: Statement) => T): T {
    const statement = this.prepare(sql);
    try {
      return use(statement);
    } finally {
      statement.free();
    }
  }
}

/** A prepared statement, to be run many times. */
export class Statement {
  readonly #statement: RawStatement;
  readonly #rowsModified: () => number;

  constructor(statement: RawStatement, rowsModified: () => number) {
    this.#statement = statement;
    this.#rowsModified = rowsModified;
  }

  /** @returns How many rows it changed. */
  run(parameters: readonly StoredValue[]): number {
    return this.#with(parameters, () => {
      this.#statement.step();
      return this.#rowsModified();
    });
  }

  first(parameters: Parameters): SqlValue[] | undefined {
    return this.#with(parameters, () => (this.#statement.step() ? this.#row() : undefined));
  }

  /** For numbers known to be small: skips the work that keeps integers exact. */
  firstNumbers(parameters: Parameters): number[] | undefined {
    return this.#with(parameters, () =>
      this.#statement.step() ? this.#statement.get(null).map(Number) : undefined,
    );
  }

  each(parameters: Parameters, take: (row: SqlValue[]) => void): void {
    this.#with(parameters, () => {
      while (this.#statement.step()) {
        take(this.#row());
      }
    });
  }

  /** See `Sqlite.eachStored`. */
  eachStored(parameters: Parameters, take: (row: StoredValue[]) => boolean): boolean {
    return this.#with(parameters, () => {
      while (this.#statement.step()) {
        if (!take(this.#statement.get(null, { useBigInt: true }))) {
          return true;
        }
      }
      return false;
    });
  }

  /** Every row, with integers that are bigints only where no number is exact, and blobs as bytes. */
  eachExact(parameters: Parameters, take: (row: StoredValue[]) => void): void {
    this.#with(parameters, () => {
      while (this.#statement.step()) {
        take(this.#exactRow());
      }
    });
  }

  /** The first column of every row, as numbers. */
  numbers(parameters: Parameters): number[] {
    return this.#with(parameters, () => {
      const numbers: number[] = [];
      while (this.#statement.step()) {
        numbers.push(Number(this.#statement.get(null)[0]));
      }
      return numbers;
    });
  }

  free(): void {
    this.#statement.free();
  }

  #row(): SqlValue[] {
    return this.#exactRow().map(exactValue);
  }

  /** Making bigints takes long: they are asked for where a number came that may be a rounded integer. */
  #exactRow(): StoredValue[] {
    const row = this.#statement.get(null);
    return row.some(mayBeRounded) ? this.#statement.get(null, { useBigInt: true }).map(exactInteger) : row;
  }

  #with<T>(parameters: readonly StoredValue[], use: () => T): T {
    return translated(() => {
      try {
        this.#statement.bind(parameters);
        return use();
      } finally {
        this.#statement.reset();
      }
    });
  }
}

/** A value as the rest of the extension has it: an integer is a number where that is exact, a blob is SQL's notation. */
export function exactValue(value: StoredValue): SqlValue {
  // Only another program can have put a blob there. SQL's own notation shows it.
  return value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : exactInteger(value);
}

function exactInteger<T extends StoredValue>(value: T): T | number {
  if (typeof value !== 'bigint') {
    return value;
  }
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function mayBeRounded(value: StoredValue): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw databaseError(error);
  }
}

/** sql.js passes on SQLite's message, without its code, as a plain Error or (for misuse) a string. */
function databaseError(error: unknown): unknown {
  const message = messageOfEngine(error);
  if (message === undefined) {
    return error;
  }
  if (/not a database|malformed/.test(message)) {
    return new DatabaseError(
      'notADatabase',
      l10n.t('The database file is damaged or is no SQLite database ({0}).', message),
      error,
    );
  }
  return new DatabaseError('internal', l10n.t('The database could not do this: {0}.', message), error);
}

function messageOfEngine(error: unknown): string | undefined {
  if (typeof error === 'string') {
    return error;
  }
  return error instanceof Error && error.constructor === Error ? error.message : undefined;
}

import type { RowsQuery } from './api.ts';
import { filterSql, orderSql } from './conditions.ts';
import { quote } from './identifiers.ts';
import { RowScan } from './rowScan.ts';
import { RowSet } from './rowSet.ts';
import type { Sqlite } from './sqlite.ts';
import { deletedAtColumn, rowNumber, type Table } from './tables.ts';

/** Up to this share of the table, sorting the found rows alone is quicker than sorting all. */
const fewRows = 1 / 8;

/** Orders of whole tables, by the terms of the order. */
export interface TableOrders {
  get(orderBy: RowsQuery['orderBy']): Float64Array | undefined;
  set(orderBy: RowsQuery['orderBy'], rows: Float64Array): void;
}

/**
 * The numbers of the rows that a query is about, in its order. They are found once: a page of them is then read by
 * row number, wherever it is, while OFFSET would sort the table for each page.
 *
 * Rows that a filter lets through are found part by part, see {@link advance}; an order is found at once.
 */
export class RowView {
  readonly #sqlite: Sqlite;
  readonly #table: Table;
  readonly #query: RowsQuery;
  readonly #orders: TableOrders;
  #scan: RowScan | undefined;
  #matches = new NumberList();
  #rows: Float64Array | undefined;

  constructor(sqlite: Sqlite, table: Table, query: RowsQuery, orders: TableOrders) {
    this.#sqlite = sqlite;
    this.#table = table;
    this.#query = query;
    this.#orders = orders;
  }

  /** How many rows are found so far: those that {@link rows} has. Under an order that is none until all are found. */
  get found(): number {
    return this.#rows?.length ?? (this.#query.orderBy.length === 0 ? this.#matches.length : 0);
  }

  /** How many rows the filter is known to let through. */
  get matched(): number {
    return this.#rows?.length ?? this.#matches.length;
  }

  get complete(): boolean {
    return this.#rows !== undefined;
  }

  /** A part of the rows found so far. */
  rows(offset: number, limit: number): Float64Array {
    return this.#rows?.subarray(offset, offset + limit) ?? this.#matches.part(offset, offset + limit);
  }

  /** Goes on for some `milliseconds`, or until `enough` rows are found. Only an order takes longer. */
  advance(milliseconds: number, enough = Number.POSITIVE_INFINITY): void {
    if (this.#rows !== undefined) {
      return;
    }
    const { where, search, orderBy } = this.#query;
    const isFiltered = where.length > 0 || Boolean(search);
    if (!isFiltered) {
      this.#rows = this.#withoutDeleted(this.#tableOrder());
    } else if (
      orderBy.length > 0 &&
      !search &&
      this.#scan === undefined &&
      this.#orders.get(orderBy) === undefined
    ) {
      // Neither is known yet. Both in one statement take half the time of one after the other.
      this.#rows = this.#select(this.#query);
    } else {
      this.#findMatches(milliseconds, enough);
    }
  }

  #findMatches(milliseconds: number, enough: number): void {
    this.#scan ??= new RowScan(this.#sqlite, this.#table, this.#query, { select: rowNumber(this.#table) });
    this.#scan.advance(
      milliseconds,
      (statement, parameters) => this.#matches.add(statement.numbers(parameters)),
      () => this.found >= enough,
    );
    if (this.#scan.complete) {
      this.#rows = this.#inOrder(this.#matches.all());
      this.#matches = new NumberList();
      this.#scan = undefined;
    }
  }

  #inOrder(matches: Float64Array): Float64Array {
    const { orderBy } = this.#query;
    if (orderBy.length === 0) {
      return matches;
    }
    if (this.#orders.get(orderBy) === undefined && matches.length < this.#countAll() * fewRows) {
      return this.#selectAmong(matches);
    }
    const set = rowSet(matches);
    return this.#tableOrder().filter((row) => set.has(row));
  }

  /** All rows, deleted ones too, in the query's order. */
  #tableOrder(): Float64Array {
    const { orderBy } = this.#query;
    const known = this.#orders.get(orderBy);
    if (known !== undefined) {
      return known;
    }
    const rows =
      (orderBy.length === 0 ? this.#consecutive() : undefined) ??
      this.#select({ ...this.#query, where: [], search: '', includeDeleted: true });
    this.#orders.set(orderBy, rows);
    return rows;
  }

  /** The row numbers without a look at the rows: mostly none is missing between the first and the last. */
  #consecutive(): Float64Array | undefined {
    const row = rowNumber(this.#table);
    const name = quote(this.#table.name);
    const first = this.#sqlite.number(`SELECT min(${row}) FROM ${name}`);
    const last = this.#sqlite.number(`SELECT max(${row}) FROM ${name}`);
    const count = this.#countAll();
    return last - first + 1 === count
      ? Float64Array.from({ length: count }, (_, at) => first + at)
      : undefined;
  }

  #withoutDeleted(rows: Float64Array): Float64Array {
    if (this.#query.includeDeleted) {
      return rows;
    }
    // Its index holds the deleted rows alone.
    const deleted = rowSet(
      this.#numbers(
        `SELECT ${rowNumber(this.#table)} FROM ${quote(this.#table.name)} WHERE ${deletedAtColumn} IS NOT NULL`,
      ),
    );
    return deleted.isEmpty ? rows : rows.filter((row) => !deleted.has(row));
  }

  #select(query: RowsQuery): Float64Array {
    const where = filterSql(this.#table, query);
    return this.#numbers(
      `SELECT ${rowNumber(this.#table)} FROM ${quote(this.#table.name)}
       ${where === undefined ? '' : `WHERE ${where.sql}`} ${orderSql(this.#table, query.orderBy)}`,
      where?.parameters,
    );
  }

  #selectAmong(matches: Float64Array): Float64Array {
    const row = rowNumber(this.#table);
    return this.#numbers(
      `SELECT ${row} FROM ${quote(this.#table.name)} WHERE ${row} IN (SELECT value FROM json_each(?))
       ${orderSql(this.#table, this.#query.orderBy)}`,
      [`[${matches.join()}]`],
    );
  }

  #countAll(): number {
    return this.#sqlite.number(`SELECT count(*) FROM ${quote(this.#table.name)}`);
  }

  #numbers(sql: string, parameters: Parameters<Sqlite['all']>[1] = []): Float64Array {
    const statement = this.#sqlite.prepare(sql);
    try {
      return Float64Array.from(statement.numbers(parameters));
    } finally {
      statement.free();
    }
  }
}

function rowSet(rows: Float64Array): RowSet {
  const set = new RowSet();
  for (const row of rows) {
    set.add(row);
  }
  return set;
}

/** Numbers in the order that they came, 8 bytes each. */
class NumberList {
  #numbers = new Float64Array(1024);
  length = 0;

  add(numbers: readonly number[]): void {
    const length = this.length + numbers.length;
    if (length > this.#numbers.length) {
      const grown = new Float64Array(Math.max(length, this.#numbers.length * 2));
      grown.set(this.#numbers.subarray(0, this.length));
      this.#numbers = grown;
    }
    this.#numbers.set(numbers, this.length);
    this.length = length;
  }

  part(from: number, to: number): Float64Array {
    return this.#numbers.subarray(Math.min(from, this.length), Math.min(to, this.length));
  }

  all(): Float64Array {
    return this.#numbers.slice(0, this.length);
  }
}

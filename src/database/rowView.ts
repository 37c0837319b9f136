import { filterSql, orderSql } from './conditions.ts';
import { quote } from './identifiers.ts';
import type { RowFilter, RowsQuery } from './rowQueries.ts';
import { RowScan } from './rowScan.ts';
import { RowSet } from './rowSet.ts';
import { RowSort } from './rowSort.ts';
import type { Sqlite } from './sqlite.ts';
import { deletedAtColumn, rowNumber, type Table } from './tables.ts';

/** Rows by their numbers. */
export interface NumberedRows {
  readonly numbers: Float64Array;
  /** The version of the data in which they were found, see {@link Queries.version}; the oldest, where it was several. */
  readonly version: number;
}

/** Orders of whole tables, by the terms of the order. */
export interface TableOrders {
  get(orderBy: RowsQuery['orderBy']): NumberedRows | undefined;
  set(orderBy: RowsQuery['orderBy'], rows: NumberedRows): void;
}

/**
 * The numbers of the rows that a query is about, in its order. They are found once: a page of them is then read by
 * row number, wherever it is, while OFFSET would sort the table for each page.
 *
 * They are found in turns, see {@link advance}: nothing else can be done in this thread meanwhile.
 */
export class RowView {
  readonly #sqlite: Sqlite;
  readonly #table: Table;
  readonly #query: RowsQuery;
  readonly #orders: TableOrders;
  /** Of the data, when the search began; that of a known order, where it picks from an older one. */
  #version: number;
  #scan: RowScan | undefined;
  #matches = new NumberList();
  /** The same, to be picked from an order that is known. */
  #matching = new RowSet();
  /** The order of all rows that is kept lacks some that the filter lets through. */
  #isOrderOld = false;
  /** Finds an order that is not known yet. */
  #sort: RowSort | undefined;
  #deleted: RowSet | undefined;
  #rows: Float64Array | undefined;

  /** @param version Of the data, now. */
  constructor(sqlite: Sqlite, table: Table, query: RowsQuery, orders: TableOrders, version: number) {
    this.#sqlite = sqlite;
    this.#table = table;
    this.#query = query;
    this.#orders = orders;
    this.#version = version;
  }

  /** How many rows are found so far: those that {@link rows} has. */
  get found(): number {
    return this.#readable.length;
  }

  /** How many rows the filter is known to let through. */
  get matched(): number {
    return this.#rows?.length ?? this.#sort?.matched ?? this.#matches.length;
  }

  get complete(): boolean {
    return this.#rows !== undefined;
  }

  /** All rows found so far. */
  get all(): NumberedRows {
    return { numbers: this.#readable, version: this.#version };
  }

  /** A part of the rows found so far. */
  rows(offset: number, limit: number): Float64Array {
    return this.#readable.subarray(offset, offset + limit);
  }

  /** Goes on for some `milliseconds`, or until `enough` rows are found. */
  advance(milliseconds: number, enough = Number.POSITIVE_INFINITY): void {
    if (this.#rows !== undefined) {
      return;
    }
    const { orderBy } = this.#query;
    if (orderBy.length > 0 && (this.#isOrderOld || this.#orders.get(orderBy) === undefined)) {
      this.#findOrder(milliseconds);
      return;
    }
    const order = this.#isFiltered || this.#scan !== undefined ? undefined : this.#tableOrder();
    if (order === undefined) {
      this.#findMatches(milliseconds, enough);
    } else {
      this.#rows = this.#withoutDeleted(order);
    }
  }

  get #isFiltered(): boolean {
    return this.#query.where.length > 0 || Boolean(this.#query.search);
  }

  /** All rows, deleted ones too, as far as that is known without a look at them. */
  #tableOrder(): Float64Array | undefined {
    const { orderBy } = this.#query;
    return orderBy.length === 0 ? this.#consecutive() : this.#knownOrder();
  }

  #knownOrder(): Float64Array | undefined {
    const order = this.#orders.get(this.#query.orderBy);
    this.#version = Math.min(this.#version, order?.version ?? this.#version);
    return order?.numbers;
  }

  get #readable(): Float64Array {
    if (this.#rows !== undefined) {
      return this.#rows;
    }
    if (this.#query.orderBy.length === 0) {
      return this.#matches.all();
    }
    return this.#sort === undefined ? none : this.#withoutDeleted(this.#sort.first);
  }

  /** The order of all rows, deleted ones too, is found if there is no filter: others are then picked from it. */
  #findOrder(milliseconds: number): void {
    const { orderBy } = this.#query;
    const filter = this.#isFiltered ? this.#query : { ...this.#query, includeDeleted: true };
    this.#sort ??= new RowSort(this.#sqlite, this.#table, filter, orderBy);
    this.#sort.advance(milliseconds);
    const rows = this.#sort.isTooLarge ? this.#select(filter) : this.#sort.sorted;
    if (rows === undefined) {
      return;
    }
    if (this.#isFiltered) {
      this.#rows = rows;
    } else {
      this.#orders.set(orderBy, { numbers: rows, version: this.#version });
      this.#rows = this.#withoutDeleted(rows);
    }
    this.#sort = undefined;
  }

  #findMatches(milliseconds: number, enough: number): void {
    this.#scan ??= new RowScan(this.#sqlite, this.#table, this.#query, { select: rowNumber(this.#table) });
    if (!this.#scan.complete) {
      this.#scan.advance(
        milliseconds,
        (statement, parameters) => this.#addMatches(statement.numbers(parameters)),
        () => this.found >= enough,
      );
      // To put them in order is the next turn's.
      if (!this.#scan.complete || this.#query.orderBy.length > 0) {
        return;
      }
    }
    const order = this.#knownOrder();
    const rows = order === undefined ? this.#matches.all().slice() : this.#matching.pick(order, 'within');
    if (rows.length === this.#matches.length) {
      this.#rows = rows;
    } else {
      // A run has written rows since all were put in order: these are then put in one of their own.
      this.#isOrderOld = true;
    }
    this.#matches = new NumberList();
    this.#matching = new RowSet();
    this.#scan = undefined;
  }

  #addMatches(numbers: readonly number[]): void {
    this.#matches.add(numbers);
    if (this.#query.orderBy.length > 0) {
      for (const number of numbers) {
        this.#matching.add(number);
      }
    }
  }

  /** The row numbers without a look at the rows: mostly none is missing between the first and the last. */
  #consecutive(): Float64Array | undefined {
    const row = rowNumber(this.#table);
    const name = quote(this.#table.name);
    const first = this.#sqlite.number(`SELECT min(${row}) FROM ${name}`);
    const last = this.#sqlite.number(`SELECT max(${row}) FROM ${name}`);
    const count = this.#sqlite.number(`SELECT count(*) FROM ${name}`);
    if (last - first + 1 !== count) {
      return undefined;
    }
    const rows = new Float64Array(count);
    for (let at = 0; at < count; at += 1) {
      rows[at] = first + at;
    }
    return rows;
  }

  #withoutDeleted(rows: Float64Array): Float64Array {
    if (this.#query.includeDeleted) {
      return rows;
    }
    // Its index holds the deleted rows alone.
    this.#deleted ??= rowSet(
      this.#numbers(
        `SELECT ${rowNumber(this.#table)} FROM ${quote(this.#table.name)} WHERE ${deletedAtColumn} IS NOT NULL`,
      ),
    );
    return this.#deleted.isEmpty ? rows : this.#deleted.pick(rows, 'without');
  }

  #select(filter: RowFilter): Float64Array {
    const where = filterSql(this.#table, filter);
    return this.#numbers(
      `SELECT ${rowNumber(this.#table)} FROM ${quote(this.#table.name)}
       ${where === undefined ? '' : `WHERE ${where.sql}`} ${orderSql(this.#table, this.#query.orderBy)}`,
      where?.parameters,
    );
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

const none = new Float64Array();

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

  /** Not a copy: what is added later may change it. */
  all(): Float64Array {
    return this.#numbers.subarray(0, this.length);
  }
}

import * as l10n from '@vscode/l10n';
import type { Column, ColumnType, Row, SqlValue } from '../shared/columns.ts';
import { type Condition, DatabaseError, type PageQuery, type RowFilter } from './api.ts';
import { quote } from './identifiers.ts';
import type { Sqlite } from './sqlite.ts';
import { deletedAtColumn, notDeleted, rowNumber, runIdColumn, type Table } from './tables.ts';

/** From this row on, the order of the whole table is found once and kept: OFFSET would sort it for every page. */
const keepOrderFrom = 1000;
/** A preview pages through one or two orders at a time; each takes 8 bytes a row. */
const keptOrders = 3;

export interface SqlPart {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** Reads pages of rows. Orders of whole tables are kept until `forget`. */
export class Queries {
  readonly #sqlite: Sqlite;
  /** Row numbers in order, by filter and order; the one used last at the end. */
  readonly #orders = new Map<string, Float64Array>();

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** NULLs come first in an ascending order and last in a descending one; equal rows stay in the order they came. */
  readPage(table: Table, query: PageQuery): Row[] {
    checkPage(query);
    const columns = query.columns.map((name) => quote(checkColumn(table, name).name));
    const select = `SELECT ${columns.length === 0 ? 'NULL' : columns} FROM ${quote(table.name)}`;
    const rows =
      query.offset + query.limit <= keepOrderFrom
        ? this.#readFirst(select, table, query)
        : this.#readByNumber(`${select} WHERE ${rowNumber(table)} = ?`, this.#order(table, query), query);
    return columns.length === 0 ? rows.map(() => []) : rows;
  }

  count(table: Table, filter: RowFilter): number {
    const where = whereSql(table, filter);
    return this.#sqlite.number(`SELECT count(*) FROM ${quote(table.name)} ${where.sql}`, where.parameters);
  }

  /** The numbers of all rows that a query finds, in its order. */
  rowNumbers(table: Table, query: Omit<PageQuery, 'offset' | 'limit' | 'columns'>): Float64Array {
    return this.#order(table, query);
  }

  /** The condition of a filter: SQL that begins with WHERE, or empty. */
  where(table: Table, filter: RowFilter): SqlPart {
    return whereSql(table, filter);
  }

  /** The columns of these names, with their types. @throws DatabaseError invalidQuery for one that is not there */
  columns(table: Table, names: readonly string[]): Column[] {
    return names.map((name) => checkColumn(table, name));
  }

  /** To be called after any change of the data. */
  forget(): void {
    this.#orders.clear();
  }

  #readFirst(select: string, table: Table, query: PageQuery): Row[] {
    const where = whereSql(table, query);
    return this.#sqlite.all(`${select} ${where.sql} ${orderSql(table, query)} LIMIT ? OFFSET ?`, [
      ...where.parameters,
      query.limit,
      query.offset,
    ]);
  }

  #readByNumber(select: string, order: Float64Array, { offset, limit }: PageQuery): Row[] {
    const statement = this.#sqlite.prepare(select);
    try {
      return Array.from(order.subarray(offset, offset + limit), (row) => statement.first([row])).filter(
        (row) => row !== undefined,
      );
    } finally {
      statement.free();
    }
  }

  #order(table: Table, query: Omit<PageQuery, 'offset' | 'limit' | 'columns'>): Float64Array {
    const where = whereSql(table, query);
    const sql = `SELECT ${rowNumber(table)} FROM ${quote(table.name)} ${where.sql} ${orderSql(table, query)}`;
    const key = JSON.stringify([sql, where.parameters.map((value) => [typeof value, String(value)])]);
    const order = this.#orders.get(key) ?? this.#findOrder(sql, where.parameters);
    this.#orders.delete(key);
    this.#orders.set(key, order);
    for (const oldest of [...this.#orders.keys()].slice(0, -keptOrders)) {
      this.#orders.delete(oldest);
    }
    return order;
  }

  #findOrder(sql: string, parameters: readonly SqlValue[]): Float64Array {
    const statement = this.#sqlite.prepare(sql);
    try {
      return Float64Array.from(statement.numbers(parameters));
    } finally {
      statement.free();
    }
  }
}

function whereSql(table: Table, filter: RowFilter): SqlPart {
  const parts = filter.where.map((condition) => conditionSql(table, condition));
  const conditions = [...(filter.includeDeleted ? [] : [notDeleted]), ...parts.map((part) => part.sql)];
  return {
    sql: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`,
    parameters: parts.flatMap((part) => part.parameters),
  };
}

const comparisons = { lessThan: '<', atMost: '<=', greaterThan: '>', atLeast: '>=' } as const;

function conditionSql(table: Table, condition: Condition): SqlPart {
  const { name, type } = checkColumn(table, condition.column);
  const column = quote(name);
  switch (condition.operator) {
    case 'isNull':
      return { sql: `${column} IS NULL`, parameters: [] };
    case 'isNotNull':
      return { sql: `${column} IS NOT NULL`, parameters: [] };
    case 'contains':
      return { sql: `${column} LIKE ? ESCAPE '\\'`, parameters: [containing(condition.value)] };
    case 'equals':
      return { sql: `${asStored(column, type)} IS ?`, parameters: [condition.value] };
    case 'lessThan':
    case 'atMost':
    case 'greaterThan':
    case 'atLeast':
      return {
        sql: `${comparable(column, type)} ${comparisons[condition.operator]} ${comparable('?', type)}`,
        parameters: [condition.value],
      };
    default:
      throw invalidQuery(l10n.t('There is no such condition on a column.'));
  }
}

function orderSql(table: Table, query: Pick<PageQuery, 'orderBy'>): string {
  const terms = query.orderBy.map((term) => {
    const { name, type } = checkColumn(table, term.column);
    return `${comparable(quote(name), type)} ${term.descending ? 'DESC' : 'ASC'}`;
  });
  return `ORDER BY ${[...terms, rowNumber(table)].join(', ')}`;
}

/** Decimals are text, and in the order of text 10 comes before 9. */
function comparable(sql: string, type: ColumnType): string {
  return type === 'decimal' ? `CAST(${sql} AS REAL)` : asStored(sql, type);
}

/** To SQLite a DATETIME column is numeric, so it would read a year given as text as a number. The + keeps it text. */
function asStored(sql: string, type: ColumnType): string {
  return type === 'datetime' ? `+${sql}` : sql;
}

function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

function checkColumn(table: Table, name: string): Column {
  if (name === runIdColumn) {
    return { name, type: 'integer' };
  }
  if (name === deletedAtColumn) {
    return { name, type: 'datetime' };
  }
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw invalidQuery(l10n.t('The table “{0}” has no column “{1}”.', table.name, name));
  }
  return column;
}

function checkPage({ offset, limit }: PageQuery): void {
  if (![offset, limit].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    throw invalidQuery(
      l10n.t('A page begins at a row and has a length; {0} and {1} are neither.', offset, limit),
    );
  }
}

function invalidQuery(message: string): DatabaseError {
  return new DatabaseError('invalidQuery', message);
}

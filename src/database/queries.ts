import * as l10n from '@vscode/l10n';
import type { Column, Row } from '../shared/columns.ts';
import { ColumnSummarizer } from './columnSummary.ts';
import { checkColumn, filterSql, invalidQuery, orderSql, type SqlPart } from './conditions.ts';
import { quote } from './identifiers.ts';
import {
  type ColumnQuery,
  type ColumnSummary,
  type FoundId,
  type FoundRows,
  firstRows,
  type PageQuery,
  type RowFilter,
  type RowsQuery,
  type TextPart,
  type TextPlace,
} from './rowQueries.ts';
import { type NumberedRows, RowView, type TableOrders } from './rowView.ts';
import type { Sqlite } from './sqlite.ts';
import { deletedAtColumn, rowNumber, type Table } from './tables.ts';

/** How long `findRows` looks before it answers, in milliseconds. */
const turnMilliseconds = 40;
/** A few previews page through two or three views at a time; each takes 8 bytes a row. */
const keptViews = 6;
const keptOrders = 4;
const keptSummaries = 4;

/** Reads rows. What was found out about a query is kept, see RowsQuery.asOf. */
export class Queries {
  readonly #sqlite: Sqlite;
  readonly #views = new KeptLast<RowView>(keptViews);
  readonly #orders = new KeptLast<NumberedRows>(keptOrders);
  readonly #summaries = new KeptLast<ColumnSummarizer>(keptSummaries);
  #version = 0;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Of the data: another one after each change. */
  get version(): number {
    return this.#version;
  }

  findRows(table: Table, query: RowsQuery): FoundRows {
    const view = this.#view(table, query);
    view.advance(turnMilliseconds);
    return { count: view.matched, readable: view.found, complete: view.complete };
  }

  summarizeColumn(table: Table, query: ColumnQuery): ColumnSummary {
    const key = keyOf(query.asOf, [table.name, query.column, ...filterKey(query)]);
    const summarizer =
      this.#summaries.get(key) ?? this.#summaries.set(key, new ColumnSummarizer(this.#sqlite, table, query));
    summarizer.advance(turnMilliseconds);
    return summarizer.result();
  }

  readText(table: Table, { id, column, offset, length }: TextPlace): TextPart | undefined {
    const value = quote(checkColumn(table, column).name);
    // A blob that another program put there is shown in SQL's notation.
    const text = `CASE typeof(${value}) WHEN 'blob' THEN 'x''' || lower(hex(${value})) || '''' ELSE ${value} END`;
    const [part, bytes] =
      this.#sqlite.first(
        `SELECT substr(${text}, ?, ?), octet_length(${value}) FROM ${quote(table.name)}
         WHERE id = ? AND typeof(${value}) IN ('text', 'blob')`,
        [offset + 1, length, id],
      ) ?? [];
    return typeof part === 'string' ? { text: part, bytes: Number(bytes) } : undefined;
  }

  findIds(tables: readonly Table[], ids: readonly string[]): FoundId[] {
    return tables.flatMap((table) =>
      this.#sqlite
        .all(`SELECT id FROM ${quote(table.name)} WHERE id IN (SELECT value FROM json_each(?))`, [
          JSON.stringify(ids),
        ])
        .map(([id]) => ({ id: String(id), table: table.name })),
    );
  }

  readPage(table: Table, query: PageQuery): Row[] {
    checkPage(query);
    const columns = query.columns.map((name) => columnSql(table, name, query.maxText));
    const select = `SELECT ${columns.length === 0 ? 'NULL' : columns} FROM ${quote(table.name)}`;
    const rows = this.#canReadFirst(table, query)
      ? this.#readFirst(select, table, query)
      : this.#readByNumber(`${select} WHERE ${rowNumber(table)} = ?`, this.#rowsOfPage(table, query));
    return columns.length === 0 ? rows.map(() => []) : rows;
  }

  count(table: Table, filter: RowFilter): number {
    const count = (what: RowFilter) => {
      const where = this.where(table, what);
      return this.#sqlite.number(`SELECT count(*) FROM ${quote(table.name)} ${where.sql}`, where.parameters);
    };
    if (filter.where.length > 0 || filter.search) {
      return count(filter);
    }
    // Neither needs a look at the rows: the deleted ones have an index of their own.
    const all = { ...filter, includeDeleted: true };
    const deleted = { ...all, where: [{ column: deletedAtColumn, operator: 'isNotNull' }] } as const;
    return count(all) - (filter.includeDeleted ? 0 : count(deleted));
  }

  /** All rows that a query finds, in its order. */
  numberedRows(table: Table, query: RowsQuery): NumberedRows {
    const view = this.#view(table, query);
    while (!view.complete) {
      view.advance(Number.POSITIVE_INFINITY);
    }
    return view.all;
  }

  /** The condition of a filter: SQL that begins with WHERE, or empty. */
  where(table: Table, filter: RowFilter): SqlPart {
    const where = filterSql(table, filter);
    return where === undefined
      ? { sql: '', parameters: [] }
      : { sql: `WHERE ${where.sql}`, parameters: where.parameters };
  }

  /** The columns of these names, with their types. @throws DatabaseError invalidQuery for one that is not there */
  columns(table: Table, names: readonly string[]): Column[] {
    return names.map((name) => checkColumn(table, name));
  }

  /** To be called after any change of the data. */
  noteChange(): void {
    this.#version += 1;
    this.forget();
  }

  /** Forgets what is not kept `asOf` a moment. */
  forget(): void {
    this.#views.deleteWhere((key) => key.startsWith(freshKey));
    this.#orders.deleteWhere((key) => key.startsWith(freshKey));
    this.#summaries.deleteWhere((key) => key.startsWith(freshKey));
  }

  /** The first page of a table as it is needs no search for the other rows; nor does a row by its id, which has an index. */
  #canReadFirst(table: Table, query: PageQuery): boolean {
    if (query.where.some(({ column, operator }) => column === 'id' && operator === 'equals')) {
      return true;
    }
    return (
      query.offset + query.limit <= firstRows &&
      query.where.length === 0 &&
      query.orderBy.length === 0 &&
      !query.search &&
      !this.#views.get(viewKey(table, query))?.complete
    );
  }

  #readFirst(select: string, table: Table, query: PageQuery): Row[] {
    const where = this.where(table, query);
    return this.#sqlite.all(`${select} ${where.sql} ${orderSql(table, query.orderBy)} LIMIT ? OFFSET ?`, [
      ...where.parameters,
      query.limit,
      query.offset,
    ]);
  }

  #rowsOfPage(table: Table, query: PageQuery): Float64Array {
    const { offset, limit } = query;
    const view = this.#view(table, query);
    while (!view.complete && view.found < offset + limit) {
      view.advance(Number.POSITIVE_INFINITY, offset + limit);
    }
    return view.rows(offset, limit);
  }

  #readByNumber(select: string, numbers: Float64Array): Row[] {
    const statement = this.#sqlite.prepare(select);
    try {
      return Array.from(numbers, (row) => statement.first([row])).filter((row) => row !== undefined);
    } finally {
      statement.free();
    }
  }

  #view(table: Table, query: RowsQuery): RowView {
    const key = viewKey(table, query);
    return (
      this.#views.get(key) ??
      this.#views.set(
        key,
        new RowView(this.#sqlite, table, query, this.#tableOrders(table, query), this.#version),
      )
    );
  }

  #tableOrders(table: Table, { asOf }: RowsQuery): TableOrders {
    const key = (orderBy: RowsQuery['orderBy']) => keyOf(asOf, [table.name, orderBy]);
    return {
      get: (orderBy) => this.#orders.get(key(orderBy)),
      set: (orderBy, rows) => this.#orders.set(key(orderBy), rows),
    };
  }
}

/** A map of the few entries that were used last. */
class KeptLast<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    return value === undefined ? undefined : this.set(key, value);
  }

  set(key: string, value: T): T {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const oldest of [...this.#entries.keys()].slice(0, -this.#limit)) {
      this.#entries.delete(oldest);
    }
    return value;
  }

  deleteWhere(matches: (key: string) => boolean): void {
    for (const key of [...this.#entries.keys()].filter(matches)) {
      this.#entries.delete(key);
    }
  }
}

const freshKey = 'now ';

function keyOf(asOf: number | undefined, what: unknown): string {
  // A bigint is no JSON, and 1 and '1' may compare differently.
  const text = JSON.stringify(what, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return `${asOf === undefined ? freshKey : `${asOf} `}${text}`;
}

function viewKey(table: Table, query: RowsQuery): string {
  return keyOf(query.asOf, [table.name, query.orderBy, ...filterKey(query)]);
}

function filterKey({ where, search, includeDeleted }: RowFilter): unknown[] {
  return [where, search ?? '', includeDeleted];
}

/**
 * Only texts have a length worth cutting; a blob can be anywhere, and `substr` takes a number for its digits. It ends a
 * text at its first NUL, so that what is short is left alone.
 */
function columnSql(table: Table, name: string, maxText: number | undefined): string {
  const column = quote(checkColumn(table, name).name);
  return maxText === undefined
    ? column
    : `CASE WHEN typeof(${column}) IN ('text', 'blob') AND octet_length(${column}) > ${Number(maxText)}
       THEN substr(${column}, 1, ${Number(maxText) + 1}) ELSE ${column} END`;
}

function checkPage({ offset, limit, maxText = 0 }: PageQuery): void {
  if (![offset, limit, maxText].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    throw invalidQuery(
      l10n.t('A page begins at a row and has a length; {0} and {1} are neither.', offset, limit),
    );
  }
}

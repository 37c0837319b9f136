import * as l10n from '@vscode/l10n';
import type { ColumnType, SqlValue } from '../shared/columns.ts';
import { DatabaseError } from './api.ts';
import { quote } from './identifiers.ts';
import type { Condition, OrderTerm, RowFilter } from './rowQueries.ts';
import { deletedAtColumn, notDeleted, rowNumber, runIdColumn, type Table } from './tables.ts';

/*
 * What of a query becomes SQL. Names are checked against the table's columns and quoted; values are parameters.
 */

export interface SqlPart {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** The rows that a filter lets through, as an SQL expression; undefined where it lets all through. */
export function filterSql(table: Table, filter: RowFilter): SqlPart | undefined {
  const parts = filter.where.map((condition) => conditionSql(table, condition));
  if (!filter.includeDeleted) {
    parts.unshift({ sql: notDeleted, parameters: [] });
  }
  if (filter.search) {
    parts.push(searchSql(table, filter.search, filter.includeDeleted));
  }
  return parts.length === 0 ? undefined : joined(parts, 'AND');
}

/** Texts stand in the order of so many of their first characters: to move cells of megabytes about takes seconds. */
const maxSortedText = 500;

/** What rows are sorted by, as SQL. */
export function orderTerms(table: Table, orderBy: readonly OrderTerm[]): string[] {
  return orderBy.map((term) => {
    const { name, type } = checkColumn(table, term.column);
    const column = quote(name);
    return type === 'text' || type === 'json'
      ? `iif(octet_length(${column}) > ${maxSortedText}, substr(${column}, 1, ${maxSortedText}), ${column})`
      : comparable(column, type);
  });
}

/** `ORDER BY …`, with the row's number last: equal rows stay in the order they came. */
export function orderSql(table: Table, orderBy: readonly OrderTerm[]): string {
  const terms = orderTerms(table, orderBy).map(
    (term, index) => `${term} ${orderBy[index]?.descending ? 'DESC' : 'ASC'}`,
  );
  return `ORDER BY ${[...terms, rowNumber(table)].join(', ')}`;
}

/** @throws DatabaseError invalidQuery where the table has no such column */
export function checkColumn(
  table: Table,
  name: string,
): { readonly name: string; readonly type: ColumnType } {
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

export function invalidQuery(message: string): DatabaseError {
  return new DatabaseError('invalidQuery', message);
}

/** Decimals are text, and in the order of text 10 comes before 9. */
export function comparable(sql: string, type: ColumnType): string {
  return type === 'decimal' ? `CAST(${sql} AS REAL)` : asStored(sql, type);
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
      return containing(condition.value)(column);
    case 'equals':
      return { sql: `${asStored(column, type)} IS ?`, parameters: [condition.value] };
    case 'oneOf':
      return oneOfSql(asStored(column, type), condition.values);
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

function oneOfSql(column: string, values: readonly SqlValue[]): SqlPart {
  if (values.length === 0) {
    return { sql: 'false', parameters: [] };
  }
  return joined(
    values.map((value) => ({ sql: `${column} IS ?`, parameters: [value] })),
    'OR',
  );
}

/**
 * Rows with a text in any column, but for booleans, whose 0 and 1 nobody means. A time is found as a preview shows it
 * (`2026-11-23 21:45`) as well as it is stored.
 */
function searchSql(table: Table, text: string, includeDeleted: boolean): SqlPart {
  const inText = containing(text);
  const inTime = containing(text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'));
  // With the deleted rows, a preview shows when they were deleted.
  const shown = [...table.columns, ...(includeDeleted ? [checkColumn(table, deletedAtColumn)] : [])];
  const parts = shown
    .filter(({ type }) => type !== 'boolean')
    .map(({ name, type }) => (type === 'datetime' ? inTime : inText)(quote(name)));
  return joined(parts, 'OR');
}

/** SQLite takes expressions up to 1000 levels deep, and a chain is as deep as it is long: it becomes a tree. */
function joined(parts: readonly SqlPart[], operator: 'AND' | 'OR'): SqlPart {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) {
    return { sql: `(${first.sql})`, parameters: first.parameters };
  }
  const middle = Math.ceil(parts.length / 2);
  const left = joined(parts.slice(0, middle), operator);
  const right = joined(parts.slice(middle), operator);
  return {
    sql: `(${left.sql} ${operator} ${right.sql})`,
    parameters: [...left.parameters, ...right.parameters],
  };
}

/** To SQLite a DATETIME column is numeric, so it would read a year given as text as a number. The + keeps it text. */
function asStored(sql: string, type: ColumnType): string {
  return type === 'datetime' ? `+${sql}` : sql;
}

/**
 * Tells of a column that a text is inside its own, in any case. LIKE knows the cases of A to Z alone; for other letters it finds candidates, of
 * which GLOB, slower where it begins with a choice, takes those that have them in one of their cases.
 */
function containing(text: string): (column: string) => SqlPart {
  const letters = [...text].map(casesOf);
  const candidates = letters.map((cases) => (isKnownToLike(cases) ? likeLetter(cases) : '_'));
  const like = `%${candidates.join('')}%`;
  if (letters.every(isKnownToLike)) {
    return (column) => ({ sql: `${column} LIKE ? ESCAPE '\\'`, parameters: [like] });
  }
  const glob = `*${letters.map(globLetter).join('')}*`;
  return (column) => ({
    sql: `(${column} LIKE ? ESCAPE '\\' AND ${column} GLOB ?)`,
    parameters: [like, glob],
  });
}

/** A character, then its other cases, where these are one character each: ß has none, as SS is two; nor has ı, as I is i. */
function casesOf(character: string): readonly [string, ...string[]] {
  const lower = character.toLowerCase();
  const others = [lower, character.toUpperCase()].filter(
    (other) => other !== character && [...other].length === 1 && other.toLowerCase() === lower,
  );
  return [character, ...others];
}

function isKnownToLike([character, ...others]: readonly [string, ...string[]]): boolean {
  return others.length === 0 || /^[A-Za-z]$/.test(character);
}

function likeLetter([character]: readonly [string, ...string[]]): string {
  return character.replace(/[\\%_]/, '\\$&');
}

function globLetter(cases: readonly [string, ...string[]]): string {
  const [character, ...others] = cases;
  return others.length > 0 || /[*?[]/.test(character) ? `[${cases.join('')}]` : character;
}

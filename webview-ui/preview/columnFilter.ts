import * as l10n from '@vscode/l10n';
import type { Column, ColumnType } from '../../src/shared/columns.ts';
import type { Cell, Condition, TimeDisplay } from '../../src/shared/preview.ts';
import { type CellFormat, cellText } from './cellText.ts';

/** What a person asks of one column. */
export type ColumnFilter =
  | { readonly kind: 'contains' | 'equals'; readonly text: string }
  /** Both ends are included, and either may be empty. Numbers by their digits, times by their day: `2026-11-23`. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'oneOf'; readonly values: readonly FilterValue[] }
  | { readonly kind: 'isNull' | 'isNotNull' };

export type FilterKind = ColumnFilter['kind'];
export type FilterValue = string | number | null;

const kinds: Readonly<Record<ColumnType, readonly FilterKind[]>> = {
  text: ['contains', 'equals', 'oneOf', 'isNull', 'isNotNull'],
  json: ['contains', 'equals', 'oneOf', 'isNull', 'isNotNull'],
  integer: ['range', 'equals', 'oneOf', 'isNull', 'isNotNull'],
  real: ['range', 'equals', 'oneOf', 'isNull', 'isNotNull'],
  decimal: ['range', 'equals', 'oneOf', 'isNull', 'isNotNull'],
  boolean: ['oneOf', 'isNull', 'isNotNull'],
  datetime: ['range', 'oneOf', 'isNull', 'isNotNull'],
};

/** The filters that make sense for a type, the usual one first. */
export function filterKinds(type: ColumnType): readonly FilterKind[] {
  return kinds[type];
}

const number = /^\s*-?\d+(\.\d+)?\s*$/;

/** Whether a text of a filter says something about such a column: it may be half of a number yet. */
export function isValid(filter: ColumnFilter, type: ColumnType): boolean {
  if (type === 'text' || type === 'json' || type === 'datetime') {
    return true;
  }
  const texts =
    filter.kind === 'range' ? [filter.from, filter.to] : filter.kind === 'equals' ? [filter.text] : [];
  return texts.every((text) => text === '' || number.test(text));
}

/** The conditions that a filter puts on a column; none where it leaves all rows. @param times How days are meant. */
export function conditionsOf(
  column: string,
  type: ColumnType,
  filter: ColumnFilter,
  times: TimeDisplay,
): Condition[] {
  switch (filter.kind) {
    case 'isNull':
    case 'isNotNull':
      return [{ column, operator: filter.kind }];
    case 'contains':
      return filter.text === '' ? [] : [{ column, operator: 'contains', value: filter.text }];
    case 'equals':
      return equals(column, type, filter.text);
    case 'oneOf':
      return filter.values.length === 0 ? [] : [{ column, operator: 'oneOf', values: [...filter.values] }];
    case 'range':
      return type === 'datetime'
        ? dayConditions(column, filter, times)
        : numberConditions(column, filter.from, filter.to);
  }
}

/** The filter that conditions on one column were made of; undefined for none. */
export function filterOf(conditions: readonly Condition[], times: TimeDisplay): ColumnFilter | undefined {
  const [first] = conditions;
  switch (first?.operator) {
    case undefined:
      return undefined;
    case 'isNull':
    case 'isNotNull':
      return { kind: first.operator };
    case 'contains':
      return { kind: 'contains', text: first.value };
    case 'equals':
      return { kind: 'equals', text: String(first.value ?? '') };
    case 'oneOf':
      return { kind: 'oneOf', values: first.values };
    default:
      return rangeOf(conditions, times);
  }
}

/** Conditions that mean the same days as before, once times are shown in another way. */
export function inOtherTimes(
  conditions: readonly Condition[],
  columns: readonly Column[],
  from: TimeDisplay,
  to: TimeDisplay,
): Condition[] {
  const days = columns.filter(({ type }) => type === 'datetime').map(({ name }) => name);
  return [...new Set(conditions.map(({ column }) => column))].flatMap((column) => {
    const own = conditions.filter((condition) => condition.column === column);
    const filter = days.includes(column) ? filterOf(own, from) : undefined;
    return filter === undefined ? own : conditionsOf(column, 'datetime', filter, to);
  });
}

/** A filter in words, with values as the column shows them: “status: paid, open”. */
export function describeFilter(column: string, conditions: readonly Condition[], format: CellFormat): string {
  const filter = filterOf(conditions, format.times);
  switch (filter?.kind) {
    case undefined:
      return column;
    case 'isNull':
      return l10n.t('{0} is NULL', column);
    case 'isNotNull':
      return l10n.t('{0} is not NULL', column);
    case 'contains':
      return l10n.t('{0} contains “{1}”', column, filter.text);
    case 'equals':
      return l10n.t('{0} is “{1}”', column, filter.text);
    case 'oneOf':
      return l10n.t('{0}: {1}', column, filter.values.map((value) => valueWords(value, format)).join(', '));
    case 'range':
      return describeRange(column, filter.from, filter.to);
  }
}

/** A value where nothing beside it shows that it is empty. */
export function valueWords(value: Cell, format: CellFormat): string {
  return value === '' ? l10n.t('(empty)') : cellText(value, format);
}

function describeRange(column: string, from: string, to: string): string {
  if (from === to) {
    return l10n.t('{0} is {1}', column, from);
  }
  if (to === '') {
    return l10n.t('{0} from {1}', column, from);
  }
  return from === '' ? l10n.t('{0} up to {1}', column, to) : l10n.t('{0} from {1} to {2}', column, from, to);
}

function equals(column: string, type: ColumnType, text: string): Condition[] {
  if (type === 'text' || type === 'json') {
    return [{ column, operator: 'equals', value: text }];
  }
  // 9.5 and 9.50 are the same number and different texts.
  return type === 'decimal'
    ? numberConditions(column, text, text)
    : text === ''
      ? []
      : [{ column, operator: 'equals', value: text.trim() }];
}

function numberConditions(column: string, from: string, to: string): Condition[] {
  return [
    ...(from === '' ? [] : [{ column, operator: 'atLeast' as const, value: from.trim() }]),
    ...(to === '' ? [] : [{ column, operator: 'atMost' as const, value: to.trim() }]),
  ];
}

function dayConditions(
  column: string,
  { from, to }: { readonly from: string; readonly to: string },
  times: TimeDisplay,
): Condition[] {
  return [
    ...(from === '' ? [] : [{ column, operator: 'atLeast' as const, value: startOfDay(from, 0, times) }]),
    ...(to === '' ? [] : [{ column, operator: 'lessThan' as const, value: startOfDay(to, 1, times) }]),
  ];
}

function rangeOf(conditions: readonly Condition[], times: TimeDisplay): ColumnFilter {
  const valueAt = (operator: Condition['operator']) => {
    const found = conditions.find((condition) => condition.operator === operator);
    return found !== undefined && 'value' in found ? String(found.value ?? '') : '';
  };
  const from = valueAt('atLeast');
  const before = valueAt('lessThan');
  const isTime = from.endsWith('Z') || before.endsWith('Z');
  return isTime
    ? { kind: 'range', from: from && dayOf(from, 0, times), to: before && dayOf(before, -1, times) }
    : { kind: 'range', from, to: valueAt('atMost') };
}

/** After every time that is stored: years have four digits. */
const endOfTimes = '9999-12-31T24:00:00Z';

/** The first moment of a day, as times are stored. @param days How many days later. */
function startOfDay(day: string, days: number, times: TimeDisplay): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const time = times === 'local' ? new Date(0) : undefined;
  if (time !== undefined) {
    time.setFullYear(year, month - 1, date + days);
    time.setHours(0, 0, 0, 0);
  }
  const moment = (time ?? utcDay(year, month, date + days)).toISOString();
  return moment.startsWith('+') ? endOfTimes : `${moment.slice(0, 19)}Z`;
}

function utcDay(year: number, month: number, date: number): Date {
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, date);
  return time;
}

function dayOf(stored: string, days: number, times: TimeDisplay): string {
  if (stored === endOfTimes) {
    return endOfTimes.slice(0, 10);
  }
  const time = new Date(stored);
  const [year, month, date] =
    times === 'local'
      ? [time.getFullYear(), time.getMonth(), time.getDate()]
      : [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  return utcDay(year, month + 1, date + days)
    .toISOString()
    .slice(0, 10);
}

import type { ColumnType, SqlValue } from '../shared/columns.ts';
import { checkColumn, comparable } from './conditions.ts';
import { quote } from './identifiers.ts';
import { type ColumnQuery, type ColumnSummary, maxSummaryText, type ValueCount } from './rowQueries.ts';
import { RowScan, type ScanSql } from './rowScan.ts';
import { compareKeys, sortKey } from './sortKeys.ts';
import type { Sqlite } from './sqlite.ts';
import type { Table } from './tables.ts';

/** So many different values are told apart, and so many of the most frequent are named. */
const maxDistinct = 100_000;
const maxValues = 200;
const maxBars = 24;

/** Values of a type as numbers, for a histogram, in SQL. Texts and booleans have none. */
const numberSql: Partial<Record<ColumnType, (column: string) => string>> = {
  integer: (column) => column,
  real: (column) => column,
  decimal: (column) => `CAST(${column} AS REAL)`,
  datetime: (column) => `unixepoch(${column})`,
};

/** What the rows of a filter have in one column, found part by part. */
export class ColumnSummarizer {
  readonly #sqlite: Sqlite;
  readonly #table: Table;
  readonly #query: ColumnQuery;
  readonly #type: ColumnType;
  readonly #column: string;
  #valueScan: RowScan;
  /** Whether the scan groups equal values; where there are too many it only counts. */
  #groups: boolean;
  readonly #counts = new Map<SqlValue, number>();
  #rows = 0;
  #nulls = 0;
  #distinctIsMinimum = false;
  #minimum: SqlValue = null;
  #maximum: SqlValue = null;
  #bars: Bars | undefined;
  #barScan: RowScan | undefined;

  constructor(sqlite: Sqlite, table: Table, query: ColumnQuery) {
    const { name, type } = checkColumn(table, query.column);
    this.#sqlite = sqlite;
    this.#table = table;
    this.#query = query;
    this.#type = type;
    this.#column = quote(name);
    // Each id is different.
    this.#groups = name !== 'id';
    this.#valueScan = this.#groups ? this.#scan(this.#grouping()) : this.#scan(this.#counting());
  }

  get #complete(): boolean {
    return this.#valueScan.complete && this.#barScan?.complete !== false;
  }

  /** Goes on for some `milliseconds`. */
  advance(milliseconds: number): void {
    if (!this.#valueScan.complete) {
      this.#readValues(milliseconds);
    } else {
      this.#barScan?.advance(milliseconds, (statement, parameters) =>
        statement.each(parameters, ([bar, count]) => this.#bars?.add(Number(bar), Number(count))),
      );
    }
  }

  result(): ColumnSummary {
    return {
      rows: this.#rows,
      nulls: this.#nulls,
      distinct: this.#query.column === 'id' ? this.#rows : this.#counts.size,
      distinctIsMinimum: this.#distinctIsMinimum,
      minimum: this.#minimum,
      maximum: this.#maximum,
      values: this.#complete && this.#groups ? mostFrequent(this.#counts) : [],
      bars: this.#complete ? (this.#bars?.result() ?? []) : [],
      complete: this.#complete,
    };
  }

  #readValues(milliseconds: number): void {
    const tooMany = () => this.#groups && this.#counts.size > maxDistinct;
    this.#valueScan.advance(
      milliseconds,
      (statement, parameters) =>
        statement.each(parameters, (row) => (this.#groups ? this.#addValue(row) : this.#addPart(row))),
      tooMany,
    );
    if (tooMany()) {
      this.#groups = false;
      this.#distinctIsMinimum = true;
      this.#valueScan = this.#scan({ ...this.#counting(), after: this.#valueScan.last });
    }
    if (this.#valueScan.complete) {
      this.#makeBars();
    }
  }

  #grouping(): ScanSql {
    // By its place: a name might be that of a column of the table.
    return { select: `${this.#start}, count(*)`, rest: 'GROUP BY 1' };
  }

  #counting(): ScanSql {
    const value = comparable(this.#start, this.#type);
    return { select: `min(${value}), max(${value}), count(*), count(${this.#column})` };
  }

  /** The cell, or the start of a long text. */
  get #start(): string {
    return `CASE WHEN typeof(${this.#column}) IN ('text', 'blob') THEN substr(${this.#column}, 1, ${maxSummaryText + 1})
      ELSE ${this.#column} END`;
  }

  #scan(sql: ScanSql): RowScan {
    return new RowScan(this.#sqlite, this.#table, this.#query, sql);
  }

  #addValue([value = null, rows]: SqlValue[]): void {
    const count = Number(rows);
    this.#rows += count;
    if (value === null) {
      this.#nulls += count;
      return;
    }
    this.#stretchTo(value);
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
    if (isLong(value)) {
      this.#distinctIsMinimum = true;
    }
  }

  #addPart([minimum = null, maximum = null, rows, filled]: SqlValue[]): void {
    this.#rows += Number(rows);
    this.#nulls += Number(rows) - Number(filled);
    for (const value of [minimum, maximum]) {
      if (value !== null) {
        this.#stretchTo(value);
      }
    }
  }

  #stretchTo(value: SqlValue): void {
    if (this.#minimum === null || this.#compare(value, this.#minimum) < 0) {
      this.#minimum = value;
    }
    if (this.#maximum === null || this.#compare(value, this.#maximum) > 0) {
      this.#maximum = value;
    }
  }

  /** As rows are sorted by the column. */
  #compare(a: SqlValue, b: SqlValue): number {
    return this.#type === 'decimal' ? castToReal(a) - castToReal(b) : compareKeys(sortKey(a), sortKey(b));
  }

  #makeBars(): void {
    const number = numberSql[this.#type];
    const minimum = this.#number(this.#minimum);
    const maximum = this.#number(this.#maximum);
    if (number === undefined || !Number.isFinite(maximum - minimum) || !(minimum < maximum)) {
      return;
    }
    this.#bars = new Bars(minimum, maximum, this.#type === 'integer' || this.#type === 'datetime');
    if (!this.#groups) {
      const { first, width } = this.#bars;
      this.#barScan = this.#scan({
        select: `CAST((${number(this.#column)} - ?) / ? AS INTEGER), count(${this.#column})`,
        rest: 'GROUP BY 1',
        parameters: [first, width],
      });
    } else {
      for (const [value, count] of this.#counts) {
        this.#bars.addNumber(this.#number(value), count);
      }
    }
  }

  #number(value: SqlValue): number {
    return this.#type === 'datetime'
      ? Date.parse(String(value)) / 1000
      : value === null
        ? Number.NaN
        : Number(value);
  }
}

/** As SQLite's CAST has it: what begins like no number is 0. */
function castToReal(value: SqlValue): number {
  return Number.parseFloat(String(value)) || 0;
}

/** How often numbers fall into each part of their range. */
class Bars {
  readonly first: number;
  readonly width: number;
  readonly #last: number;
  readonly #counts: number[];

  /** @param whole There are whole numbers alone: no bar is narrower than one of them. */
  constructor(first: number, last: number, whole: boolean) {
    const width = (last - first + (whole ? 1 : 0)) / maxBars;
    this.first = first;
    this.#last = last;
    this.width = whole ? Math.ceil(width) : width;
    const count = whole ? Math.ceil((last - first + 1) / this.width) : maxBars;
    this.#counts = Array.from({ length: count }, () => 0);
  }

  addNumber(number: number, count: number): void {
    this.add(Math.floor((number - this.first) / this.width), count);
  }

  /** @param bar One that is too large is the last: rounding may put the maximum there. */
  add(bar: number, count: number): void {
    const at = Math.min(bar, this.#counts.length - 1);
    if (at >= 0) {
      this.#counts[at] = (this.#counts[at] ?? 0) + count;
    }
  }

  result(): ColumnSummary['bars'] {
    return this.#counts.map((count, at) => ({
      from: this.first + at * this.width,
      to: at + 1 < this.#counts.length ? this.first + (at + 1) * this.width : this.#last,
      count,
    }));
  }
}

function isLong(value: SqlValue): boolean {
  return typeof value === 'string' && value.length > maxSummaryText && [...value].length > maxSummaryText;
}

function mostFrequent(counts: ReadonlyMap<SqlValue, number>): ValueCount[] {
  const values = Array.from(counts, ([value, count]) => ({ value, count }));
  return values.sort((a, b) => b.count - a.count).slice(0, maxValues);
}

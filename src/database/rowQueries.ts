import type { SqlValue } from '../shared/columns.ts';

/** What is asked of the rows of a table, and what comes back. */

export interface RowFilter {
  readonly table: string;
  readonly includeDeleted: boolean;
  /** Conditions that must all hold. */
  readonly where: readonly Condition[];
  /** A text that any column must contain, in any case; booleans are left out. */
  readonly search?: string | undefined;
}

export type Condition =
  | { readonly column: string; readonly operator: 'isNull' | 'isNotNull' }
  /** In any case. */
  | { readonly column: string; readonly operator: 'contains'; readonly value: string }
  | { readonly column: string; readonly operator: 'oneOf'; readonly values: readonly SqlValue[] }
  | {
      readonly column: string;
      readonly operator: 'equals' | 'lessThan' | 'atMost' | 'greaterThan' | 'atLeast';
      readonly value: SqlValue;
    };

export interface OrderTerm {
  readonly column: string;
  readonly descending: boolean;
}

/**
 * So many rows from the first on can be had before all others are known: what a screen shows, and the next ones. Without a
 * filter or an order, a page of them is read without looking for the others.
 */
export const firstRows = 1000;

/** Rows in an order. */
export interface RowsQuery extends RowFilter {
  readonly orderBy: readonly OrderTerm[];
  /**
   * Which rows there are, and their order, is found out once under each number here, and stays though the data changes:
   * a preview's pages belong together until it asks with another number. Without one it is as of now.
   */
  readonly asOf?: number | undefined;
}

export interface FoundRows {
  /** Rows that the filter lets through, of those that were looked at. */
  readonly count: number;
  /** How many rows from the first on `readPage` has at once. */
  readonly readable: number;
  /** Whether all rows were looked at. */
  readonly complete: boolean;
}

export interface ColumnQuery extends RowFilter {
  readonly column: string;
  readonly asOf?: number | undefined;
}

/** Longer texts, in code points, are taken for the same in a summary where this many are. */
export const maxSummaryText = 200;

/** Of the rows looked at so far; of all of them once it is `complete`. */
export interface ColumnSummary {
  readonly rows: number;
  readonly nulls: number;
  /** Different values that are not NULL. */
  readonly distinct: number;
  /** There may be more: too many to tell apart, or texts too long to compare whole. */
  readonly distinctIsMinimum: boolean;
  /** NULL where there is no other value. Of a long text, its start: one code point more than `maxSummaryText`. */
  readonly minimum: SqlValue;
  readonly maximum: SqlValue;
  /** The most frequent values, first those that are most frequent. Of a long text, its start. */
  readonly values: readonly ValueCount[];
  /** How numbers and times (in seconds since 1970) spread from the minimum to the maximum. */
  readonly bars: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly complete: boolean;
}

export interface ValueCount {
  readonly value: SqlValue;
  readonly count: number;
}

export interface TextPlace {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  /** In code points. */
  readonly offset: number;
  readonly length: number;
}

export interface TextPart {
  readonly text: string;
  /** The size of the whole text in UTF-8. */
  readonly bytes: number;
}

export interface FoundId {
  readonly id: string;
  readonly table: string;
}

export interface PageQuery extends RowsQuery {
  /** Which columns, in which order; the cells come back in it. */
  readonly columns: readonly string[];
  readonly offset: number;
  readonly limit: number;
  /** Texts longer than this, in code points, come with one code point more than this: a sign that they were cut. */
  readonly maxText?: number | undefined;
}

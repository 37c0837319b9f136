import type { PageQuery } from '../rowQueries.ts';

/** What to write, and where. */
export interface ExportRequest {
  /** The rows, columns and order; without `limit`, all rows. */
  readonly view: Omit<PageQuery, 'offset' | 'limit'> & { readonly offset?: number; readonly limit?: number };
  readonly format: ExportFormat;
  /** Absolute path. What is there is replaced once the new file is whole; its folder must exist. */
  readonly file: string;
}

/**
 * - `csv`: RFC 4180; an empty text is `""`, NULL nothing.
 * - `json`: an array of objects. `ndjson`: an object per line.
 * - `parquet`: typed columns. `xlsx`: one sheet. `sqlite`: a database with the table alone.
 */
export type ExportFormat = CsvFormat | { readonly kind: 'json' | 'ndjson' | 'parquet' | 'xlsx' | 'sqlite' };

export interface CsvFormat {
  readonly kind: 'csv';
  /** One ASCII character. */
  readonly delimiter: string;
  /** Whether the first line has the columns' names. */
  readonly header: boolean;
  /** Excel takes a file for UTF-8 only with it. */
  readonly byteOrderMark: boolean;
  /** Puts an apostrophe before a cell that a spreadsheet would run as a formula. */
  readonly formulaGuard: boolean;
}

/** An export that has begun. */
export interface ExportStart {
  readonly id: number;
  /** How many rows there are to write. */
  readonly rows: number;
  /** What is written to until the end. Whoever ends the database's thread removes it. */
  readonly temporaryFile: string;
}

export interface ExportProgress {
  /** Written so far. */
  readonly rows: number;
  /** There once the file is in its place. */
  readonly result?: ExportResult;
}

export interface ExportResult {
  readonly rows: number;
  readonly bytes: number;
  /** Texts that were cut, because the format takes no longer ones. */
  readonly cutTexts: number;
  /** Something in the database changed meanwhile: some rows may be newer than others. */
  readonly changedMeanwhile: boolean;
}

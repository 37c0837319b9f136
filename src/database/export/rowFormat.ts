import type { ViewRows } from './viewRows.ts';

/** Writes rows in one format. */
export interface RowFormat {
  /** Rows written so far. */
  readonly rows: number;
  /** Texts that were cut so far, because the format takes no longer ones. */
  readonly cutTexts: number;
  /** Reads and writes on as long as `mayGoOn`, a piece at least. */
  write(rows: ViewRows, mayGoOn: () => boolean): void | Promise<void>;
  /** Writes what ends the file. */
  finish(): void | Promise<void>;
  /** Lets go of what it holds, at the end or where the export is given up. */
  dispose(): void;
}

import type { Column } from '../../shared/columns.ts';
import { jsonValue } from '../../shared/jsonValue.ts';
import { exactValue } from '../sqlite.ts';
import { cellsSql } from './cells.ts';
import type { ReplacementFile } from './replacementFile.ts';
import type { RowFormat } from './rowFormat.ts';
import type { StoredRow, ViewRows } from './viewRows.ts';

const pieceLength = 256 * 1024;

/** Writes an object per row: one array of all, or (NDJSON) a line for each. */
export class JsonFormat implements RowFormat {
  readonly cutTexts = 0;
  readonly #file: ReplacementFile;
  readonly #columns: readonly Column[];
  readonly #keys: readonly string[];
  readonly #lines: boolean;
  #rows = 0;
  #text = '';

  constructor(file: ReplacementFile, columns: readonly Column[], { lines }: { readonly lines: boolean }) {
    this.#file = file;
    this.#columns = columns;
    this.#keys = columns.map(({ name }) => `${JSON.stringify(name)}:`);
    this.#lines = lines;
    this.#text = lines ? '' : '[';
  }

  get rows(): number {
    return this.#rows;
  }

  write(rows: ViewRows, mayGoOn: () => boolean): void {
    rows.each(cellsSql(this.#columns), (row) => this.#add(row), mayGoOn);
    this.#flush();
  }

  finish(): void {
    this.#text += this.#lines ? '' : '\n]\n';
    this.#flush();
  }

  dispose(): void {}

  #add(row: StoredRow): void {
    const cells = this.#columns.map(
      (column, index) => this.#keys[index] + jsonValue(exactValue(row[index] ?? null), column.type),
    );
    const object = `{${cells.join(',')}}`;
    if (this.#lines) {
      this.#text += `${object}\n`;
    } else {
      this.#text += `${this.#rows === 0 ? '' : ','}\n${object}`;
    }
    this.#rows += 1;
    if (this.#text.length >= pieceLength) {
      this.#flush();
    }
  }

  #flush(): void {
    this.#file.write(Buffer.from(this.#text));
    this.#text = '';
  }
}

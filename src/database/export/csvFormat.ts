import * as l10n from '@vscode/l10n';
import { DatabaseError } from '../api.ts';
import { quote } from '../identifiers.ts';
import type { StoredValue } from '../sqlite.ts';
import { CsvBytes, cellEnd, nullCell, rowEnd, rowPiece } from './csvBytes.ts';
import type { CsvFormat as CsvOptions } from './exportRequest.ts';
import type { ReplacementFile } from './replacementFile.ts';
import type { RowFormat } from './rowFormat.ts';
import { ScannedRows, type StoredRow, type ViewRows } from './viewRows.ts';

/** SQLite takes 1,000 arguments; a table may have 2,000 columns. */
const maxArguments = 500;

/** How large a piece should be, in bytes: small enough to be done in some milliseconds. */
const pieceLength = 256 * 1024;
const maxPieceRows = 1000;

/** Writes comma-separated values (RFC 4180). */
export class CsvFormat implements RowFormat {
  readonly cutTexts = 0;
  readonly #file: ReplacementFile;
  readonly #columns: readonly string[];
  readonly #bytes: CsvBytes;
  /** The cells of a row as one text. */
  readonly #row: string;
  #rows = 0;
  #pieceRows = 50;

  constructor(file: ReplacementFile, columns: readonly string[], options: CsvOptions) {
    this.#file = file;
    this.#columns = columns;
    this.#bytes = new CsvBytes(options);
    this.#row = rowSql(columns);
    if (options.byteOrderMark) {
      file.write(Buffer.from('\ufeff'));
    }
    if (options.header) {
      this.#writeEncoded(rowPiece(columns), 1);
      this.#rows = 0;
    }
  }

  get rows(): number {
    return this.#rows;
  }

  write(rows: ViewRows, mayGoOn: () => boolean): void {
    if (!(rows instanceof ScannedRows)) {
      this.#writeOneByOne(rows, mayGoOn);
      return;
    }
    do {
      this.#writePiece(rows);
    } while (!rows.isAtEnd && mayGoOn());
  }

  finish(): void {}

  dispose(): void {}

  #writePiece(rows: ScannedRows): void {
    try {
      const piece = rows.piece(this.#row, `CAST(group_concat(cell, '') AS BLOB)`, this.#pieceRows);
      this.#writeEncoded(piece.value, piece.rows);
      this.#adaptPiece(piece.value, piece.rows);
    } catch (error) {
      // Rows that are much larger than those before, too large for one value (1 GB): then one at a time.
      if (this.#pieceRows === 1 || !DatabaseError.is(error, 'internal')) {
        throw error;
      }
      this.#pieceRows = 1;
    }
  }

  #adaptPiece(value: StoredValue, rows: number): void {
    if (value instanceof Uint8Array && rows > 0) {
      const fitting = Math.ceil((pieceLength * rows) / value.length);
      this.#pieceRows = Math.max(1, Math.min(maxPieceRows, fitting, this.#pieceRows * 4));
    }
  }

  #writeOneByOne(rows: ViewRows, mayGoOn: () => boolean): void {
    let pieces: Uint8Array[] = [];
    let length = 0;
    const flush = () => {
      this.#writeEncoded(Buffer.concat(pieces), pieces.length);
      pieces = [];
      length = 0;
    };
    const take = ([piece]: StoredRow) => {
      if (piece instanceof Uint8Array) {
        pieces.push(piece);
        length += piece.length;
      }
    };
    rows.each(`CAST(${this.#row} AS BLOB)`, take, () => length < pieceLength * 4 && mayGoOn());
    flush();
  }

  #writeEncoded(piece: StoredValue, rows: number): void {
    if (!(piece instanceof Uint8Array) || rows === 0) {
      return;
    }
    const encoded = this.#bytes.encode(piece, rows * this.#columns.length);
    if (encoded === undefined) {
      // Only another program can have put such a text there.
      throw new DatabaseError(
        'invalidQuery',
        l10n.t('A text in the table is not valid UTF-8, which a CSV file must be. Export it as JSON.'),
      );
    }
    this.#file.write(encoded);
    this.#rows += rows;
  }
}

/** SQL of a row in the form that `CsvBytes` takes. */
function rowSql(columns: readonly string[]): string {
  const cells = columns.map((name) => {
    const column = quote(name);
    // A blob is larger than any text; it is shown in SQL's notation, x'…', as everywhere.
    return `iif(${column} >= x'', quote(${column}), ifnull(${column}, ${byteSql(nullCell)}))`;
  });
  const groups: string[] = [];
  for (let start = 0; start < cells.length; start += maxArguments) {
    groups.push(`concat_ws(${byteSql(cellEnd)}, ${cells.slice(start, start + maxArguments).join(', ')})`);
  }
  return `concat_ws(${byteSql(cellEnd)}, ${groups.join(', ')}) || ${byteSql(rowEnd)}`;
}

function byteSql(byte: number): string {
  return `CAST(x'${byte.toString(16)}' AS TEXT)`;
}

import * as l10n from '@vscode/l10n';
import type { CellValue } from 'hucre/xlsx';
import { writeXlsxStream } from 'hucre/xlsx';
import type { Column } from '../../shared/columns.ts';
import { DatabaseError } from '../api.ts';
import { exactValue, type StoredValue } from '../sqlite.ts';
import { cellsSql } from './cells.ts';
import type { ReplacementFile } from './replacementFile.ts';
import type { RowFormat } from './rowFormat.ts';
import { RowQueue } from './rowQueue.ts';
import type { StoredRow, ViewRows } from './viewRows.ts';

/** What one sheet takes, its first row with the names included. */
const maxSheetRows = 1_048_576;
/** In UTF-16 code units. */
const maxCellText = 32_767;
const maxSheetName = 31;
/** Excel calculates with 15 digits: longer integers are written as text. */
const maxExactInteger = 999_999_999_999_999;
/** Excel's calendar begins here, but for a leap year that was none. */
const firstDay = Date.UTC(1900, 2, 1);
const endOfDays = Date.UTC(10_000, 0, 1);
/** From this many cells on, the sheet may become larger than 4 GB. */
const largeSheet = 10_000_000;

/** Writes an Excel workbook with one sheet. */
export class XlsxFormat implements RowFormat {
  readonly #columns: readonly Column[];
  readonly #queue = new RowQueue<CellValue[]>();
  /** Takes rows from the queue as the library asks for them, until it ends. */
  readonly #writing: Promise<void>;
  #rows = 0;
  #cutTexts = 0;

  /** @throws DatabaseError invalidQuery where there are more rows than a sheet takes. */
  constructor(file: ReplacementFile, columns: readonly Column[], name: string, rows: number) {
    checkFits(rows);
    this.#columns = columns;
    const stream = writeXlsxStream(this.#queue, {
      name: sheetName(name),
      columns: columns.map((column) => ({
        header: escaped(column.name),
        ...(column.type === 'datetime' ? { numFmt: 'yyyy-mm-dd hh:mm:ss' } : {}),
      })),
      freezePane: { rows: 1 },
      zip64: rows * columns.length > largeSheet,
    });
    this.#writing = writeAll(stream, file);
    // Whoever waits for it gets the error; here it is nobody's unhandled rejection.
    this.#writing.catch(() => undefined);
  }

  get rows(): number {
    return this.#rows;
  }

  get cutTexts(): number {
    return this.#cutTexts;
  }

  async write(rows: ViewRows, mayGoOn: () => boolean): Promise<void> {
    rows.each(cellsSql(this.#columns), (row) => this.#add(row), mayGoOn);
    await Promise.race([this.#queue.drained(), this.#writing]);
  }

  async finish(): Promise<void> {
    this.#queue.end();
    await this.#writing;
  }

  dispose(): void {
    this.#queue.end();
  }

  #add(row: StoredRow): void {
    this.#queue.push(this.#columns.map((column, index) => this.#cell(row[index] ?? null, column)));
    this.#rows += 1;
  }

  #cell(stored: StoredValue, { type }: Column): CellValue {
    const value = exactValue(stored);
    if (type === 'boolean' && (value === 0 || value === 1)) {
      return value === 1;
    }
    if (typeof value === 'bigint') {
      return String(value);
    }
    if (typeof value === 'number') {
      return Number.isFinite(value) && Math.abs(value) <= maxExactInteger ? value : String(value);
    }
    if (typeof value !== 'string') {
      return null;
    }
    return (type === 'datetime' && excelDate(value)) || this.#text(value);
  }

  #text(text: string): string {
    if (text.length <= maxCellText) {
      return escaped(text);
    }
    this.#cutTexts += 1;
    return escaped(text.slice(0, maxCellText).toWellFormed());
  }
}

function checkFits(rows: number): void {
  if (rows >= maxSheetRows) {
    throw new DatabaseError(
      'invalidQuery',
      l10n.t(
        'An Excel sheet takes {0} rows, and there are {1}. Filter the table, or export it in another format.',
        (maxSheetRows - 1).toLocaleString(),
        rows.toLocaleString(),
      ),
    );
  }
}

/** Undefined for a time that Excel has no number for; it stays text. */
function excelDate(iso: string): Date | undefined {
  const time = Date.parse(iso);
  return time >= firstDay && time < endOfDays ? new Date(time) : undefined;
}

/**
 * In a sheet, `_x0041_` is an “A”: what looks so has its underscore escaped, also where the library's own escape of a
 * control character would be its end. And two characters that the library lets through are none of XML's.
 * See ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
 */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}[_\p{Cc}\ufffe\uffff])/gu, '_x005F_')
    .replace(/[\ufffe\uffff]/g, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase()}_`);
}

/** Excel's rules for names of sheets. */
function sheetName(table: string): string {
  const name = table
    .replace(/[\\/?*[\]:]/g, '_')
    .replace(/^'|'$/g, '_')
    .slice(0, maxSheetName);
  return name.toWellFormed();
}

async function writeAll(stream: ReadableStream<Uint8Array>, file: ReplacementFile): Promise<void> {
  for await (const chunk of stream) {
    file.write(chunk);
  }
}

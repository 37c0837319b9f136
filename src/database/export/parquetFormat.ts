import * as l10n from '@vscode/l10n';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, ColumnType } from '../../shared/columns.ts';
import { DatabaseError } from '../api.ts';
import { exactValue, type StoredValue } from '../sqlite.ts';
import { cellsSql } from './cells.ts';
import type { ReplacementFile } from './replacementFile.ts';
import type { RowFormat } from './rowFormat.ts';
import type { StoredRow, ViewRows } from './viewRows.ts';

/** A group of rows is held in memory and compressed at one go: this many rows, or this much text, at most. */
const groupRows = 10_000;
const groupTextLength = 16_000_000;

/** Decimals and JSON stay text: their digits are what was served, and no Parquet type has all of them. */
const schemaByType: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  decimal: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  datetime: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

type ParquetValue = string | bigint | number | boolean | Date | null;

/** Writes Apache Parquet, with a type for each column. */
export class ParquetFormat implements RowFormat {
  readonly cutTexts = 0;
  readonly #columns: readonly Column[];
  readonly #writer: ParquetWriter;
  readonly #output: FileWriter;
  #values: ParquetValue[][];
  #textLength = 0;
  #rows = 0;

  constructor(file: ReplacementFile, columns: readonly Column[]) {
    this.#columns = columns;
    this.#output = new FileWriter(file);
    this.#writer = new ParquetWriter({
      writer: this.#output,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name, type }) => ({
          name,
          repetition_type: 'OPTIONAL' as const,
          ...schemaByType[type],
        })),
      ],
      createdBy: 'Dataflows for Stripe',
    });
    this.#values = columns.map(() => []);
  }

  get rows(): number {
    return this.#rows;
  }

  write(rows: ViewRows, mayGoOn: () => boolean): void {
    rows.each(
      cellsSql(this.#columns),
      (row) => this.#add(row),
      () => !this.#isGroupFull() && mayGoOn(),
    );
    if (this.#isGroupFull()) {
      this.#writeGroup();
    }
  }

  finish(): void {
    this.#writeGroup();
    this.#writer.finish();
  }

  dispose(): void {}

  #isGroupFull(): boolean {
    return (this.#values[0]?.length ?? 0) >= groupRows || this.#textLength >= groupTextLength;
  }

  #add(row: StoredRow): void {
    for (const [index, column] of this.#columns.entries()) {
      const value = parquetValue(row[index] ?? null, column);
      this.#values[index]?.push(value);
      this.#textLength += typeof value === 'string' ? value.length : 0;
    }
    this.#rows += 1;
  }

  #writeGroup(): void {
    if ((this.#values[0]?.length ?? 0) > 0) {
      const columnData = this.#columns.map(({ name }, index) => ({ name, data: this.#values[index] ?? [] }));
      this.#writer.write({ columnData, rowGroupSize: groupRows });
      this.#values = this.#columns.map(() => []);
      this.#textLength = 0;
    }
  }
}

/** Takes what the library writes over to the file after each group. */
class FileWriter extends ByteWriter {
  readonly #file: ReplacementFile;

  constructor(file: ReplacementFile) {
    super(1024 * 1024);
    this.#file = file;
  }

  flush(): void {
    this.#file.write(new Uint8Array(this.buffer, 0, this.index));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** @throws DatabaseError invalidQuery where the value is not of the column's type, as only another program may write it. */
function parquetValue(stored: StoredValue, column: Column): ParquetValue {
  const value = typeof stored === 'bigint' ? stored : exactValue(stored);
  if (value === null) {
    return null;
  }
  switch (column.type) {
    case 'integer':
      return typeof value === 'bigint' ? value : misfit(value, column);
    case 'boolean':
      return value === 0n || value === 1n ? value === 1n : misfit(value, column);
    case 'real':
      return typeof value === 'string' ? misfit(value, column) : Number(value);
    case 'datetime':
      return instant(value, column);
    default:
      return String(value);
  }
}

function instant(value: NonNullable<ParquetValue>, column: Column): Date {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? misfit(value, column) : date;
}

function misfit(value: unknown, column: Column): never {
  throw new DatabaseError(
    'invalidQuery',
    l10n.t(
      'The column “{0}” has a value that is no {1}: {2}. Parquet takes one type per column; export as CSV or JSON.',
      column.name,
      column.type,
      String(value).slice(0, 100),
    ),
  );
}

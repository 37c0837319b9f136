import { type BigIntStats, statSync } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Column } from '../../shared/columns.ts';
import { DatabaseError } from '../api.ts';
import type { Queries } from '../queries.ts';
import type { Engine, Sqlite } from '../sqlite.ts';
import type { Table, Tables } from '../tables.ts';
import { CsvFormat } from './csvFormat.ts';
import type { ExportProgress, ExportRequest, ExportResult, ExportStart } from './exportRequest.ts';
import { JsonFormat } from './jsonFormat.ts';
import { ParquetFormat } from './parquetFormat.ts';
import { ReplacementFile } from './replacementFile.ts';
import type { RowFormat } from './rowFormat.ts';
import { SqliteFormat } from './sqliteFormat.ts';
import { ListedRows, ScannedRows, type ViewRows } from './viewRows.ts';
import { XlsxFormat } from './xlsxFormat.ts';

/** How long one piece of an export may keep the thread, in milliseconds. */
const turnMs = 20;

interface RunningExport {
  readonly table: string;
  readonly rows: ViewRows;
  readonly file: ReplacementFile;
  readonly format: RowFormat;
  /** The version of the data in which its rows were found. */
  readonly version: number;
}

export interface ExportsOptions {
  readonly engine: Engine;
  readonly sqlite: Sqlite;
  readonly tables: Tables;
  readonly queries: Queries;
  /** The file of the database itself, which no export may replace. */
  readonly databaseFile: string;
}

/** The exports that are being written. Each goes on a piece at a time, when asked to, so that other work gets its turn. */
export class Exports {
  readonly #options: ExportsOptions;
  readonly #running = new Map<number, RunningExport>();
  #lastId = 0;

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  begin(request: ExportRequest): ExportStart {
    const { sqlite, tables } = this.#options;
    const table = tables.get(request.view.table);
    const columns = this.#options.queries.columns(table, request.view.columns);
    if (columns.length === 0) {
      throw new DatabaseError('invalidQuery', l10n.t('There is no column to export.'));
    }
    this.#checkTarget(request.file);
    const { rows, version } = this.#rows(sqlite, table, request);
    const file = new ReplacementFile(request.file);
    try {
      const format = makeFormat(request, file, columns, table.name, rows.total, this.#options.engine);
      this.#lastId += 1;
      this.#running.set(this.#lastId, { table: table.name, rows, file, format, version });
      return { id: this.#lastId, rows: rows.total, temporaryFile: file.temporary };
    } catch (error) {
      file.discard();
      throw error;
    }
  }

  /** Writes the next piece; with the last one the file is in its place. An export that fails is over. */
  async goOn(id: number): Promise<ExportProgress> {
    const running = this.#running.get(id);
    if (running === undefined) {
      throw cancelled();
    }
    try {
      return await this.#writePiece(id, running);
    } catch (error) {
      // One that was cancelled meanwhile finds its file closed.
      const isRunning = this.#running.has(id);
      this.cancel(id);
      throw isRunning ? error : cancelled(error);
    }
  }

  /** Leaves nothing behind. One that is over is ignored. */
  cancel(id: number): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    running?.format.dispose();
    running?.file.discard();
  }

  cancelAll(): void {
    for (const id of [...this.#running.keys()]) {
      this.cancel(id);
    }
  }

  /** Whether there is one that is not over. */
  get areRunning(): boolean {
    return this.#running.size > 0;
  }

  async #writePiece(
    id: number,
    { table, rows, file, format, version }: RunningExport,
  ): Promise<ExportProgress> {
    // It may have been dropped or renamed since.
    this.#options.tables.get(table);
    if (!rows.isAtEnd) {
      const end = performance.now() + turnMs;
      await format.write(rows, () => performance.now() < end);
    }
    if (!rows.isAtEnd) {
      return { rows: format.rows };
    }
    await format.finish();
    file.commit();
    const result: ExportResult = {
      rows: format.rows,
      bytes: file.bytes,
      cutTexts: format.cutTexts,
      changedMeanwhile: version !== this.#options.queries.version,
    };
    this.cancel(id);
    return { rows: format.rows, result };
  }

  #rows(sqlite: Sqlite, table: Table, { view }: ExportRequest): Pick<RunningExport, 'rows' | 'version'> {
    const { queries } = this.#options;
    const { offset = 0, limit = Number.MAX_SAFE_INTEGER } = view;
    const isPart = offset > 0 || limit < Number.MAX_SAFE_INTEGER;
    // Not searched for again: that may take long between two rows, and find other ones than the person sees.
    const isFiltered = view.where.length > 0 || (view.search ?? '') !== '';
    if (view.orderBy.length > 0 || isPart || isFiltered) {
      const { numbers, version } = queries.numberedRows(table, view);
      return { rows: new ListedRows(sqlite, table, numbers.subarray(offset, offset + limit)), version };
    }
    const where = queries.where(table, view);
    return {
      rows: new ScannedRows(sqlite, table, where.sql, where.parameters, queries.count(table, view)),
      version: queries.version,
    };
  }

  #checkTarget(file: string): void {
    if (isSameFile(file, this.#options.databaseFile)) {
      throw new DatabaseError(
        'fileSystem',
        l10n.t('The file {0} is the database itself. Choose another name.', file),
      );
    }
  }
}

function makeFormat(
  { format, view }: ExportRequest,
  file: ReplacementFile,
  columns: readonly Column[],
  table: string,
  rows: number,
  engine: Engine,
): RowFormat {
  switch (format.kind) {
    case 'csv':
      return new CsvFormat(file, view.columns, format);
    case 'json':
      return new JsonFormat(file, columns, { lines: false });
    case 'ndjson':
      return new JsonFormat(file, columns, { lines: true });
    case 'parquet':
      return new ParquetFormat(file, columns);
    case 'xlsx':
      return new XlsxFormat(file, columns, table, rows);
    case 'sqlite':
      return new SqliteFormat(file, columns, table, engine);
  }
}

function cancelled(cause?: unknown): DatabaseError {
  return new DatabaseError('closed', l10n.t('The export was cancelled.'), cause);
}

/** Also by names that differ in case, where the disk takes them for the same, or by a link. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statsOf(one), statsOf(other)];
  return a === undefined || b === undefined
    ? path.resolve(one) === path.resolve(other)
    : a.dev === b.dev && a.ino === b.ino;
}

function statsOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

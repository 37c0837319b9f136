import * as l10n from '@vscode/l10n';
import type { Remote } from 'comlink';
import {
  type AsyncDatabase,
  type Batch,
  type ColumnCompleteness,
  type DatabaseApi,
  DatabaseError,
  type NewRun,
  type PageQuery,
  type RollbackPlan,
  type RollbackTarget,
  type RowFilter,
  type RunOutcome,
  type RunRecord,
  type RunTableRecord,
  type SaveResult,
  type TableDefinition,
  type TableInfo,
  type TableOutcome,
  type TablesChange,
  type WriteCounts,
} from './api.ts';
import type { ExportProgress, ExportRequest, ExportStart } from './export/exportRequest.ts';
import { DatabaseSession, type SessionOptions } from './session.ts';

export interface DatabaseClientOptions extends SessionOptions {
  /** Told when the worker thread ends by itself. Every call rejects with `workerDied` from then on, until `reopen`. */
  readonly onDied?: (error: DatabaseError) => void;
}

/**
 * The workspace database, as all but its own thread see it. The thread starts, and the file is opened, with the first
 * call. Where that fails the call rejects, and the next one tries again; where the thread dies, every call rejects until
 * `reopen`.
 */
export class DatabaseClient implements AsyncDatabase {
  readonly #options: DatabaseClientOptions;
  #session: DatabaseSession | undefined;
  #disposed = false;

  constructor(options: DatabaseClientOptions) {
    this.#options = options;
  }

  /** Whether the thread ended by itself, and nothing works until `reopen`. */
  get hasDied(): boolean {
    return this.#session?.hasDied ?? false;
  }

  /** Starts anew from the file. What was not saved is lost. */
  async reopen(): Promise<void> {
    await this.#endSession();
    await this.#call(async () => undefined);
  }

  /** Saves, then ends the thread; a later call opens the file again. If saving fails, all stays as it was. */
  async close(): Promise<void> {
    const session = this.#session;
    if (session !== undefined && (await session.isUsable())) {
      await session.call((database) => database.save());
    }
    await this.#endSession();
  }

  /** Saves, then ends the thread for good, also where saving fails. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    try {
      await this.close();
    } finally {
      await this.#endSession();
    }
  }

  save(what?: 'all' | 'rows'): Promise<SaveResult | undefined> {
    return this.#call((database) => database.save(what));
  }

  prepareTables(tables: readonly TableDefinition[], run?: number): Promise<void> {
    return this.#call((database) => database.prepareTables(tables, run));
  }

  changeTables(change: TablesChange): Promise<void> {
    return this.#call((database) => database.changeTables(change));
  }

  removeDataflow(dataflow: string): Promise<void> {
    return this.#call((database) => database.removeDataflow(dataflow));
  }

  tables(dataflow?: string): Promise<TableInfo[]> {
    return this.#call((database) => database.tables(dataflow));
  }

  completeness(table: string): Promise<ColumnCompleteness[]> {
    return this.#call((database) => database.completeness(table));
  }

  beginRun(run: NewRun): Promise<RunRecord> {
    return this.#call((database) => database.beginRun(run));
  }

  writeBatch(run: number, batch: Batch): Promise<WriteCounts> {
    return this.#call((database) => database.writeBatch(run, batch));
  }

  finishTable(run: number, outcome: TableOutcome): Promise<RunTableRecord> {
    return this.#call((database) => database.finishTable(run, outcome));
  }

  finishRun(run: number, outcome: RunOutcome): Promise<RunRecord> {
    return this.#call((database) => database.finishRun(run, outcome));
  }

  rollbackPlan(target: RollbackTarget): Promise<RollbackPlan | undefined> {
    return this.#call((database) => database.rollbackPlan(target));
  }

  rollback(target: RollbackTarget, run: number): Promise<RunRecord> {
    return this.#call((database) => database.rollback(target, run));
  }

  readState(table: string): Promise<string | undefined> {
    return this.#call((database) => database.readState(table));
  }

  runs(dataflow?: string, limit?: number): Promise<RunRecord[]> {
    return this.#call((database) => database.runs(dataflow, limit));
  }

  lastRuns(): Promise<RunRecord[]> {
    return this.#call((database) => database.lastRuns());
  }

  readPage(query: PageQuery): ReturnType<AsyncDatabase['readPage']> {
    return this.#call((database) => database.readPage(query));
  }

  countRows(filter: RowFilter): Promise<number> {
    return this.#call((database) => database.countRows(filter));
  }

  beginExport(request: ExportRequest): Promise<ExportStart> {
    return this.#call((database) => database.beginExport(request));
  }

  continueExport(id: number): Promise<ExportProgress> {
    return this.#call((database) => database.continueExport(id));
  }

  cancelExport(id: number): Promise<void> {
    return this.#call((database) => database.cancelExport(id));
  }

  async #call<T>(request: (database: Remote<DatabaseApi>) => Promise<T>): Promise<T> {
    if (this.#disposed) {
      throw new DatabaseError('closed', l10n.t('The database is closed.'));
    }
    if (this.#session?.failedToOpen === true) {
      // The person may have mended the file since.
      void this.#endSession();
    }
    this.#session ??= new DatabaseSession(this.#options, (error) => this.#options.onDied?.(error));
    return await this.#session.call(request);
  }

  async #endSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.end();
  }
}

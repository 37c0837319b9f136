import * as l10n from '@vscode/l10n';
import { type Remote, transfer } from 'comlink';
import { isPacked } from '../shared/rows.ts';
import {
  type AsyncDatabase,
  type Batch,
  type ChangedTable,
  type Completeness,
  type DatabaseApi,
  DatabaseError,
  type NewRun,
  type RollbackPlan,
  type RollbackTarget,
  type RunOutcome,
  type RunRecord,
  type RunTableRecord,
  SaveError,
  type SaveResult,
  type TableDefinition,
  type TableInfo,
  type TableOutcome,
  type TablesChange,
  type ViewInfo,
  type WriteCounts,
} from './api.ts';
import type { ExportProgress, ExportRequest, ExportStart } from './export/exportRequest.ts';
import { Ownership } from './ownership.ts';
import { removeRescue } from './rescue.ts';
import type {
  ColumnQuery,
  ColumnSummary,
  FoundId,
  FoundRows,
  PageQuery,
  RowFilter,
  RowsQuery,
  TextPart,
  TextPlace,
} from './rowQueries.ts';
import { DatabaseSession, type SessionOptions } from './session.ts';

export interface DatabaseClientOptions extends Omit<SessionOptions, 'claim'> {
  /** Never write the file. */
  readonly readOnly: boolean;
  /** Where what cannot be saved is kept aside, outliving the window: an absolute path. Without it, it is not. */
  readonly rescueFile?: string;
  /** Told when that was done, or could not be. */
  readonly onRescued?: (outcome: SaveResult | DatabaseError) => void;
  /** How large the database may grow in a run that begins now, in bytes. */
  readonly maxBytes?: () => number;
  /** Told when a file is being written, with what settles when it is. */
  readonly onSaving?: (save: Promise<unknown>) => void;
  /** Told of each save, with the size of the file. */
  readonly onSaved?: (result: SaveResult) => void;
  /** Told when the worker thread ends by itself. Every call rejects with `workerDied` from then on, until `reopen`. */
  readonly onDied?: (error: DatabaseError) => void;
  /** Told when `obstacle` or `saveProblem` is another one, and when the file was read again. */
  readonly onDidChange?: () => void;
}

/**
 * The workspace database, as all but its own thread see it. The thread starts, and the file is opened, with the first
 * call. Where that fails the call rejects, and the next one tries again; where the thread dies, every call rejects until
 * `reopen`.
 *
 * One client at a time may change a file. Another one reads it, and takes over when the first is gone.
 */
export class DatabaseClient implements AsyncDatabase {
  readonly #options: DatabaseClientOptions;
  readonly #ownership: Ownership;
  #session: DatabaseSession | undefined;
  #saveProblem: SaveError | undefined;
  /** Whether the rescue copy is of this session: older than what is here, or the same. */
  #rescue: 'none' | 'older' | 'current' = 'none';
  #disposed = false;

  constructor(options: DatabaseClientOptions) {
    this.#options = options;
    this.#ownership = new Ownership(options, () => void this.#onOwnershipChanged());
  }

  /** Whether the thread ended by itself, and nothing works until `reopen`. */
  get hasDied(): boolean {
    return this.#session?.hasDied ?? false;
  }

  /** Why nothing can be changed now; undefined where it can, and before the first call. */
  get obstacle(): DatabaseError | undefined {
    return this.hasDied ? undefined : (this.#ownership.denial ?? this.#session?.obstacle);
  }

  /** For those who have to know before they begin. @throws DatabaseError where nothing can be changed now */
  async checkChangeable(): Promise<void> {
    await this.#change(async () => undefined);
    if (this.obstacle !== undefined) {
      throw this.obstacle;
    }
  }

  /** Why the last save failed. What it was to write is still here. */
  get saveProblem(): SaveError | undefined {
    return this.#saveProblem;
  }

  /** Whether the thread runs, and has the file open or will soon. */
  get isInUse(): boolean {
    return this.#session !== undefined && !this.#session.failedToOpen && !this.#session.hasDied;
  }

  /** Starts anew from the file. What was not saved is lost, but for a rescue copy of it. */
  async reopen(): Promise<void> {
    await this.#endSession();
    this.#rescue = 'none';
    this.#setSaveProblem(undefined);
    await this.#call(async () => undefined);
  }

  /** Saves, then ends the thread; a later call opens the file again. If saving fails, all stays as it was. */
  async close(): Promise<void> {
    const session = this.#session;
    if (session !== undefined && (await session.isUsable())) {
      await this.save();
    }
    await this.#endSession();
    await this.#ownership.release();
  }

  /** Saves, then ends the thread for good, also where saving fails. */
  async dispose(): Promise<void> {
    try {
      await this.close();
    } finally {
      this.#disposed = true;
      await this.#endSession();
      await this.#ownership.release();
    }
  }

  /** Takes in what another program has written, unless rows here are unsaved. Returns whether there was something. */
  async refresh(): Promise<boolean> {
    try {
      const isAnother = await this.#current().refresh();
      if (isAnother || this.#saveProblem?.reason === 'deletedOnDisk') {
        this.#setSaveProblem(undefined);
      }
      if (isAnother) {
        this.forgetRescue();
        this.#options.onDidChange?.();
      }
      return isAnother;
    } catch (error) {
      if (!DatabaseError.is(error, 'deletedOnDisk')) {
        throw error;
      }
      this.#setSaveProblem(new SaveError(error));
      await this.#keepAside();
      return false;
    }
  }

  async save(what?: 'all' | 'rows', overwrite?: boolean): Promise<SaveResult | undefined> {
    try {
      const session = this.#current();
      await session.call(async () => undefined);
      if (session.obstacle === undefined) {
        await this.#ownership.check();
      }
      const result = await this.#follow(session.call((database) => database.save(what, overwrite)));
      this.#setSaveProblem(undefined);
      if (result !== undefined) {
        this.forgetRescue();
        this.#options.onSaved?.(result);
      }
      return result;
    } catch (error) {
      if (!DatabaseError.is(error) || DatabaseError.is(error, 'workerDied', 'closed') || !this.isInUse) {
        throw error;
      }
      // The record of a run that found nothing new gives way to what another program has written.
      if (DatabaseError.is(error, 'changedOnDisk') && (await this.refresh())) {
        return undefined;
      }
      const problem = new SaveError(error);
      this.#setSaveProblem(problem);
      await this.#keepAside();
      throw problem;
    }
  }

  /** Goes on from the rescue copy of an earlier session; its data is unsaved then. @throws DatabaseError */
  async restore(): Promise<void> {
    const { rescueFile } = this.#options;
    if (rescueFile === undefined) {
      return;
    }
    await this.#change((database) => database.restore(rescueFile));
    this.#rescue = 'current';
    this.#options.onDidChange?.();
  }

  /** Whether the rescue copy, if there is one, is of what is open here. */
  get isRescued(): boolean {
    return this.#rescue !== 'none';
  }

  /** Removes the rescue copy of this session, if there is one: what it holds is saved, or not wanted any more. */
  forgetRescue(): void {
    const { rescueFile } = this.#options;
    if (rescueFile !== undefined && this.#rescue !== 'none') {
      removeRescue(rescueFile);
      this.#rescue = 'none';
    }
  }

  /** At once: a window that closes has a few seconds, and one that dies none. */
  async #keepAside(): Promise<void> {
    const { rescueFile, onRescued } = this.#options;
    if (rescueFile === undefined || this.#rescue === 'current') {
      return;
    }
    const before = this.#rescue;
    // What changes while it is being written comes after it.
    this.#rescue = 'current';
    try {
      const keepEarlier = before === 'none';
      onRescued?.(await this.#follow(this.#call((database) => database.rescue(rescueFile, keepEarlier))));
    } catch (error) {
      this.#rescue = before;
      if (!DatabaseError.is(error)) {
        throw error;
      }
      onRescued?.(error);
    }
  }

  saveCopy(file: string): Promise<SaveResult> {
    return this.#follow(this.#call((database) => database.saveCopy(file)));
  }

  prepareTables(tables: readonly TableDefinition[], run?: number): Promise<void> {
    return this.#change((database) => database.prepareTables(tables, run));
  }

  changeTables(change: TablesChange): Promise<void> {
    return this.#change((database) => database.changeTables(change));
  }

  removeDataflow(dataflow: string): Promise<void> {
    return this.#change((database) => database.removeDataflow(dataflow));
  }

  tables(dataflow?: string): Promise<TableInfo[]> {
    return this.#call((database) => database.tables(dataflow));
  }

  views(): Promise<ViewInfo[]> {
    return this.#call((database) => database.views());
  }

  completeness(table: string): Promise<Completeness> {
    return this.#call((database) => database.completeness(table));
  }

  beginRun(run: NewRun): Promise<RunRecord> {
    return this.#change((database) => database.beginRun(run, this.#options.maxBytes?.()));
  }

  setRunSource(run: number, source: string): Promise<void> {
    return this.#change((database) => database.setRunSource(run, source));
  }

  writeBatch(run: number, batch: Batch): Promise<WriteCounts> {
    const buffers = isPacked(batch.rows) ? [batch.rows.bytes.buffer] : [];
    return this.#change((database) => database.writeBatch(run, transfer(batch, buffers)));
  }

  finishTable(run: number, outcome: TableOutcome): Promise<RunTableRecord> {
    return this.#change((database) => database.finishTable(run, outcome));
  }

  finishRun(run: number, outcome: RunOutcome): Promise<RunRecord> {
    return this.#change((database) => database.finishRun(run, outcome));
  }

  rollbackPlan(target: RollbackTarget): Promise<RollbackPlan | undefined> {
    return this.#call((database) => database.rollbackPlan(target));
  }

  rollback(target: RollbackTarget, run: number): Promise<RunRecord> {
    return this.#change((database) => database.rollback(target, run));
  }

  changedTables(run: number): Promise<ChangedTable[]> {
    return this.#call((database) => database.changedTables(run));
  }

  openRunChanges(run: number, table: string): Promise<TableInfo> {
    return this.#call((database) => database.openRunChanges(run, table));
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

  findRows(query: RowsQuery): Promise<FoundRows> {
    return this.#call((database) => database.findRows(query));
  }

  summarizeColumn(query: ColumnQuery): Promise<ColumnSummary> {
    return this.#call((database) => database.summarizeColumn(query));
  }

  readText(place: TextPlace): Promise<TextPart | undefined> {
    return this.#call((database) => database.readText(place));
  }

  findIds(dataflow: string, ids: readonly string[]): Promise<FoundId[]> {
    return this.#call((database) => database.findIds(dataflow, ids));
  }

  #follow<T>(save: Promise<T>): Promise<T> {
    this.#options.onSaving?.(save);
    return save;
  }

  async #call<T>(request: (database: Remote<DatabaseApi>) => Promise<T>): Promise<T> {
    return await this.#current().call(request);
  }

  /** The reason why nothing can be changed may have gone this moment: so it is looked for again. */
  async #change<T>(request: (database: Remote<DatabaseApi>) => Promise<T>): Promise<T> {
    await this.#call(async () => undefined);
    if (this.obstacle !== undefined) {
      await this.#ownership.check();
      await this.refresh();
    }
    if (this.#rescue === 'current') {
      this.#rescue = 'older';
    }
    return await this.#call(request);
  }

  #current(): DatabaseSession {
    if (this.#disposed) {
      throw new DatabaseError('closed', l10n.t('The database is closed.'));
    }
    if (this.#session?.failedToOpen === true) {
      // The person may have mended the file since.
      void this.#endSession();
    }
    this.#session ??= new DatabaseSession(
      { ...this.#options, claim: () => this.#ownership.claim() },
      (error) => this.#options.onDied?.(error),
    );
    return this.#session;
  }

  async #endSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.end();
  }

  /** The file became ours, or another one's. What is unsaved stays; its next save looks at the file first. */
  async #onOwnershipChanged(): Promise<void> {
    const session = this.#session;
    try {
      if (this.#ownership.denial === undefined && session?.obstacle !== undefined) {
        await session.reopen();
      }
    } catch {
      // The next call tells.
    }
    this.#options.onDidChange?.();
  }

  #setSaveProblem(problem: SaveError | undefined): void {
    const isAnother = this.#saveProblem?.message !== problem?.message;
    this.#saveProblem = problem;
    if (isAnother) {
      this.#options.onDidChange?.();
    }
  }
}

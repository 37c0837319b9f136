import type { Column, Row, WholeGroups } from '../shared/columns.ts';
import type { Rows } from '../shared/rows.ts';
import type { ExportProgress, ExportRequest, ExportStart } from './export/exportRequest.ts';
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

/**
 * What the workspace database does, as its worker thread offers it. Nothing here tells that it is sql.js.
 * Every method may throw DatabaseError.
 */
export interface DatabaseApi {
  /**
   * Opens the file, or starts an empty database where there is none. Runs left open by a crash become `interrupted`.
   * What keeps the database from being changed does not keep it from being read.
   */
  open(options: OpenOptions): OpenResult;
  /**
   * Opens the file again where another program has changed it, unless rows here are unsaved or a run is open.
   * Returns undefined where it did not.
   */
  refresh(): OpenResult | undefined;
  /**
   * Writes the file if something changed since the last write: anything, or with `rows` more than the record of runs and
   * states, which the file can do without for a while (an older state only has more to read again). Returns undefined
   * where there was nothing to write. Where it throws, the file is as it was, and the data is still here.
   * @param overwrite Also replaces what another program has written meanwhile.
   */
  save(what?: 'all' | 'rows', overwrite?: boolean): SaveResult | undefined;
  /** Writes the data, saved or not, to another file, given by its absolute path. */
  saveCopy(file: string): SaveResult;
  /**
   * Writes the data to a rescue copy (see `rescue.ts`), for a later session to go on from where this one is.
   * @param keepEarlier Whether a copy that is there is an earlier session's, which is still to be answered.
   */
  rescue(file: string, keepEarlier: boolean): SaveResult;
  /**
   * Goes on from a rescue copy, as the session did that made it: what it holds is unsaved. Refused while there is
   * something here that would be lost by it.
   */
  restore(file: string): void;
  /** Saves, then lets go of the memory. */
  close(): void;

  /**
   * Makes the tables that are missing and adds columns that are new. Existing rows stay, also the values of columns
   * that the definition does not have any more; these come last in `tables`. Notes the source; an account that is known
   * stays so.
   * @param run The run that does it: undoing that undoes this.
   */
  prepareTables(tables: readonly TableDefinition[], run?: number): void;
  /** Drops and renames tables, with their states and what undo has of them, in one transaction. */
  changeTables(change: TablesChange): void;
  /** Drops all tables of a dataflow, its runs, states and undo. */
  removeDataflow(dataflow: string): void;
  /** All imported tables, or one dataflow's, by name. Counts leave deleted rows out. */
  tables(dataflow?: string): TableInfo[];
  /** The views that a person or another program made, by name. */
  views(): ViewInfo[];
  /** Goes on counting a table's values, for some milliseconds; what was counted is kept until the data changes. */
  completeness(table: string): Completeness;

  /** @param maxBytes Where given: how large the database may grow. A batch that would make it larger is refused. */
  beginRun(run: NewRun, maxBytes?: number): RunRecord;
  /** Says what a run reads, for the record: account, mode, API version. */
  setRunSource(run: number, source: string): void;
  /** Upserts the rows by `id`, marks those that are gone as deleted, and saves `state`, in one transaction. */
  writeBatch(run: number, batch: Batch): WriteCounts;
  /** Closes one table of a run, and saves its state. With `complete`, rows this run did not see are marked deleted (and carry its id). */
  finishTable(run: number, outcome: TableOutcome): RunTableRecord;
  /** May be called again, where what follows a run (saving) fails. */
  finishRun(run: number, outcome: RunOutcome): RunRecord;
  /** What a rollback would do to a dataflow, or to one of its tables. Undefined where there is nothing to undo. */
  rollbackPlan(target: RollbackTarget): RollbackPlan | undefined;
  /**
   * Undoes the newest run that changed something and is not undone yet, in one transaction and as a run of its own.
   * @param run The run's id, as the plan gave it; where it is not the newest any more, nothing is done.
   */
  rollback(target: RollbackTarget, run: number): RunRecord;
  /** The tables that a run changed. Empty where that is not kept any more. */
  changedTables(run: number): ChangedTable[];
  /**
   * Makes a table that shows what a run did to another one: a row for each row that it inserted, updated or deleted. It
   * is read as any other table, is in no file, and stays until some more were made.
   */
  openRunChanges(run: number, table: string): TableInfo;
  /** The last saved state of a table. */
  readState(table: string): string | undefined;
  /** Newest first; all dataflows' without a name. */
  runs(dataflow?: string, limit?: number): RunRecord[];
  /** The newest run of each dataflow. */
  lastRuns(): RunRecord[];

  /** NULLs come first in an ascending order, last in a descending one; equal rows stay in the order they came. */
  readPage(query: PageQuery): Row[];
  countRows(query: RowFilter): number;

  /** Begins to write rows into a file; see `exportRows`, which does the whole. */
  beginExport(request: ExportRequest): ExportStart;
  /** Writes the next piece, for some milliseconds. An export that fails is over, and leaves nothing behind. */
  continueExport(id: number): Promise<ExportProgress>;
  /** Gives an export up; one that is over is ignored. */
  cancelExport(id: number): void;
  /**
   * Goes on finding the rows of a query, for some 40 ms; only sorting takes longer. Called again until it is complete,
   * it leaves the thread to others in between, and whoever lost interest just stops.
   */
  findRows(query: RowsQuery): FoundRows;
  /** Goes on finding out about one column of the filtered rows, in the same way. */
  summarizeColumn(query: ColumnQuery): ColumnSummary;
  /** A part of a text, however long; undefined where the row is gone or the cell holds something else. */
  readText(place: TextPlace): TextPart | undefined;
  /** In which table of a dataflow each of these ids is a row's; those found nowhere are left out. */
  findIds(dataflow: string, ids: readonly string[]): FoundId[];
}

/** The same from another thread, where the file is opened with the first call. */
export type AsyncDatabase = {
  readonly [Method in Exclude<keyof DatabaseApi, 'open' | 'refresh' | 'rescue' | 'restore'>]: (
    ...parameters: Parameters<DatabaseApi[Method]>
  ) => Promise<Awaited<ReturnType<DatabaseApi[Method]>>>;
};

export interface OpenOptions {
  /** Absolute path of the SQLite file. Its folder is made when the file is first written. */
  readonly file: string;
  /** The folder that the file must be in, also behind symbolic links; without it, it may be anywhere. */
  readonly folder?: string | undefined;
  /** Never write the file. */
  readonly readOnly: boolean;
}

export interface OpenResult {
  /** Why nothing can be changed. Every change is rejected with it. */
  readonly obstacle: Pick<DatabaseError, 'reason' | 'message'> | undefined;
}

export interface SaveResult {
  /** The size of the file. */
  readonly bytes: number;
  readonly milliseconds: number;
  /** Where the file was kept as it was before, because it had an older format. */
  readonly backup?: string;
}

export interface TableDefinition {
  readonly name: string;
  readonly dataflow: string;
  readonly resource: string;
  /** The source's columns; the first is `id`, the primary key. The database adds its own after them. */
  readonly columns: readonly Column[];
  /** Undefined where that is not known. */
  readonly source?: TableSource | undefined;
}

/** Whose data a table holds. */
export interface TableSource {
  readonly mode: string;
  /** Undefined where the key may not read it. */
  readonly account?: string | undefined;
}

export interface ViewInfo {
  readonly name: string;
  /** Empty for a view whose tables are no more. */
  readonly columns: readonly string[];
}

export interface TablesChange {
  /** Where given, other dataflows' tables are left out, whatever they are called. */
  readonly dataflow?: string;
  /** Names that don't exist are ignored. */
  readonly dropped: readonly string[];
  /** One after the other, after the drops. A table that is not there is left out. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

export interface TableInfo extends TableDefinition {
  /** Without the deleted rows. */
  readonly rowCount: number;
  /** Rows that are kept though their source has them no more; undefined for none. */
  readonly deletedCount?: number;
  /** Milliseconds since 1970 when a run last succeeded in reading this table; undefined before. */
  readonly lastRefresh?: number;
}

/** Of the rows counted so far, those that are deleted left out. */
export interface Completeness {
  readonly columns: readonly ColumnCompleteness[];
  /** Whether all rows were counted. */
  readonly complete: boolean;
}

/** The share of values that are not NULL, 0 to 1; 0 where there is no row. */
export interface ColumnCompleteness {
  readonly column: string;
  readonly share: number;
}

export interface NewRun {
  readonly dataflow: string;
  /** What the run is made against, for the record, as far as that is known before. */
  readonly source: string;
  readonly tables: readonly string[];
}

export const runStatuses = [
  'running',
  'succeeded',
  'succeededWithWarnings',
  'failed',
  'cancelled',
  'interrupted',
  /** A run that undid another one. */
  'rolledBack',
] as const;
export type RunStatus = (typeof runStatuses)[number];

export const runTableStatuses = ['pending', 'succeeded', 'skipped', 'failed', 'cancelled'] as const;
export type RunTableStatus = (typeof runTableStatuses)[number];

export interface WriteCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly deleted: number;
}

export interface Batch {
  readonly table: string;
  /** Cells in the order of the definition's columns. */
  readonly rows: Rows;
  /** Objects that the source has no more. One that is not in the table, or deleted already, is nothing to do. */
  readonly deletedIds?: readonly string[] | undefined;
  readonly wholeGroups?: WholeGroups | undefined;
  readonly state?: string | undefined;
}

export interface TableOutcome {
  readonly table: string;
  readonly status: RunTableStatus;
  readonly complete: boolean;
  readonly requests: number;
  readonly retries: number;
  /** The sentence that explains a status other than succeeded. */
  readonly description?: string | undefined;
  /** Where the next run goes on from; without it, what was saved before stays. */
  readonly state?: string | undefined;
}

export interface RunOutcome {
  readonly status: Exclude<RunStatus, 'running' | 'rolledBack'>;
  readonly description?: string | undefined;
  /** How many runs of the dataflow can be undone from now on; without it `defaultKeepRuns`. */
  readonly keepRuns?: number | undefined;
}

export const defaultKeepRuns = 10;

/** A dataflow, or one of its tables alone. */
export interface RollbackTarget {
  readonly dataflow: string;
  readonly table?: string | undefined;
}

export interface ChangedTable {
  /** Its name now. */
  readonly table: string;
  readonly inserted: number;
  /** Rows that were updated or deleted. */
  readonly changed: number;
}

export interface RollbackPlan {
  /** The run that is undone. */
  readonly run: RunRecord;
  /** By name; tables that stay as they are are left out. */
  readonly tables: readonly TableRollback[];
}

export interface TableRollback {
  readonly table: string;
  /** Rows that the run inserted. */
  readonly removed: number;
  /** Rows that get their earlier values. */
  readonly restored: number;
  /** Rows that the run marked as deleted. */
  readonly broughtBack: number;
  /** Whether the run made the table, so that it goes as a whole. */
  readonly dropped: boolean;
  /** Whether the run changed the table's columns. */
  readonly columns: boolean;
}

export interface RunTableRecord extends WriteCounts {
  readonly table: string;
  readonly status: RunTableStatus;
  readonly requests: number;
  readonly retries: number;
  readonly description?: string;
}

export interface RunRecord {
  /** Unique in the database: `_run_id` of the rows. */
  readonly id: number;
  /** Counts from 1 in each dataflow. */
  readonly number: number;
  readonly dataflow: string;
  readonly source: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly description?: string;
  /** The number of the run that undid this one. */
  readonly undoneBy?: number;
  /** Of a run that undid another: inserted rows were brought back, updated ones restored, deleted ones removed. */
  readonly tables: readonly RunTableRecord[];
}

export type DatabaseErrorReason =
  /** The file is not an SQLite database, or is cut short or damaged. */
  | 'notADatabase'
  /** An SQLite database, but one that another program made. */
  | 'foreignDatabase'
  /** Made by a newer version of the extension. */
  | 'newerVersion'
  /** The file cannot be read. */
  | 'unreadable'
  /** Another window may change the database, this one not. */
  | 'locked'
  /** Another program has changes to the file that are not in it yet. */
  | 'otherProgram'
  /** Another program has changed the file since it was read. */
  | 'changedOnDisk'
  | 'deletedOnDisk'
  | 'readOnly'
  | 'diskFull'
  /** Another program keeps the file from being replaced. */
  | 'busy'
  | 'folderGone'
  /** The file is not in the folder that it has to be in. */
  | 'outside'
  | 'fileSystem'
  /** The database has grown to the limit that the person has set. */
  | 'sizeLimit'
  | 'unknownTable'
  /** Something else in the database has the name. */
  | 'nameTaken'
  /** The table of that name holds another resource. */
  | 'otherResource'
  /** An open run writes the table. */
  | 'tableInUse'
  /** What was to be undone is not what can be undone now. */
  | 'rollbackOutdated'
  /** What a run changed is not kept. */
  | 'changesGone'
  | 'invalidQuery'
  | 'closed'
  /** The worker thread died; the database must be opened again. */
  | 'workerDied'
  | 'internal';

/** What went wrong with the workspace database, as a sentence for the person. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly reason: DatabaseErrorReason;

  constructor(reason: DatabaseErrorReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }

  static is(error: unknown, ...reasons: readonly DatabaseErrorReason[]): error is DatabaseError {
    return error instanceof DatabaseError && (reasons.length === 0 || reasons.includes(error.reason));
  }
}

/** Why the file could not be written, where the data is still in memory, to be saved again. */
export class SaveError extends DatabaseError {
  constructor(cause: DatabaseError) {
    super(cause.reason, cause.message, cause);
  }
}

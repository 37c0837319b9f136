import * as l10n from '@vscode/l10n';
import { DatabaseError, type DatabaseErrorReason, type OpenOptions } from './api.ts';
import { CompletenessCounts } from './completeness.ts';
import { Exports } from './export/exports.ts';
import type { ReadFile } from './file.ts';
import type { FileStamp } from './fileStamp.ts';
import { Queries } from './queries.ts';
import { RunChanges } from './runChanges.ts';
import { Runs } from './runs.ts';
import { adoptDatabase } from './schema.ts';
import { SizeLimit } from './sizeLimit.ts';
import type { Engine, Sqlite } from './sqlite.ts';
import { Tables } from './tables.ts';
import { Undo } from './undo.ts';
import { Writers } from './writers.ts';

/** What there is while a file is open. */
export interface Opened {
  readonly options: OpenOptions;
  readonly sqlite: Sqlite;
  readonly tables: Tables;
  readonly runs: Runs;
  readonly queries: Queries;
  readonly writers: Writers;
  readonly undo: Undo;
  readonly changes: RunChanges;
  readonly exports: Exports;
  readonly limit: SizeLimit;
  /** Why nothing may be changed here; undefined where it may. */
  readonly obstacle: DatabaseError | undefined;
  /** The format that the file had when it was opened, where the next save writes another one. */
  formerFormat: number | undefined;
  /** The file as it was read or written last. */
  stamp: FileStamp;
  readonly completeness: CompletenessCounts;
  /** What there is that the file does not have. */
  unsaved: Unsaved;
  /** Whether the file was gone when it was looked at last. */
  isMissing: boolean;
}

/** `record`: the record of runs, and states. `rows`: more than that. */
type Unsaved = 'nothing' | 'record' | 'rows';

/** What is known of a file before the engine looks at it. */
export interface Opening {
  readonly options: OpenOptions;
  readonly read: ReadFile;
  readonly unfinished: DatabaseError | undefined;
}

/** Makes what belongs to an open file. @throws DatabaseError where the file is none of ours, or not to be understood */
export function openedOn(engine: Engine, sqlite: Sqlite, opening: Opening): Opened {
  const { options, read, unfinished } = opening;
  const newer = caught('newerVersion', () => adoptDatabase(sqlite, options.file));
  const obstacle = newer ?? unfinished ?? (options.readOnly ? forReadingOnly(options.file) : undefined);
  const runs = new Runs(sqlite);
  const tables = new Tables(sqlite);
  if (newer !== undefined && !isReadable({ sqlite, runs, tables, options })) {
    throw newer;
  }
  // A reader leaves open runs as they are: the window that owns the file may be running them. The file need not be
  // written for it, since the next one to open it sees the same.
  if (obstacle === undefined) {
    runs.markInterrupted();
  }
  const isMigrated = read.format !== 0 && read.format !== sqlite.number('PRAGMA user_version');
  const queries = new Queries(sqlite);
  const limit = new SizeLimit(sqlite);
  return {
    options,
    sqlite,
    tables,
    runs,
    queries,
    writers: new Writers(sqlite, limit),
    undo: new Undo(sqlite, tables, runs),
    changes: new RunChanges(sqlite, tables),
    completeness: new CompletenessCounts(sqlite),
    exports: new Exports({ engine, sqlite, tables, queries, databaseFile: options.file }),
    limit,
    obstacle,
    formerFormat: isMigrated ? read.format : undefined,
    stamp: read.stamp,
    // The extension's own, empty tables alone are not worth a file.
    unsaved: 'nothing',
    isMissing: false,
  };
}

/** Whether what a newer version has written can be understood. */
function isReadable(opened: Pick<Opened, 'sqlite' | 'runs' | 'tables' | 'options'>): boolean {
  const { sqlite, runs, tables, options } = opened;
  try {
    adoptDatabase(sqlite, options.file, true);
    runs.last();
    return tables.list().every((table) => tables.info(table) !== undefined);
  } catch {
    return false;
  }
}

/**
 * Whether what is open cannot be given up for what another program has written. The record of a run that found nothing
 * new can: it waits for the next save, which may be days away, and is worth less than to see what is in the file.
 */
export function mustStay({ obstacle, unsaved, runs, exports }: Opened): boolean {
  return exports.areRunning || (obstacle === undefined && (unsaved === 'rows' || runs.anyOpen()));
}

/** Whether there is more than the file has, the record of runs included. */
export function isAhead(opened: Opened): boolean {
  return mustStay(opened) || (opened.obstacle === undefined && opened.unsaved !== 'nothing');
}

/** The error that work ends with, if it is the one expected. */
export function caught(reason: DatabaseErrorReason, work: () => unknown): DatabaseError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (DatabaseError.is(error, reason)) {
      return error;
    }
    throw error;
  }
}

function forReadingOnly(file: string): DatabaseError {
  return new DatabaseError('readOnly', l10n.t('The database {0} is open for reading only.', file));
}

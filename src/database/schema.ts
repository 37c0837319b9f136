import * as l10n from '@vscode/l10n';
import { DatabaseError } from './api.ts';
import type { Sqlite } from './sqlite.ts';

/** `PRAGMA application_id` of our files: the letters DfSt. */
const applicationId = 0x44665374;

/** `PRAGMA user_version`. Raise it, with a step that leads there, when the own tables change. */
const schemaVersion = 1;

/*
 * The own tables. docs/database.md documents the runs tables for people's SQL: keep it in step.
 * Ids of runs are never used again (AUTOINCREMENT), because rows carry them. History keeps the tables' names of its
 * time; hence no foreign key to _dataflows_tables.
 */
const ownTables = `
  CREATE TABLE _dataflows_tables (
    name TEXT PRIMARY KEY NOT NULL COLLATE NOCASE,
    dataflow TEXT NOT NULL COLLATE NOCASE,
    resource TEXT NOT NULL,
    columns TEXT NOT NULL,
    refreshed_at DATETIME
  );
  CREATE TABLE _dataflows_cursors (
    table_name TEXT PRIMARY KEY NOT NULL COLLATE NOCASE,
    state TEXT NOT NULL,
    run_id INTEGER NOT NULL
  );
  CREATE TABLE _dataflows_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataflow TEXT NOT NULL COLLATE NOCASE,
    number INTEGER NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at DATETIME NOT NULL,
    finished_at DATETIME,
    description TEXT,
    UNIQUE (dataflow, number)
  );
  CREATE TABLE _dataflows_run_tables (
    run_id INTEGER NOT NULL REFERENCES _dataflows_runs (id),
    table_name TEXT NOT NULL COLLATE NOCASE,
    status TEXT NOT NULL,
    inserted INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    retries INTEGER NOT NULL DEFAULT 0,
    description TEXT,
    PRIMARY KEY (run_id, table_name)
  );`;

/**
 * Makes sure that a database just opened is ours and has the own tables; an empty one is taken over.
 * @returns Whether the database was changed.
 * @throws DatabaseError foreignDatabase, newerVersion, notADatabase
 */
export function adoptDatabase(sqlite: Sqlite, file: string): boolean {
  try {
    return adopt(sqlite, file);
  } catch (error) {
    // The engine does not know the file's name.
    throw DatabaseError.is(error, 'notADatabase') ? damaged(file, error) : error;
  }
}

function adopt(sqlite: Sqlite, file: string): boolean {
  configure(sqlite);
  const id = sqlite.number('PRAGMA application_id');
  const empty = sqlite.number('SELECT count(*) FROM sqlite_master') === 0;
  if (id !== applicationId && (id !== 0 || !empty)) {
    throw new DatabaseError(
      'foreignDatabase',
      l10n.t(
        'The file {0} is a database of another program. Choose another file in the setting dataflows.databasePath.',
        file,
      ),
    );
  }
  const version = sqlite.number('PRAGMA user_version');
  if (version > schemaVersion) {
    throw new DatabaseError(
      'newerVersion',
      l10n.t(
        'The database {0} was made by a newer version of Dataflows (format {1}, this one knows {2}). Update the extension.',
        file,
        version,
        schemaVersion,
      ),
    );
  }
  if (!empty) {
    checkIntegrity(sqlite);
    return false;
  }
  createOwnTables(sqlite);
  return true;
}

/** The file is a copy in memory: SQLite's care for disks and other processes would only cost time here. */
function configure(sqlite: Sqlite): void {
  sqlite.script(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = MEMORY;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = MEMORY;`);
}

function createOwnTables(sqlite: Sqlite): void {
  // Before the first table, or it has no effect: lets dropped tables' pages leave the file without a VACUUM, which
  // would copy the whole and may renumber rows.
  sqlite.script('PRAGMA auto_vacuum = INCREMENTAL');
  sqlite.transaction(() => {
    sqlite.script(ownTables);
    sqlite.script(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
  });
}

/** Some 2 s per GB (measured 2026-11): worth it, since the next save would write damage over a good backup. */
function checkIntegrity(sqlite: Sqlite): void {
  const finding = sqlite.first('PRAGMA quick_check(1)')?.[0];
  if (finding !== 'ok') {
    throw new DatabaseError('notADatabase', String(finding));
  }
}

function damaged(file: string, error: DatabaseError): DatabaseError {
  return new DatabaseError(
    'notADatabase',
    l10n.t('The database {0} is damaged: {1} Restore it from a copy, or move it away.', file, error.message),
    error,
  );
}

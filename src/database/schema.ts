import * as l10n from '@vscode/l10n';
import { DatabaseError } from './api.ts';
import { ownPrefix } from './identifiers.ts';
import type { Sqlite } from './sqlite.ts';

/** `PRAGMA application_id` of our files: the letters DfSt. */
const applicationId = 0x44665374;

/*
 * The own tables of version 1; the migrations make the present ones of them. docs/database.md documents the runs
 * tables for people's SQL: keep it in step.
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

/*
 * What leads from one version to the next, the first from 1 to 2.
 * _dataflows_undo: what a table was before a run, and how many of its rows the run inserted and changed. NULL in
 * resource and columns: the run left them. The rows that were changed are in the before-images, see beforeImages.ts.
 * From 2 to 3: whose data a table holds; NULL where that is not known.
 */
const migrations: readonly string[] = [
  `CREATE TABLE _dataflows_undo (
     table_name TEXT NOT NULL COLLATE NOCASE,
     run_id INTEGER NOT NULL,
     existed BOOLEAN NOT NULL,
     inserted INTEGER NOT NULL DEFAULT 0,
     changed INTEGER NOT NULL DEFAULT 0,
     resource TEXT,
     columns TEXT,
     refreshed_at DATETIME,
     state TEXT,
     state_run_id INTEGER,
     PRIMARY KEY (table_name, run_id)
   );
   ALTER TABLE _dataflows_runs ADD COLUMN undone_by INTEGER REFERENCES _dataflows_runs (id);`,
  `ALTER TABLE _dataflows_tables ADD COLUMN account TEXT;
   ALTER TABLE _dataflows_tables ADD COLUMN mode TEXT;`,
];

/** `PRAGMA user_version`. To change the own tables, add a migration. */
const schemaVersion = 1 + migrations.length;

/**
 * Makes sure that a database just opened is ours and has the own tables; an empty one is taken over.
 * @param evenNewer Takes one of a newer version, to be read.
 * @returns Whether the database was changed.
 * @throws DatabaseError foreignDatabase, newerVersion, notADatabase
 */
export function adoptDatabase(sqlite: Sqlite, file: string, evenNewer = false): boolean {
  try {
    return adopt(sqlite, file, evenNewer);
  } catch (error) {
    // The engine does not know the file's name.
    throw DatabaseError.is(error, 'notADatabase') ? damaged(file, error) : error;
  }
}

function adopt(sqlite: Sqlite, file: string, evenNewer: boolean): boolean {
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
  if (version > schemaVersion && !evenNewer) {
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
    checkTables(sqlite);
    migrate(sqlite, version);
    return version < schemaVersion;
  }
  createOwnTables(sqlite);
  return true;
}

/** Brings the own tables to the present version, as a whole or not at all. */
function migrate(sqlite: Sqlite, version: number): void {
  if (version < schemaVersion) {
    sqlite.transaction(() => applyMigrations(sqlite, version));
  }
}

function applyMigrations(sqlite: Sqlite, version: number): void {
  for (const migration of migrations.slice(version - 1)) {
    sqlite.script(migration);
  }
  sqlite.script(`PRAGMA user_version = ${schemaVersion}`);
}

/** The file is a copy in memory: SQLite's care for disks and other processes would only cost time here. */
function configure(sqlite: Sqlite): void {
  sqlite.script(`
    PRAGMA trusted_schema = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = MEMORY;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = MEMORY;`);
}

function createOwnTables(sqlite: Sqlite): void {
  // Lets dropped tables' pages leave the file later on without a VACUUM, which would copy the whole and may renumber
  // rows. It takes one to have an effect, which is nothing while there are no tables.
  sqlite.script('PRAGMA auto_vacuum = INCREMENTAL; VACUUM;');
  sqlite.transaction(() => {
    sqlite.script(ownTables);
    sqlite.script(`PRAGMA application_id = ${applicationId}`);
    applyMigrations(sqlite, 1);
  });
}

/** Some 2 s per GB (measured 2026-11): worth it, since the next save would write damage over a good backup. */
function checkIntegrity(sqlite: Sqlite): void {
  const finding = sqlite.first('PRAGMA quick_check(1)')?.[0];
  if (finding !== 'ok') {
    throw new DatabaseError('notADatabase', String(finding));
  }
}

/**
 * A view in a table's place may take for ever to read, and a trigger on the own tables change what we write: no program
 * of good will makes one.
 */
function checkTables(sqlite: Sqlite): void {
  const odd = sqlite.first(
    `SELECT type, name FROM sqlite_schema
     WHERE type IN ('view', 'trigger') AND substr(lower(tbl_name), 1, ${ownPrefix.length}) = '${ownPrefix}'
     UNION ALL
     SELECT s.type, s.name FROM sqlite_schema s JOIN _dataflows_tables t ON t.name = s.name COLLATE NOCASE
     WHERE s.type = 'view' OR s.sql LIKE 'CREATE VIRTUAL%'
     LIMIT 1`,
  );
  if (odd !== undefined) {
    throw new DatabaseError(
      'notADatabase',
      l10n.t('it has a {0} named “{1}”.', String(odd[0]), String(odd[1])),
    );
  }
}

function damaged(file: string, error: DatabaseError): DatabaseError {
  return new DatabaseError(
    'notADatabase',
    l10n.t('The database {0} is damaged: {1} Restore it from a copy, or move it away.', file, error.message),
    error,
  );
}

import * as l10n from '@vscode/l10n';
import type { SqlValue } from '../shared/columns.ts';
import {
  DatabaseError,
  type NewRun,
  type RollbackPlan,
  type RunOutcome,
  type RunRecord,
  type RunStatus,
  type RunTableRecord,
  type RunTableStatus,
  runStatuses,
  runTableStatuses,
  type TableOutcome,
  type WriteCounts,
} from './api.ts';
import type { Sqlite } from './sqlite.ts';

/** An automatic refresh makes runs by the hundred a day: of those that found nothing new, so many of a dataflow are kept. */
const keptQuietRuns = 500;

/** The history of runs, and where each table's next run goes on from. */
export class Runs {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  begin(run: NewRun): RunRecord {
    const [id] =
      this.#sqlite.first(
        `INSERT INTO _dataflows_runs (dataflow, number, source, status, started_at)
         SELECT ?1, coalesce(max(number), 0) + 1, ?2, 'running', ?3 FROM _dataflows_runs WHERE dataflow = ?1
         RETURNING id`,
        [run.dataflow, run.source, new Date().toISOString()],
      ) ?? [];
    for (const table of run.tables) {
      this.#sqlite.run(
        `INSERT INTO _dataflows_run_tables (run_id, table_name, status) VALUES (?, ?, 'pending')`,
        [Number(id), table],
      );
    }
    return this.get(Number(id));
  }

  setSource(run: number, source: string): void {
    this.#sqlite.run('UPDATE _dataflows_runs SET source = ? WHERE id = ?', [source, run]);
  }

  /** Adds to the counts of one table. */
  count(run: number, table: string, counts: WriteCounts): void {
    const changed = this.#sqlite.run(
      `UPDATE _dataflows_run_tables
       SET inserted = inserted + ?, updated = updated + ?, unchanged = unchanged + ?, deleted = deleted + ?
       WHERE run_id = ? AND table_name = ?`,
      [counts.inserted, counts.updated, counts.unchanged, counts.deleted, run, table],
    );
    if (changed === 0) {
      throw notInRun(run, table);
    }
  }

  finishTable(run: number, outcome: TableOutcome, deleted: number): RunTableRecord {
    const { table, status, requests, retries, description } = outcome;
    this.#sqlite.run(
      `UPDATE _dataflows_run_tables
       SET status = ?, deleted = deleted + ?, requests = ?, retries = ?, description = ?
       WHERE run_id = ? AND table_name = ?`,
      [status, deleted, requests, retries, description ?? null, run, table],
    );
    const row = this.#sqlite.first(`${selectRunTables} AND table_name = ?`, [run, table]);
    if (row === undefined) {
      throw notInRun(run, table);
    }
    return toRunTable(row);
  }

  /** Also for a run that has ended: saving what it brought may fail afterwards. */
  finish(run: number, { status, description }: RunOutcome): RunRecord {
    this.#close(run, status, description);
    const record = this.get(run);
    this.#forgetQuiet(record.dataflow);
    return record;
  }

  /** No rows refer to a run that found nothing new; undo does where it made or changed a table. */
  #forgetQuiet(dataflow: string): void {
    const quiet = this.#sqlite.all(
      `SELECT id FROM _dataflows_runs AS run WHERE dataflow = ? AND status = 'succeeded' AND NOT EXISTS (
         SELECT 1 FROM _dataflows_run_tables WHERE run_id = run.id AND inserted + updated + deleted > 0)
       AND NOT EXISTS (SELECT 1 FROM _dataflows_undo WHERE run_id = run.id)
       ORDER BY id DESC LIMIT -1 OFFSET ${keptQuietRuns}`,
      [dataflow],
    );
    for (const [id] of quiet) {
      this.#sqlite.run('DELETE FROM _dataflows_run_tables WHERE run_id = ?', [Number(id)]);
      this.#sqlite.run('DELETE FROM _dataflows_runs WHERE id = ?', [Number(id)]);
    }
  }

  anyOpen(): boolean {
    return this.#sqlite.first(`SELECT 1 FROM _dataflows_runs WHERE status = 'running'`) !== undefined;
  }

  /** Closes what is open of a dataflow: runs that came to no end, since there is one at a time. @returns Their ids. */
  interruptOpen(dataflow: string): number[] {
    return this.#sqlite
      .all(
        `UPDATE _dataflows_runs SET status = 'interrupted' WHERE dataflow = ? AND status = 'running' RETURNING id`,
        [dataflow],
      )
      .map(([id]) => Number(id));
  }

  /** @throws DatabaseError invalidQuery for a run that has ended or never was. */
  checkOpen(run: number): void {
    const status = this.#sqlite.first('SELECT status FROM _dataflows_runs WHERE id = ?', [run])?.[0];
    if (status !== 'running') {
      throw new DatabaseError('invalidQuery', l10n.t('The run {0} is not running.', run));
    }
  }

  /** @throws DatabaseError tableInUse while a run of the dataflow goes on. */
  checkNoneOpen(dataflow: string): void {
    const open = this.#sqlite.first(
      `SELECT 1 FROM _dataflows_runs WHERE dataflow = ? AND status = 'running'`,
      [dataflow],
    );
    if (open !== undefined) {
      throw new DatabaseError(
        'tableInUse',
        l10n.t('The dataflow “{0}” is running. Wait for the end of its run, or cancel it.', dataflow),
      );
    }
  }

  /**
   * Adds a run that undid another one.
   * @param table The table alone that was rolled back, if it was.
   * @returns Its id.
   */
  recordRollback({ run, tables }: RollbackPlan, table: string | undefined): number {
    const { id } = this.begin({
      dataflow: run.dataflow,
      source: run.source,
      tables: tables.map((undone) => undone.table),
    });
    for (const undone of tables) {
      this.#sqlite.run(
        `UPDATE _dataflows_run_tables SET status = 'succeeded', inserted = ?, updated = ?, deleted = ?
         WHERE run_id = ? AND table_name = ?`,
        [undone.broughtBack, undone.restored, undone.removed, id, undone.table],
      );
    }
    const description =
      table === undefined
        ? l10n.t('Run #{0} was undone.', run.number)
        : l10n.t('What run #{0} did to the table {1} was undone.', run.number, table);
    this.#close(id, 'rolledBack', description);
    return id;
  }

  markUndone(run: number, by: number): void {
    this.#sqlite.run('UPDATE _dataflows_runs SET undone_by = ? WHERE id = ?', [by, run]);
  }

  /** @throws DatabaseError invalidQuery */
  get(run: number): RunRecord {
    const row = this.#sqlite.first(`${selectRuns} WHERE id = ?`, [run]);
    if (row === undefined) {
      throw new DatabaseError('invalidQuery', l10n.t('There is no run {0}.', run));
    }
    return this.#toRun(row);
  }

  /** Newest first. */
  list(dataflow: string | undefined, limit: number): RunRecord[] {
    const rows =
      dataflow === undefined
        ? this.#sqlite.all(`${selectRuns} ORDER BY id DESC LIMIT ?`, [limit])
        : this.#sqlite.all(`${selectRuns} WHERE dataflow = ? ORDER BY id DESC LIMIT ?`, [dataflow, limit]);
    return rows.map((row) => this.#toRun(row));
  }

  /** The newest run of each dataflow. */
  last(): RunRecord[] {
    return this.#sqlite
      .all(
        `${selectRuns} WHERE id IN (SELECT max(id) FROM _dataflows_runs GROUP BY dataflow) ORDER BY id DESC`,
      )
      .map((row) => this.#toRun(row));
  }

  /**
   * Closes the runs that a crash left open. When they ended is not known.
   * @returns Whether there were any.
   */
  markInterrupted(): boolean {
    return this.#sqlite.run(`UPDATE _dataflows_runs SET status = 'interrupted' WHERE status = 'running'`) > 0;
  }

  removeDataflow(dataflow: string): void {
    this.#sqlite.run(
      'DELETE FROM _dataflows_run_tables WHERE run_id IN (SELECT id FROM _dataflows_runs WHERE dataflow = ?)',
      [dataflow],
    );
    this.#sqlite.run('DELETE FROM _dataflows_runs WHERE dataflow = ?', [dataflow]);
  }

  readState(table: string): string | undefined {
    const row = this.#sqlite.first('SELECT state FROM _dataflows_cursors WHERE table_name = ?', [table]);
    return row === undefined ? undefined : String(row[0]);
  }

  saveState(run: number, table: string, state: string): void {
    this.#sqlite.run(
      `INSERT INTO _dataflows_cursors (table_name, state, run_id) VALUES (?, ?, ?)
       ON CONFLICT (table_name) DO UPDATE SET state = excluded.state, run_id = excluded.run_id`,
      [table, state, run],
    );
  }

  /** @param before The state, and the run that saved it; undefined for none. */
  restoreState(table: string, before: { readonly state: string; readonly run: number } | undefined): void {
    this.#sqlite.run('DELETE FROM _dataflows_cursors WHERE table_name = ?', [table]);
    if (before !== undefined) {
      this.saveState(before.run, table, before.state);
    }
  }

  #close(run: number, status: RunStatus, description: string | undefined): void {
    this.#sqlite.run('UPDATE _dataflows_runs SET status = ?, finished_at = ?, description = ? WHERE id = ?', [
      status,
      new Date().toISOString(),
      description ?? null,
      run,
    ]);
  }

  #toRun(row: readonly SqlValue[]): RunRecord {
    const [id, number, dataflow, source, status, startedAt, finishedAt, description, undoneBy] = row;
    return {
      id: Number(id),
      number: Number(number),
      dataflow: String(dataflow),
      source: String(source),
      status: oneOf<RunStatus>(runStatuses, status, 'interrupted'),
      startedAt: Date.parse(String(startedAt)),
      ...(typeof finishedAt === 'string' ? { finishedAt: Date.parse(finishedAt) } : {}),
      ...(typeof description === 'string' ? { description } : {}),
      ...(undoneBy == null ? {} : { undoneBy: Number(undoneBy) }),
      tables: this.#sqlite.all(`${selectRunTables} ORDER BY rowid`, [Number(id)]).map(toRunTable),
    };
  }
}

const selectRuns = `SELECT id, number, dataflow, source, status, started_at, finished_at, description,
  (SELECT number FROM _dataflows_runs AS rollback WHERE rollback.id = run.undone_by) FROM _dataflows_runs AS run`;

const selectRunTables = `SELECT table_name, status, inserted, updated, unchanged, deleted, requests, retries, description
  FROM _dataflows_run_tables WHERE run_id = ?`;

function toRunTable(row: readonly SqlValue[]): RunTableRecord {
  const [table, status, inserted, updated, unchanged, deleted, requests, retries, description] = row;
  return {
    table: String(table),
    status: oneOf<RunTableStatus>(runTableStatuses, status, 'failed'),
    inserted: Number(inserted),
    updated: Number(updated),
    unchanged: Number(unchanged),
    deleted: Number(deleted),
    requests: Number(requests),
    retries: Number(retries),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

/** A word that a person or another program has put into the file is read as `otherwise`. */
function oneOf<T extends string>(words: readonly T[], word: unknown, otherwise: T): T {
  return words.find((candidate) => candidate === word) ?? otherwise;
}

function notInRun(run: number, table: string): DatabaseError {
  return new DatabaseError('unknownTable', l10n.t('The run {0} has no table “{1}”.', run, table));
}

import type { SqlValue } from '../shared/columns.ts';
import type { Sqlite } from './sqlite.ts';
import { existsSql } from './sqlTables.ts';
import type { Table } from './tables.ts';

/** What one run did to one table, and what the table was before. */
export interface UndoRecord {
  /** The table's name now. */
  readonly table: string;
  readonly run: number;
  /** Whether the table was there before the run. */
  readonly existed: boolean;
  readonly inserted: number;
  readonly changed: number;
  /** Undefined where the run left it as it was. */
  readonly resource?: string;
  /** As JSON, like in _dataflows_tables. Undefined where the run left them as they were. */
  readonly columns?: string;
  readonly refreshedAt: string | null;
  /** Where the run went on from; with the run that saved it. */
  readonly state?: { readonly state: string; readonly run: number };
}

/** The rows of _dataflows_undo. */
export class UndoRecords {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Notes what a table is, before a run does something to it; later calls of the same run change nothing. */
  note(run: number, table: string): void {
    this.#sqlite.run(
      `INSERT OR IGNORE INTO _dataflows_undo (table_name, run_id, existed, refreshed_at, state, state_run_id)
       SELECT name, ?1, 1, refreshed_at, state, cursors.run_id
       FROM _dataflows_tables LEFT JOIN _dataflows_cursors AS cursors ON cursors.table_name = name
       WHERE name = ?2`,
      [run, table],
    );
  }

  /** Notes that there is no such table, before a run makes it. */
  noteMissing(run: number, table: string): void {
    this.#sqlite.run('INSERT INTO _dataflows_undo (table_name, run_id, existed) VALUES (?, ?, 0)', [
      table,
      run,
    ]);
  }

  /** Notes which columns a table has, before a run changes them. */
  noteColumns(run: number, table: Table): void {
    this.note(run, table.name);
    this.#sqlite.run(
      `UPDATE _dataflows_undo SET resource = coalesce(resource, ?), columns = coalesce(columns, ?)
       WHERE run_id = ? AND table_name = ?`,
      [table.resource, JSON.stringify(table.columns), run, table.name],
    );
  }

  /** Adds to the counts of what a run did to a table. */
  count(run: number, table: string, { inserted, changed }: Pick<UndoRecord, 'inserted' | 'changed'>): void {
    if (inserted + changed > 0) {
      this.#sqlite.run(
        `UPDATE _dataflows_undo SET inserted = inserted + ?, changed = changed + ?
         WHERE run_id = ? AND table_name = ?`,
        [inserted, changed, run, table],
      );
    }
  }

  /** The newest run that changed a dataflow's tables, or one of them, and can be undone. */
  newestRun(dataflow: string, table: string | undefined): number | undefined {
    const [run] =
      this.#sqlite.first(
        `SELECT max(run_id) FROM _dataflows_undo JOIN _dataflows_runs ON id = run_id
         WHERE dataflow = ?1 AND (?2 IS NULL OR table_name = ?2) AND ${changesSomething}`,
        [dataflow, table ?? null],
      ) ?? [];
    return run == null ? undefined : Number(run);
  }

  /** What a run and those after it did to a dataflow's tables, or one of them: newest first. */
  since(run: number, dataflow: string, table: string | undefined): UndoRecord[] {
    return this.#sqlite
      .all(
        `${selectRecords} JOIN _dataflows_runs ON id = run_id
         WHERE run_id >= ?1 AND dataflow = ?2 AND (?3 IS NULL OR table_name = ?3) AND ${isThere}
         ORDER BY run_id DESC, table_name`,
        [run, dataflow, table ?? null],
      )
      .map(toRecord);
  }

  /** What a run did that is not undone yet, by table. */
  ofRun(run: number): UndoRecord[] {
    return this.#sqlite.all(`${selectRecords} WHERE run_id = ? ORDER BY table_name`, [run]).map(toRecord);
  }

  /** Runs of a dataflow that can be undone, but for the newest ones. @param keep How many these are. */
  olderRuns(dataflow: string, keep: number): number[] {
    return this.#sqlite
      .all(
        `SELECT DISTINCT run_id FROM _dataflows_undo JOIN _dataflows_runs ON id = run_id
         WHERE dataflow = ? AND ${changesSomething} ORDER BY run_id DESC LIMIT -1 OFFSET ?`,
        [dataflow, keep],
      )
      .map(([run]) => Number(run));
  }

  /** Whether anything is left of a run that could be undone. */
  hasChanges(run: number): boolean {
    return (
      this.#sqlite.first(`SELECT 1 FROM _dataflows_undo WHERE run_id = ? AND ${changesSomething}`, [run]) !==
      undefined
    );
  }

  delete(run: number, table: string): void {
    this.#sqlite.run('DELETE FROM _dataflows_undo WHERE run_id = ? AND table_name = ?', [run, table]);
  }

  deleteTable(table: string): void {
    this.#sqlite.run('DELETE FROM _dataflows_undo WHERE table_name = ?', [table]);
  }

  rename(from: string, to: string): void {
    this.#sqlite.run('UPDATE _dataflows_undo SET table_name = ? WHERE table_name = ?', [to, from]);
  }
}

/** What another program has dropped, no rollback brings back. */
const isThere = existsSql('table_name');

/** A run that found everything as it was has nothing to undo. */
const changesSomething = `(NOT existed OR inserted > 0 OR changed > 0 OR columns IS NOT NULL) AND ${isThere}`;

const selectRecords = `SELECT table_name, run_id, existed, inserted, changed, resource, columns, refreshed_at, state,
  state_run_id FROM _dataflows_undo`;

function toRecord(row: readonly SqlValue[]): UndoRecord {
  const [table, run, existed, inserted, changed, resource, columns, refreshedAt, state, stateRun] = row;
  return {
    table: String(table),
    run: Number(run),
    existed: existed === 1,
    inserted: Number(inserted),
    changed: Number(changed),
    ...(resource == null ? {} : { resource: String(resource) }),
    ...(columns == null ? {} : { columns: String(columns) }),
    refreshedAt: refreshedAt == null ? null : String(refreshedAt),
    ...(state == null ? {} : { state: { state: String(state), run: Number(stateRun) } }),
  };
}

import * as l10n from '@vscode/l10n';
import {
  type ChangedTable,
  DatabaseError,
  type RollbackPlan,
  type RollbackTarget,
  type RunRecord,
  type TableDefinition,
  type TableRollback,
  type WriteCounts,
} from './api.ts';
import {
  changedByColumn,
  countImages,
  dropAllImages,
  dropImages,
  hasImages,
  imagesOf,
  keepAll,
  renameImages,
  restoreImages,
} from './beforeImages.ts';
import { quote } from './identifiers.ts';
import type { Runs } from './runs.ts';
import type { Sqlite } from './sqlite.ts';
import { rowNumber, runIdColumn, type Table, type Tables } from './tables.ts';
import { type UndoRecord, UndoRecords } from './undoRecords.ts';

/**
 * Undo of runs. During a run it keeps what a rollback needs; a rollback puts the tables back as they were before the
 * newest run that changed something, and again for the one before. All belongs into the transactions of the caller.
 */
export class Undo {
  readonly #sqlite: Sqlite;
  readonly #tables: Tables;
  readonly #runs: Runs;
  readonly #records: UndoRecords;

  constructor(sqlite: Sqlite, tables: Tables, runs: Runs) {
    this.#sqlite = sqlite;
    this.#tables = tables;
    this.#runs = runs;
    this.#records = new UndoRecords(sqlite);
  }

  /** To be called before a run makes a table, or changes its columns. */
  beforePrepare(run: number, definition: TableDefinition): void {
    const change = this.#tables.changeOf(definition);
    switch (change.kind) {
      case 'none':
        return;
      case 'create':
        this.#records.noteMissing(run, definition.name);
        return;
      case 'extend':
        this.#records.noteColumns(run, change.table);
        return;
      case 'rebuild': {
        this.#records.noteColumns(run, change.table);
        // Another type may turn 007 into 7.
        const changed = keepAll(this.#sqlite, change.table, run);
        this.#records.count(run, change.table.name, { inserted: 0, changed });
        return;
      }
    }
  }

  /** To be called before a run writes to a table, its state or the time of its refresh. */
  beforeWrite(run: number, table: string): void {
    this.#records.note(run, table);
  }

  afterWrite(
    run: number,
    table: string,
    { inserted, updated, deleted }: Omit<WriteCounts, 'unchanged'>,
  ): void {
    this.#records.count(run, table, { inserted, changed: updated + deleted });
  }

  /**
   * At the end of a run: forgets those that can be undone no more.
   * @param keep How many runs of the dataflow can be undone, this one included.
   * @returns Whether there were any.
   */
  forgetOlder(dataflow: string, keep: number): boolean {
    const runs = this.#records.olderRuns(dataflow, keep);
    for (const run of runs) {
      for (const { table } of this.#records.ofRun(run)) {
        this.#forget(run, table);
      }
    }
    return runs.length > 0;
  }

  /** Forgets what was noted of a run that changed nothing: an earlier run's own notes lead back behind it. */
  forgetQuiet(run: number): void {
    if (!this.#records.hasChanges(run)) {
      for (const { table } of this.#records.ofRun(run)) {
        this.#records.delete(run, table);
      }
    }
  }

  rename(from: string, to: string): void {
    renameImages(this.#sqlite, from, to);
    this.#records.rename(from, to);
  }

  drop(table: string): void {
    dropAllImages(this.#sqlite, table);
    this.#records.deleteTable(table);
  }

  /** The tables that a run changed, as far as that is known still. */
  changedTables(run: number): ChangedTable[] {
    return this.#records
      .ofRun(run)
      .filter(({ table, inserted, changed }) => inserted + changed > 0 && this.#tables.has(table))
      .map(({ table, inserted, changed }) => ({ table, inserted, changed }));
  }

  /** What a rollback would do; undefined where no run is left that could be undone. */
  plan({ dataflow, table }: RollbackTarget): RollbackPlan | undefined {
    const run = this.#records.newestRun(dataflow, table);
    if (run === undefined) {
      return undefined;
    }
    const records = this.#records
      .since(run, dataflow, table)
      .filter((record) => record.run === run && this.#tables.has(record.table));
    return {
      run: this.#runs.get(run),
      tables: records.map((record) => this.#planTable(record)).filter(hasEffect),
    };
  }

  /**
   * Undoes a run, in a run of its own.
   * @param run The one that the plan named. @throws DatabaseError rollbackOutdated where it is not the newest any more,
   * tableInUse
   */
  rollback(target: RollbackTarget, run: number): RunRecord {
    this.#runs.checkNoneOpen(target.dataflow);
    const plan = this.plan(target);
    if (plan?.run.id !== run) {
      throw new DatabaseError(
        'rollbackOutdated',
        l10n.t(
          'The data of “{0}” has changed meanwhile. Nothing was rolled back; look again.',
          target.dataflow,
        ),
      );
    }
    const records = this.#records.since(run, target.dataflow, target.table);
    for (const record of records) {
      this.#undo(record, target.table !== undefined);
    }
    const rollback = this.#runs.recordRollback(plan, target.table);
    // A run whose tables were rolled back one by one is undone with the last of them.
    if (!this.#records.hasChanges(run)) {
      this.#runs.markUndone(run, rollback);
    }
    return this.#runs.get(rollback);
  }

  #planTable(record: UndoRecord): TableRollback {
    const { table, run, existed, inserted } = record;
    return existed
      ? {
          table,
          removed: inserted,
          ...countImages(this.#sqlite, table, run),
          dropped: false,
          columns: record.columns !== undefined,
        }
      : {
          table,
          removed: this.#sqlite.number(`SELECT count(*) FROM ${quote(table)}`),
          restored: 0,
          broughtBack: 0,
          dropped: true,
          columns: false,
        };
  }

  #undo(record: UndoRecord, alone: boolean): void {
    if (!record.existed) {
      this.#tables.drop(record.table);
      this.drop(record.table);
      return;
    }
    if (!this.#tables.has(record.table)) {
      // Another program has changed it: there is nothing to put back into it.
      this.#forget(record.run, record.table);
      return;
    }
    let table = this.#tables.get(record.table);
    this.#deleteInserted(table, record);
    if (record.columns !== undefined) {
      table = this.#tables.restoreColumns(table, record.resource ?? table.resource, record.columns);
    }
    restoreImages(this.#sqlite, table, record.run);
    this.#tables.markRefreshed(table.name, record.refreshedAt);
    // A table alone must not go on from a state that others share with it: its next run lists all.
    this.#runs.restoreState(table.name, alone ? undefined : record.state);
    this.#forget(record.run, record.table);
  }

  /** They are the last ones of the table, so the search ends where all are found, long before the table does. */
  #deleteInserted(table: Table, { run, inserted }: UndoRecord): void {
    const number = rowNumber(table);
    const notImage = hasImages(this.#sqlite, table.name)
      ? `AND id NOT IN (SELECT id FROM ${imagesOf(table.name)} WHERE ${changedByColumn} = ${run})`
      : '';
    this.#sqlite.run(
      `DELETE FROM ${quote(table.name)} WHERE ${number} IN (
         SELECT ${number} FROM ${quote(table.name)} WHERE ${runIdColumn} = ? ${notImage}
         ORDER BY ${number} DESC LIMIT ?)`,
      [run, inserted],
    );
  }

  #forget(run: number, table: string): void {
    dropImages(this.#sqlite, table, run);
    this.#records.delete(run, table);
  }
}

function hasEffect({ removed, restored, broughtBack, dropped, columns }: TableRollback): boolean {
  return removed + restored + broughtBack > 0 || dropped || columns;
}

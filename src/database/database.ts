import * as l10n from '@vscode/l10n';
import {
  type Batch,
  type ColumnCompleteness,
  type DatabaseApi,
  DatabaseError,
  defaultKeepRuns,
  type NewRun,
  type OpenOptions,
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
import { Exports } from './export/exports.ts';
import { readDatabaseFile, removeLeftovers, writeDatabaseFile } from './file.ts';
import { Queries } from './queries.ts';
import { Runs } from './runs.ts';
import { adoptDatabase } from './schema.ts';
import { type Engine, loadEngine, type Sqlite } from './sqlite.ts';
import { Tables } from './tables.ts';
import { Undo } from './undo.ts';
import { Writers } from './writers.ts';

/** What there is while a file is open. */
interface Opened {
  readonly options: OpenOptions;
  readonly sqlite: Sqlite;
  readonly tables: Tables;
  readonly runs: Runs;
  readonly queries: Queries;
  readonly writers: Writers;
  readonly undo: Undo;
  readonly exports: Exports;
  /** What there is that the file does not have. */
  unsaved: Unsaved;
}

/** `record`: the record of runs, and states. `rows`: more than that. */
type Unsaved = 'nothing' | 'record' | 'rows';

const defaultRunLimit = 1000;

/**
 * Makes the workspace database for this thread; nothing is open yet. Its calls are synchronous: it belongs into a
 * worker.
 * @param wasm The file `sql-wasm.wasm`.
 */
export async function createDatabase(wasm: string): Promise<DatabaseApi> {
  return new WorkspaceDatabase(await loadEngine(wasm));
}

class WorkspaceDatabase implements DatabaseApi {
  readonly #engine: Engine;
  #opened: Opened | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  open(options: OpenOptions): void {
    this.#letGo();
    if (!options.readOnly) {
      removeLeftovers(options.file);
    }
    const sqlite = this.#engine.open(readDatabaseFile(options.file));
    try {
      this.#opened = openedOn(this.#engine, sqlite, options);
    } catch (error) {
      sqlite.close();
      throw error;
    }
  }

  save(what: 'all' | 'rows' = 'all'): SaveResult | undefined {
    const opened = this.#current();
    const worthIt = what === 'rows' ? opened.unsaved === 'rows' : opened.unsaved !== 'nothing';
    if (!worthIt || opened.options.readOnly) {
      return undefined;
    }
    const start = performance.now();
    const bytes = opened.sqlite.export();
    writeDatabaseFile(opened.options.file, bytes);
    opened.unsaved = 'nothing';
    return { bytes: bytes.length, milliseconds: Math.round(performance.now() - start) };
  }

  close(): void {
    if (this.#opened !== undefined) {
      this.save();
      this.#letGo();
    }
  }

  prepareTables(tables: readonly TableDefinition[], run?: number): void {
    this.#change(
      (opened) => {
        opened.writers.checkUnused(tables.map(({ name }) => name));
        return tables.filter((table) => prepareTable(opened, table, run)).length;
      },
      (prepared) => prepared > 0,
    );
  }

  changeTables({ dropped, renamed }: TablesChange): void {
    this.#change((opened) => {
      dropTables(opened, dropped);
      for (const { from, to } of renamed) {
        renameTable(opened, from, to);
      }
    });
    this.#releasePages();
  }

  removeDataflow(dataflow: string): void {
    this.#change((opened) => {
      dropTables(
        opened,
        opened.tables.list(dataflow).map(({ name }) => name),
      );
      opened.runs.removeDataflow(dataflow);
    });
    this.#releasePages();
  }

  tables(dataflow?: string): TableInfo[] {
    const { tables } = this.#current();
    return tables.list(dataflow).map((table) => tables.info(table));
  }

  completeness(table: string): ColumnCompleteness[] {
    const { tables } = this.#current();
    return tables.completeness(tables.get(table));
  }

  beginRun(run: NewRun): RunRecord {
    return this.#change(({ runs }) => runs.begin(run), nothingButRecord);
  }

  writeBatch(run: number, batch: Batch): WriteCounts {
    return this.#change(({ runs, tables, writers, undo }) => {
      runs.checkOpen(run);
      undo.beforeWrite(run, batch.table);
      const counts = writers.for(run, tables.get(batch.table)).write(batch, wholeSeconds(now()));
      undo.afterWrite(run, batch.table, counts);
      runs.count(run, batch.table, counts);
      if (batch.state !== undefined) {
        runs.saveState(run, batch.table, batch.state);
      }
      return counts;
    }, hasChanges);
  }

  finishTable(run: number, outcome: TableOutcome): RunTableRecord {
    return this.#change(({ runs, tables, writers, undo }) => {
      runs.checkOpen(run);
      undo.beforeWrite(run, outcome.table);
      const at = now();
      const deleted = outcome.complete
        ? writers.for(run, tables.get(outcome.table)).markVanished(wholeSeconds(at))
        : 0;
      undo.afterWrite(run, outcome.table, { inserted: 0, updated: 0, deleted });
      if (outcome.status === 'succeeded') {
        tables.markRefreshed(outcome.table, at);
      }
      if (outcome.state !== undefined) {
        runs.saveState(run, outcome.table, outcome.state);
      }
      return runs.finishTable(run, outcome, deleted);
    }, hasChanges);
  }

  finishRun(run: number, outcome: RunOutcome): RunRecord {
    const { record, forgot } = this.#change(
      ({ runs, undo }) => {
        const record = runs.finish(run, outcome);
        return { record, forgot: undo.forgetOlder(record.dataflow, outcome.keepRuns ?? defaultKeepRuns) };
      },
      ({ forgot }) => forgot,
    );
    this.#current().writers.endRun(run);
    if (forgot) {
      this.#releasePages();
    }
    return record;
  }

  rollbackPlan(target: RollbackTarget): RollbackPlan | undefined {
    return this.#current().undo.plan(target);
  }

  rollback(target: RollbackTarget, run: number): RunRecord {
    const record = this.#change(({ undo }) => undo.rollback(target, run));
    this.#releasePages();
    return record;
  }

  readState(table: string): string | undefined {
    return this.#current().runs.readState(table);
  }

  runs(dataflow?: string, limit = defaultRunLimit): RunRecord[] {
    return this.#current().runs.list(dataflow, limit);
  }

  lastRuns(): RunRecord[] {
    return this.#current().runs.last();
  }

  readPage(query: PageQuery): ReturnType<DatabaseApi['readPage']> {
    const { tables, queries } = this.#current();
    return queries.readPage(tables.get(query.table), query);
  }

  countRows(filter: RowFilter): number {
    const { tables, queries } = this.#current();
    return queries.count(tables.get(filter.table), filter);
  }

  beginExport(request: ExportRequest): ExportStart {
    return this.#current().exports.begin(request);
  }

  async continueExport(id: number): Promise<ExportProgress> {
    return await this.#current().exports.goOn(id);
  }

  cancelExport(id: number): void {
    this.#current().exports.cancel(id);
  }

  #current(): Opened {
    if (this.#opened === undefined) {
      throw new DatabaseError('closed', l10n.t('The database is closed.'));
    }
    return this.#opened;
  }

  /**
   * Every change goes through here: as a whole or not at all.
   * @param touchesRows Whether, by its result, it changed more than the record of runs and states.
   */
  #change<T>(work: (opened: Opened) => T, touchesRows: (result: T) => boolean = () => true): T {
    const opened = this.#current();
    if (opened.options.readOnly) {
      throw new DatabaseError(
        'readOnly',
        l10n.t('The database {0} is open for reading only.', opened.options.file),
      );
    }
    const result = opened.sqlite.transaction(() => work(opened));
    opened.queries.forget();
    opened.exports.noteChange();
    if (touchesRows(result)) {
      opened.unsaved = 'rows';
    } else if (opened.unsaved === 'nothing') {
      opened.unsaved = 'record';
    }
    return result;
  }

  /** Gives the pages of dropped tables back, so that the next save does not write them. */
  #releasePages(): void {
    this.#current().sqlite.all('PRAGMA incremental_vacuum');
  }

  #letGo(): void {
    this.#opened?.exports.cancelAll();
    this.#opened?.sqlite.close();
    this.#opened = undefined;
  }
}

function openedOn(engine: Engine, sqlite: Sqlite, options: OpenOptions): Opened {
  adoptDatabase(sqlite, options.file);
  const runs = new Runs(sqlite);
  // A reader leaves open runs as they are: the window that owns the file may be running them.
  const interrupted = !options.readOnly && runs.markInterrupted();
  const tables = new Tables(sqlite);
  const queries = new Queries(sqlite);
  return {
    options,
    sqlite,
    tables,
    runs,
    queries,
    writers: new Writers(sqlite),
    undo: new Undo(sqlite, tables, runs),
    exports: new Exports({ engine, sqlite, tables, queries, databaseFile: options.file }),
    // The extension's own, empty tables alone are not worth a file.
    unsaved: interrupted ? 'record' : 'nothing',
  };
}

function prepareTable({ tables, undo }: Opened, table: TableDefinition, run: number | undefined): boolean {
  if (run !== undefined) {
    undo.beforePrepare(run, table);
  }
  return tables.prepare(table);
}

function renameTable({ tables, writers, undo }: Opened, from: string, to: string): void {
  if (tables.has(from)) {
    writers.checkUnused([from]);
    tables.rename(from, to);
    undo.rename(from, to);
  }
}

function dropTables({ tables, writers, undo }: Opened, names: readonly string[]): void {
  writers.checkUnused(names);
  for (const name of names) {
    tables.drop(name);
    undo.drop(name);
  }
}

const nothingButRecord = (): boolean => false;

function hasChanges({ inserted, updated, deleted }: WriteCounts): boolean {
  return inserted + updated + deleted > 0;
}

function now(): string {
  return new Date().toISOString();
}

/** `2026-11-23T21:45:08Z`, as all datetime columns have it. */
function wholeSeconds(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}

import * as l10n from '@vscode/l10n';
import {
  type Batch,
  type ChangedTable,
  type Completeness,
  type DatabaseApi,
  DatabaseError,
  defaultKeepRuns,
  type NewRun,
  type OpenOptions,
  type OpenResult,
  type RollbackPlan,
  type RollbackTarget,
  type RunOutcome,
  type RunRecord,
  type RunTableRecord,
  type SaveResult,
  type TableDefinition,
  type TableInfo,
  type TableOutcome,
  type TablesChange,
  type ViewInfo,
  type WriteCounts,
} from './api.ts';
import type { ExportProgress, ExportRequest, ExportStart } from './export/exportRequest.ts';
import {
  checkFinished,
  checkInside,
  fateOf,
  keepBackup,
  readDatabaseFile,
  removeLeftovers,
  writeDatabaseFile,
} from './file.ts';
import { caught, isAhead, mustStay, type Opened, type Opening, openedOn } from './openedDatabase.ts';
import { rescueNote, writeRescue } from './rescue.ts';
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
import { changesGone } from './runChanges.ts';
import { type Engine, loadEngine } from './sqlite.ts';

const defaultRunLimit = 1000;

/** The share of free pages from which on a smaller file is worth the work. */
const worthReleasing = 0.05;

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

  open(options: OpenOptions): OpenResult {
    checkPlace(options);
    const unfinished = caught('otherProgram', () => checkFinished(options.file));
    if (!options.readOnly && unfinished === undefined) {
      removeLeftovers(options.file);
    }
    const { obstacle } = this.#openOn({ options, read: readDatabaseFile(options.file), unfinished });
    return { obstacle: obstacle && { reason: obstacle.reason, message: obstacle.message } };
  }

  /** In the place of what is open. Where it fails, that stays open. */
  #openOn(opening: Opening): Opened {
    const sqlite = this.#engine.open(opening.read.bytes);
    try {
      const opened = openedOn(this.#engine, sqlite, opening);
      this.#letGo();
      this.#opened = opened;
      return opened;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  }

  refresh(): OpenResult | undefined {
    const opened = this.#current();
    const reopened = this.#takeInUnless(mustStay);
    if (opened.isMissing && opened === this.#opened) {
      throw deletedOnDisk(opened.options.file);
    }
    return reopened;
  }

  /** Opens the file again where it is another one by now, unless what is open is held. */
  #takeInUnless(isHeld: (opened: Opened) => boolean): OpenResult | undefined {
    const opened = this.#current();
    if (isHeld(opened)) {
      return undefined;
    }
    const { options, stamp, obstacle } = opened;
    const fate = fateOf(options.file, stamp);
    // Deleting it may have been a mistake, and here is the last copy.
    opened.isMissing = fate === 'deleted' && obstacle === undefined;
    const mayHaveEnded = obstacle?.reason === 'otherProgram';
    return (fate === 'changed' || mayHaveEnded) && !opened.isMissing ? this.open(options) : undefined;
  }

  save(what: 'all' | 'rows' = 'all', overwrite = false): SaveResult | undefined {
    const opened = this.#current();
    const { unsaved, isMissing } = opened;
    const worthIt = isMissing || (what === 'rows' ? unsaved === 'rows' : unsaved !== 'nothing');
    if (!worthIt || opened.obstacle !== undefined) {
      return undefined;
    }
    const { file } = opened.options;
    const check = () => {
      checkPlace(opened.options);
      checkFinished(file);
      const fate = fateOf(file, opened.stamp);
      if (!overwrite && fate !== 'unchanged') {
        throw fate === 'deleted' ? deletedOnDisk(file) : changedOnDisk(file);
      }
    };
    // Once before the work and once after it, because it takes its time.
    check();
    let backup: string | undefined;
    const result = timed(() => {
      const pieces = opened.sqlite.content();
      if (opened.formerFormat !== undefined) {
        backup = keepBackup(file, opened.formerFormat);
        opened.formerFormat = undefined;
      }
      opened.stamp = writeDatabaseFile(file, pieces, check);
      opened.unsaved = 'nothing';
      opened.isMissing = false;
      return lengthOf(pieces);
    });
    return backup === undefined ? result : { ...result, backup };
  }

  saveCopy(file: string): SaveResult {
    const { sqlite } = this.#current();
    return timed(() => {
      const pieces = sqlite.content();
      writeDatabaseFile(file, pieces);
      return lengthOf(pieces);
    });
  }

  rescue(file: string, keepEarlier: boolean): SaveResult {
    const { sqlite, stamp, formerFormat } = this.#current();
    return timed(() => {
      const pieces = sqlite.content();
      const note = { stamp: stamp ?? null, formerFormat: formerFormat ?? null, rescuedAt: Date.now() };
      writeRescue(file, pieces, { note, keepEarlier });
      return lengthOf(pieces);
    });
  }

  restore(file: string): void {
    const { options, obstacle, unsaved, runs, exports } = this.#current();
    if (obstacle !== undefined) {
      throw obstacle;
    }
    if (unsaved === 'rows' || runs.anyOpen() || exports.areRunning) {
      throw inUse();
    }
    const { stamp, formerFormat } = rescueNote(file);
    const read = { ...readDatabaseFile(file), stamp: stamp ?? undefined };
    const opened = this.#openOn({ options, read, unfinished: undefined });
    opened.formerFormat ??= formerFormat ?? undefined;
    opened.unsaved = 'rows';
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
        dropTables(opened, opened.tables.gone());
        return tables.filter((table) => prepareTable(opened, table, run)).length;
      },
      (prepared) => prepared > 0,
    );
  }

  changeTables({ dataflow, dropped, renamed }: TablesChange): void {
    this.#change((opened) => {
      const { tables } = opened;
      dropTables(opened, tables.gone());
      const isMeant = (name: string) => dataflow === undefined || tables.isOf(name, dataflow);
      dropTables(opened, dropped.filter(isMeant));
      for (const { from, to } of renamed) {
        if (isMeant(from)) {
          renameTable(opened, from, to);
        }
      }
    });
    this.#releasePages();
  }

  removeDataflow(dataflow: string): void {
    this.#change((opened) => {
      dropTables(opened, opened.tables.namesOf(dataflow));
      opened.runs.removeDataflow(dataflow);
    });
    this.#releasePages();
  }

  tables(dataflow?: string): TableInfo[] {
    const { tables } = this.#current();
    return tables.list(dataflow).map((table) => tables.info(table));
  }

  views(): ViewInfo[] {
    return this.#current().tables.views();
  }

  completeness(table: string): Completeness {
    const { tables, completeness } = this.#current();
    return completeness.of(tables.get(table));
  }

  beginRun(run: NewRun, maxBytes = Number.POSITIVE_INFINITY): RunRecord {
    // It compares what Stripe has with what is in the file.
    this.#takeInUnless(mustStay);
    const record = this.#change(({ runs, writers }) => {
      for (const lost of runs.interruptOpen(run.dataflow)) {
        writers.endRun(lost);
      }
      return runs.begin(run);
    }, nothingButRecord);
    this.#current().limit.maxBytes = maxBytes;
    return record;
  }

  writeBatch(run: number, batch: Batch): WriteCounts {
    return this.#change(({ runs, tables, writers, undo, limit }) => {
      runs.checkOpen(run);
      const counts = limit.keep(() => {
        undo.beforeWrite(run, batch.table);
        const written = writers.for(run, tables.get(batch.table)).write(batch, wholeSeconds(now()));
        undo.afterWrite(run, batch.table, written);
        return written;
      });
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

  setRunSource(run: number, source: string): void {
    this.#change(({ runs }) => runs.setSource(run, source), nothingButRecord);
  }

  finishRun(run: number, outcome: RunOutcome): RunRecord {
    const { record, forgot } = this.#change(
      ({ runs, undo }) => {
        undo.forgetQuiet(run);
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

  changedTables(run: number): ChangedTable[] {
    return this.#current().undo.changedTables(run);
  }

  openRunChanges(run: number, table: string): TableInfo {
    const { sqlite, runs, tables, undo, changes, queries, completeness } = this.#current();
    const record = runs.get(run);
    if (!undo.changedTables(run).some((changed) => changed.table.toLowerCase() === table.toLowerCase())) {
      throw changesGone(record);
    }
    // A temporary table is no change of the database: a reader may have it too.
    const info = sqlite.transaction(() => changes.open(record, tables.get(table)));
    queries.forget();
    completeness.forget();
    return info;
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

  findRows(query: RowsQuery): FoundRows {
    const { tables, queries } = this.#current();
    return queries.findRows(tables.get(query.table), query);
  }

  summarizeColumn(query: ColumnQuery): ColumnSummary {
    const { tables, queries } = this.#current();
    return queries.summarizeColumn(tables.get(query.table), query);
  }

  readText(place: TextPlace): TextPart | undefined {
    const { tables, queries } = this.#current();
    return queries.readText(tables.get(place.table), place);
  }

  findIds(dataflow: string, ids: readonly string[]): FoundId[] {
    const { tables, queries } = this.#current();
    return queries.findIds(tables.list(dataflow), ids);
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
    // What another program has written since the last save is taken in before it is built on.
    this.#takeInUnless(isAhead);
    const opened = this.#current();
    if (opened.obstacle !== undefined) {
      throw opened.obstacle;
    }
    const result = opened.sqlite.transaction(() => work(opened));
    if (touchesRows(result)) {
      opened.queries.noteChange();
      opened.completeness.forget();
      opened.unsaved = 'rows';
    } else if (opened.unsaved === 'nothing') {
      opened.unsaved = 'record';
    }
    return result;
  }

  /**
   * Gives free pages back, so that the next save does not write them. The engine copies the whole file in memory for
   * that (2026-11: seconds for 500 MB), so a few are left for the next rows.
   */
  #releasePages(): void {
    const { sqlite } = this.#current();
    const free = sqlite.number('PRAGMA freelist_count');
    if (free > worthReleasing * sqlite.number('PRAGMA page_count')) {
      sqlite.all('PRAGMA incremental_vacuum');
    }
  }

  #letGo(): void {
    this.#opened?.exports.cancelAll();
    this.#opened?.sqlite.close();
    this.#opened = undefined;
  }
}

function timed(write: () => number): SaveResult {
  const start = performance.now();
  const bytes = write();
  return { bytes, milliseconds: Math.round(performance.now() - start) };
}

function checkPlace({ folder, file }: OpenOptions): void {
  if (folder !== undefined) {
    checkInside(folder, file);
  }
}

function inUse(): DatabaseError {
  return new DatabaseError(
    'tableInUse',
    l10n.t('The database is in use. Try again when runs and exports have ended and everything is saved.'),
  );
}

function changedOnDisk(file: string): DatabaseError {
  return new DatabaseError(
    'changedOnDisk',
    l10n.t(
      'Another program has changed the database {0}, and it was not overwritten. What was imported here since the last save is in memory only.',
      file,
    ),
  );
}

function deletedOnDisk(file: string): DatabaseError {
  return new DatabaseError(
    'deletedOnDisk',
    l10n.t('The database {0} was deleted or moved away. Its data is in memory only: save it again.', file),
  );
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

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function now(): string {
  return new Date().toISOString();
}

/** `2026-11-23T21:45:08Z`, as all datetime columns have it. */
function wholeSeconds(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}

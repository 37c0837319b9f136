import * as l10n from '@vscode/l10n';
import {
  type Account,
  type Connector,
  ConnectorError,
  type ReadEvent,
  type ResourceRequest,
} from '../connectors/connector.ts';
import {
  type AsyncDatabase,
  DatabaseError,
  type RunOutcome,
  type RunRecord,
  type TableInfo,
  type TableOutcome,
} from '../database/api.ts';
import { type Dataflow, type DataflowTable, type Source, sameName } from './definition.ts';
import { missingRenames } from './definitionChange.ts';
import { RunError, type RunEvent } from './runEvents.ts';
import { outcomeOfTables } from './runOutcome.ts';
import { RunProgressMeter } from './runProgress.ts';
import { otherSource, sourceOf } from './source.ts';

export interface RunParts {
  readonly database: AsyncDatabase;
  readonly connector: Connector;
  /** Empty for a connector that needs none. */
  readonly apiKey: string;
  /** Whether everything is listed again, whatever earlier runs learned. */
  readonly full: boolean;
  /** How many runs of the dataflow can be rolled back after this one. */
  readonly keepRuns: number;
  readonly onEvent: (event: RunEvent) => void;
  /** Whether nobody cancelled the run: its window is being closed. */
  readonly isClosing: () => boolean;
}

/** How many batches may wait for the database before the connector is held back: the account is never in memory. */
const maxBatchesInFlight = 4;

/**
 * The file is written at most this often during a run, and never for more than a twentieth of the run’s time: reading
 * stands still meanwhile, and a minute is little to read again.
 */
const saveIntervalMs = 60_000;
const saveCostFactor = 20;

type BatchEvent = Extract<ReadEvent, { kind: 'batch' }>;

/** How the reading of a table ended. */
type TableEnd = Pick<TableOutcome, 'status' | 'description' | 'state'> & { readonly complete?: boolean };

/** One execution of one dataflow. */
export class Run {
  readonly #parts: RunParts;
  readonly #dataflow: Dataflow;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #meter: RunProgressMeter;
  readonly #tableOf: ReadonlyMap<string, DataflowTable>;
  readonly #open: Set<string>;
  readonly #cost = new Map<string, { requests: number; retries: number }>();
  readonly #writes = new Set<Promise<void>>();
  /** The newest state of each resource that is not in the database yet. */
  readonly #states = new Map<string, string>();
  readonly #notes = new Set<string>();
  #writeError: unknown;
  #lastSave = { at: Date.now(), milliseconds: 0 };
  #saveFailed = false;

  /** @param signal Aborted to cancel the run. */
  constructor(parts: RunParts, dataflow: Dataflow, signal: AbortSignal) {
    this.#parts = parts;
    this.#dataflow = dataflow;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#tableOf = new Map(dataflow.tables.map((table) => [table.resource, table]));
    this.#open = new Set(dataflow.tables.map((table) => table.resource));
    this.#meter = new RunProgressMeter(dataflow.tables.length, (progress) =>
      parts.onEvent({ kind: 'progress', dataflow: dataflow.name, progress }),
    );
  }

  /** @throws DatabaseError where the run's record cannot be kept; `broken` is told then. */
  async execute(): Promise<RunRecord> {
    const { database, onEvent } = this.#parts;
    const run = await database.beginRun({
      dataflow: this.#dataflow.name,
      source: describeSource(this.#dataflow.source),
      tables: this.#dataflow.tables.map((table) => table.table),
    });
    onEvent({ kind: 'started', run });
    try {
      const stopped = await this.#importUntilStopped(run.id);
      return await this.#finish(run, stopped);
    } catch (error) {
      onEvent({ kind: 'broken', dataflow: this.#dataflow.name });
      throw error;
    } finally {
      this.#meter.stop();
    }
  }

  /** Returns what ended the import before its tables were done. @throws DatabaseError where the database died */
  async #importUntilStopped(run: number): Promise<unknown> {
    let stopped: unknown;
    try {
      await this.#import(run);
    } catch (error) {
      stopped = error;
    }
    await Promise.allSettled(this.#writes);
    const reason = this.#writeError ?? stopped;
    if (DatabaseError.is(reason, 'workerDied')) {
      throw reason;
    }
    return reason;
  }

  async #import(run: number): Promise<void> {
    const connection = {
      apiKey: this.#parts.apiKey,
      ...(this.#dataflow.connectedAccount === undefined
        ? {}
        : { connectedAccount: this.#dataflow.connectedAccount }),
    };
    const account = await this.#parts.connector.connect(connection, this.#signal);
    // Asked once: it counts the rows of every table.
    const present = await this.#parts.database.tables();
    const own = present.filter(({ dataflow }) => sameName(dataflow, this.#dataflow.name));
    this.#checkSource(account, own);
    const source = sourceOf(account, this.#dataflow.source);
    await this.#parts.database.setRunSource(run, describeSource(source, account.apiVersion));
    await this.#renameTables(present, own);
    const toRead = await this.#prepareTables(run, source);
    const reading = this.#parts.connector.read({
      connection,
      resources: await this.#resourceRequests(toRead, own),
      signal: this.#signal,
      full: this.#parts.full,
    });
    for await (const event of reading) {
      await this.#handle(run, event);
      await this.#saveIfDue(run);
    }
  }

  /** What earlier runs left, for the connector to go on from. @param own The dataflow's tables, by whatever name. */
  async #resourceRequests(
    tables: readonly DataflowTable[],
    own: readonly TableInfo[],
  ): Promise<readonly ResourceRequest[]> {
    const { database } = this.#parts;
    const infos = new Map(own.map((info) => [info.resource, info]));
    return await Promise.all(
      tables.map(async ({ resource, table }) => {
        const state = await database.readState(table);
        const rows = infos.get(resource)?.rowCount ?? 0;
        return { resource, rows, ...(state === undefined ? {} : { state }) };
      }),
    );
  }

  /**
   * What the tables hold is asked of the database too: dataflows.json may have been changed by hand or by another branch,
   * and made anew. @throws RunError otherAccount
   */
  #checkSource(account: Account, own: readonly TableInfo[]): void {
    const { name, source, tables } = this.#dataflow;
    const wanted = new Set(tables.map(({ resource }) => resource));
    const taken = own.filter(({ resource }) => wanted.has(resource));
    for (const known of [source, ...taken.map((table) => table.source)]) {
      const conflict = known && otherSource(name, known, account);
      if (conflict !== undefined) {
        throw new RunError('otherAccount', conflict);
      }
    }
  }

  /** Makes the tables; returns those whose rows are wanted. */
  async #prepareTables(run: number, source: Source): Promise<readonly DataflowTable[]> {
    const resources = new Map(
      (await this.#parts.connector.resources()).map((resource) => [resource.name, resource]),
    );
    const known = this.#dataflow.tables.filter((table) => resources.has(table.resource));
    await this.#parts.database.prepareTables(
      known.map((table) => ({
        name: table.table,
        dataflow: this.#dataflow.name,
        resource: table.resource,
        source,
        columns: resources.get(table.resource)?.columns ?? [],
      })),
      run,
    );
    for (const table of this.#dataflow.tables) {
      if (!resources.has(table.resource)) {
        const sentence = l10n.t('“{0}” is not known to this version of the connector.', table.resource);
        await this.#finishTable(run, table.resource, { status: 'skipped', description: sentence });
      } else if (table.load === 'metadata') {
        await this.#finishTable(run, table.resource, { status: 'succeeded' });
      }
    }
    return known.filter((table) => table.load === 'data');
  }

  /** A table that the definition calls by another name keeps its rows. */
  async #renameTables(present: readonly TableInfo[], own: readonly TableInfo[]): Promise<void> {
    const taken = present.filter((table) => !own.includes(table)).map(({ name }) => name);
    const renamed = missingRenames(this.#dataflow, own, taken);
    if (renamed.length > 0) {
      await this.#parts.database.changeTables({ dataflow: this.#dataflow.name, dropped: [], renamed });
    }
  }

  async #handle(run: number, event: ReadEvent): Promise<void> {
    switch (event.kind) {
      case 'started':
        return;
      case 'batch':
        return await this.#take(run, event);
      case 'note':
        this.#notes.add(event.sentence);
        return;
      case 'remaining':
        this.#meter.setRemaining(event.resource, event.requests);
        return;
      case 'requests':
        this.#cost.set(event.resource, event);
        this.#meter.setRequests(event.resource, event.requests);
        return;
      case 'finished': {
        const { complete, state } = event;
        return await this.#finishTable(run, event.resource, { status: 'succeeded', complete, state });
      }
      case 'skipped': {
        const { error, state } = event;
        return await this.#finishTable(run, event.resource, {
          status: 'skipped',
          description: error.message,
          state,
        });
      }
      case 'failed':
        return await this.#finishTable(run, event.resource, {
          status: 'failed',
          description: describeError(event.error),
        });
    }
  }

  async #take(run: number, batch: BatchEvent): Promise<void> {
    const table = this.#tableOf.get(batch.resource)?.table;
    if (table === undefined) {
      return;
    }
    if (batch.state !== undefined) {
      this.#states.set(batch.resource, batch.state);
    }
    if (batch.rows.length > 0 || batch.deletedIds !== undefined || batch.wholeGroups !== undefined) {
      await this.#write(run, table, batch);
    }
  }

  async #write(run: number, table: string, batch: BatchEvent): Promise<void> {
    const { rows, deletedIds, wholeGroups } = batch;
    while (this.#writes.size >= maxBatchesInFlight) {
      await Promise.race(this.#writes);
    }
    const write = this.#parts.database
      .writeBatch(run, { table, rows, deletedIds, wholeGroups })
      .then(
        () => this.#meter.addRows(rows.length),
        (error: unknown) => {
          this.#writeError ??= error;
          this.#stop.abort();
        },
      )
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  /**
   * Puts the states into the database, behind the rows that they speak of. They are not needed before the file is written:
   * until then an older state has the same rows read again, and nothing else.
   */
  async #writeStates(run: number): Promise<void> {
    await Promise.allSettled(this.#writes);
    for (const [resource, state] of this.#writeError === undefined ? this.#states : []) {
      const table = this.#tableOf.get(resource)?.table;
      if (table !== undefined) {
        await this.#parts.database.writeBatch(run, { table, rows: [], state });
      }
    }
    this.#states.clear();
  }

  async #finishTable(run: number, resource: string, end: TableEnd): Promise<void> {
    const { status, complete = false, description, state } = end;
    const table = this.#tableOf.get(resource)?.table;
    if (table === undefined || !this.#open.has(resource)) {
      return;
    }
    // What is still being written counts as seen; and a batch that could not be written leaves the table incomplete.
    await Promise.allSettled(this.#writes);
    if (this.#writeError !== undefined && status === 'succeeded') {
      return await this.#finishTable(run, resource, {
        status: 'failed',
        description: describeError(this.#writeError),
      });
    }
    this.#open.delete(resource);
    if (state !== undefined) {
      this.#states.delete(resource);
    }
    const cost = this.#cost.get(resource);
    const record = await this.#parts.database.finishTable(run, {
      table,
      status,
      complete,
      description,
      state,
      requests: cost?.requests ?? 0,
      retries: cost?.retries ?? 0,
    });
    this.#meter.tableDone(resource);
    const sentence =
      description ??
      l10n.t(
        '{0} inserted, {1} updated, {2} unchanged, {3} deleted; requests: {4}',
        record.inserted,
        record.updated,
        record.unchanged,
        record.deleted,
        record.requests,
      );
    this.#parts.onEvent({ kind: 'table', dataflow: this.#dataflow.name, table, status, sentence });
  }

  async #finish(run: RunRecord, stopped: unknown): Promise<RunRecord> {
    const { database, onEvent } = this.#parts;
    const cancelled = ConnectorError.is(stopped, 'cancelled') || (stopped !== undefined && isAbort(stopped));
    await this.#writeStates(run.id);
    for (const resource of [...this.#open]) {
      await this.#finishTable(run.id, resource, {
        status: 'cancelled',
        description: l10n.t('Not finished.'),
      });
    }
    const { keepRuns } = this.#parts;
    const outcome = await this.#outcome(run.id, stopped, cancelled);
    let record = await database.finishRun(run.id, { ...outcome, keepRuns });
    let unsavedBy: unknown;
    try {
      // That a run found nothing new is not worth a file of hundreds of megabytes: it is written with what comes next.
      await database.save(record.status === 'succeeded' ? 'rows' : 'all');
    } catch (error) {
      unsavedBy = error;
      record = await database.finishRun(run.id, { ...unsavedOutcome(outcome, error), keepRuns });
    }
    onEvent({ kind: 'finished', run: record, stoppedBy: stopped, unsavedBy });
    return record;
  }

  async #outcome(run: number, stopped: unknown, cancelled: boolean): Promise<RunOutcome> {
    if (cancelled && this.#writeError === undefined) {
      return this.#parts.isClosing()
        ? {
            status: 'interrupted',
            description: l10n.t(
              'The folder was closed, or another database chosen. What was imported until then is kept.',
            ),
          }
        : { status: 'cancelled', description: l10n.t('Cancelled. What was imported until then is kept.') };
    }
    if (stopped !== undefined) {
      return { status: 'failed', description: describeError(stopped) };
    }
    const runs = await this.#parts.database.runs(this.#dataflow.name, 1);
    return outcomeOfTables(runs.find((record) => record.id === run)?.tables ?? [], [...this.#notes]);
  }

  async #saveIfDue(run: number): Promise<void> {
    const wait = Math.max(saveIntervalMs, saveCostFactor * this.#lastSave.milliseconds);
    if (Date.now() - this.#lastSave.at < wait) {
      return;
    }
    await this.#writeStates(run);
    const { database, onEvent } = this.#parts;
    try {
      const saved = await database.save('rows');
      this.#lastSave = { at: Date.now(), milliseconds: saved?.milliseconds ?? 0 };
    } catch (error) {
      if (DatabaseError.is(error, 'workerDied', 'closed')) {
        throw error;
      }
      // What was imported is in memory: no reason to end the run.
      this.#lastSave = { at: Date.now(), milliseconds: 0 };
      if (!this.#saveFailed) {
        onEvent({ kind: 'unsaved', dataflow: this.#dataflow.name, error });
      }
      this.#saveFailed = true;
    }
  }
}

/** What was imported is in memory, and a later save may succeed: the run itself has not failed by it. */
function unsavedOutcome({ status, description }: RunOutcome, error: unknown): RunOutcome {
  const sentence = l10n.t('The file could not be written when the run ended. {0}', describeError(error));
  return {
    status: status === 'succeeded' ? 'succeededWithWarnings' : status,
    description: description === undefined ? sentence : `${description}\n${sentence}`,
  };
}

function describeSource(source: Source | undefined, apiVersion?: string): string {
  return [source?.account, source?.mode, apiVersion].filter((part) => part !== undefined).join(' ');
}

/** The error's sentence, with the source's request id where there is one: support asks for it. */
function describeError(error: unknown): string {
  if (ConnectorError.is(error) && error.requestId !== undefined) {
    return l10n.t('{0} (request {1})', error.message, error.requestId);
  }
  return error instanceof Error ? error.message : String(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

import { t } from '@vscode/l10n';
import { type Account, type Connector, ConnectorError, type ReadEvent } from '../connectors/connector.ts';
import type { ConnectorRegistry } from '../connectors/registry.ts';
import {
  type AsyncDatabase,
  DatabaseError,
  type RunOutcome,
  type RunRecord,
  type RunTableStatus,
} from '../database/api.ts';

import type { Dataflow, DataflowTable, Source } from './definition.ts';
import { outcomeOfTables } from './runOutcome.ts';
import { type RunProgress, RunProgressMeter } from './runProgress.ts';
import { otherSource } from './source.ts';

export type RunEvent =
  | { readonly kind: 'started'; readonly run: RunRecord }
  | { readonly kind: 'progress'; readonly dataflow: string; readonly progress: RunProgress }
  | {
      readonly kind: 'table';
      readonly dataflow: string;
      readonly table: string;
      readonly status: RunTableStatus;
      readonly sentence: string;
    }
  /** `stoppedBy`: what ended the run before its tables were done. */
  | { readonly kind: 'finished'; readonly run: RunRecord; readonly stoppedBy?: unknown };

export type RunErrorReason = 'alreadyRunning' | 'unknownConnector' | 'noApiKey' | 'otherAccount';

/** Why a run cannot be made, as a sentence for the person. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly reason: RunErrorReason;

  constructor(reason: RunErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }

  static is(error: unknown, ...reasons: readonly RunErrorReason[]): error is RunError {
    return error instanceof RunError && (reasons.length === 0 || reasons.includes(error.reason));
  }
}

export interface RunnerOptions {
  readonly database: AsyncDatabase;
  readonly connectors: ConnectorRegistry;
  readonly apiKey: (dataflow: string) => Promise<string | undefined>;
  /** The person's ceiling on requests per second; 0 for none. */
  readonly maxRequestsPerSecond: () => number;
  readonly onEvent: (event: RunEvent) => void;
}

/** How many batches may wait for the database before the connector is held back: the account is never in memory. */
const maxBatchesInFlight = 4;

/** The file is written at most this often during a run, and never for more than a twentieth of the run's time. */
const saveIntervalMs = 30_000;
const saveCostFactor = 20;

/** Runs dataflows: moves batches from the connector to the database and keeps the record of it. */
export class DataflowRunner {
  readonly #options: RunnerOptions;
  readonly #running = new Map<string, AbortController>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** The names of the dataflows that run now, in lower case. */
  get running(): ReadonlySet<string> {
    return new Set(this.#running.keys());
  }

  isRunning(dataflow: string): boolean {
    return this.#running.has(dataflow.toLowerCase());
  }

  /** Asks a run to end; it keeps what it has imported. Does nothing where none runs. */
  cancel(dataflow: string): void {
    this.#running.get(dataflow.toLowerCase())?.abort();
  }

  /**
   * Runs a dataflow to its end and returns the run's record, whatever its status: trouble with the source is a failed
   * run, not an exception. @throws RunError where no run can be made, DatabaseError where no record can be kept.
   */
  async run(dataflow: Dataflow): Promise<RunRecord> {
    const key = dataflow.name.toLowerCase();
    if (this.#running.has(key)) {
      throw new RunError('alreadyRunning', t('The dataflow “{0}” is running already.', dataflow.name));
    }
    const connector = this.#options.connectors.get(dataflow.connector);
    if (connector === undefined) {
      throw new RunError(
        'unknownConnector',
        t(
          'The dataflow “{0}” uses the connector “{1}”, which this version does not have.',
          dataflow.name,
          dataflow.connector,
        ),
      );
    }
    const abort = new AbortController();
    this.#running.set(key, abort);
    try {
      const apiKey = connector.needsApiKey ? await this.#options.apiKey(dataflow.name) : '';
      if (apiKey === undefined) {
        throw new RunError(
          'noApiKey',
          t(
            'No API key is stored for the dataflow “{0}” in this folder. Set its API key, then run it again.',
            dataflow.name,
          ),
        );
      }
      return await new Run(this.#options, dataflow, connector, apiKey, abort.signal).execute();
    } finally {
      this.#running.delete(key);
    }
  }
}

/** One execution of one dataflow. */
class Run {
  readonly #options: RunnerOptions;
  readonly #dataflow: Dataflow;
  readonly #connector: Connector;
  readonly #apiKey: string;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #meter: RunProgressMeter;
  readonly #tableOf: ReadonlyMap<string, DataflowTable>;
  readonly #open: Set<string>;
  readonly #cost = new Map<string, { requests: number; retries: number }>();
  readonly #writes = new Set<Promise<void>>();
  #writeError: unknown;
  #lastSave = { at: Date.now(), milliseconds: 0 };

  constructor(
    options: RunnerOptions,
    dataflow: Dataflow,
    connector: Connector,
    apiKey: string,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#dataflow = dataflow;
    this.#connector = connector;
    this.#apiKey = apiKey;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#tableOf = new Map(dataflow.tables.map((table) => [table.resource, table]));
    this.#open = new Set(dataflow.tables.map((table) => table.resource));
    this.#meter = new RunProgressMeter(dataflow.tables.length, (progress) =>
      options.onEvent({ kind: 'progress', dataflow: dataflow.name, progress }),
    );
  }

  async execute(): Promise<RunRecord> {
    const { database, onEvent } = this.#options;
    const run = await database.beginRun({
      dataflow: this.#dataflow.name,
      source: describeSource(this.#dataflow.source),
      tables: this.#dataflow.tables.map((table) => table.table),
    });
    onEvent({ kind: 'started', run });
    let stopped: unknown;
    try {
      await this.#import(run.id);
    } catch (error) {
      stopped = error;
    }
    await Promise.allSettled(this.#writes);
    if (DatabaseError.is(this.#writeError ?? stopped, 'workerDied')) {
      throw this.#writeError ?? stopped;
    }
    return await this.#finish(run, this.#writeError ?? stopped);
  }

  async #import(run: number): Promise<void> {
    const connection = {
      apiKey: this.#apiKey,
      ...(this.#dataflow.connectedAccount === undefined
        ? {}
        : { connectedAccount: this.#dataflow.connectedAccount }),
    };
    const account = await this.#connector.connect(connection, this.#signal);
    checkSameSource(this.#dataflow, account);
    const toRead = await this.#prepareTables(run);
    const reading = this.#connector.read({
      connection,
      resources: toRead.map((table) => ({ resource: table.resource })),
      signal: this.#signal,
      maxRequestsPerSecond: this.#options.maxRequestsPerSecond(),
    });
    for await (const event of reading) {
      await this.#handle(run, event);
      await this.#saveIfDue();
    }
  }

  /** Makes the tables; returns those whose rows are wanted. */
  async #prepareTables(run: number): Promise<readonly DataflowTable[]> {
    const resources = new Map(
      (await this.#connector.resources()).map((resource) => [resource.name, resource]),
    );
    const known = this.#dataflow.tables.filter((table) => resources.has(table.resource));
    await this.#options.database.prepareTables(
      known.map((table) => ({
        name: table.table,
        dataflow: this.#dataflow.name,
        resource: table.resource,
        columns: resources.get(table.resource)?.columns ?? [],
      })),
    );
    for (const table of this.#dataflow.tables) {
      if (!resources.has(table.resource)) {
        const sentence = t('“{0}” is not known to this version of the connector.', table.resource);
        await this.#finishTable(run, table.resource, 'skipped', false, sentence);
      } else if (table.load === 'metadata') {
        await this.#finishTable(run, table.resource, 'succeeded', false, undefined);
      }
    }
    return known.filter((table) => table.load === 'data');
  }

  async #handle(run: number, event: ReadEvent): Promise<void> {
    switch (event.kind) {
      case 'started':
        return;
      case 'batch':
        return await this.#write(run, event);
      case 'requests':
        this.#cost.set(event.resource, event);
        this.#meter.setRequests(event.resource, event.requests);
        return;
      case 'finished':
        return await this.#finishTable(run, event.resource, 'succeeded', event.complete, undefined);
      case 'skipped':
        return await this.#finishTable(run, event.resource, 'skipped', false, event.error.message);
      case 'failed':
        return await this.#finishTable(run, event.resource, 'failed', false, describeError(event.error));
    }
  }

  async #write(run: number, batch: Extract<ReadEvent, { kind: 'batch' }>): Promise<void> {
    const table = this.#tableOf.get(batch.resource)?.table;
    if (table === undefined) {
      return;
    }
    while (this.#writes.size >= maxBatchesInFlight) {
      await Promise.race(this.#writes);
    }
    const write = this.#options.database
      .writeBatch(run, { table, rows: batch.rows, state: batch.state })
      .then(
        () => this.#meter.addRows(batch.rows.length),
        (error: unknown) => {
          this.#writeError ??= error;
          this.#stop.abort();
        },
      )
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async #finishTable(
    run: number,
    resource: string,
    status: RunTableStatus,
    complete: boolean,
    description: string | undefined,
  ): Promise<void> {
    const table = this.#tableOf.get(resource)?.table;
    if (table === undefined || !this.#open.delete(resource)) {
      return;
    }
    const cost = this.#cost.get(resource);
    const record = await this.#options.database.finishTable(run, {
      table,
      status,
      complete,
      description,
      requests: cost?.requests ?? 0,
      retries: cost?.retries ?? 0,
    });
    this.#meter.tableDone();
    const sentence =
      description ??
      t(
        '{0} inserted, {1} updated, {2} unchanged, {3} deleted; requests: {4}',
        record.inserted,
        record.updated,
        record.unchanged,
        record.deleted,
        record.requests,
      );
    this.#options.onEvent({ kind: 'table', dataflow: this.#dataflow.name, table, status, sentence });
  }

  async #finish(run: RunRecord, stopped: unknown): Promise<RunRecord> {
    const { database, onEvent } = this.#options;
    const cancelled = ConnectorError.is(stopped, 'cancelled') || (stopped !== undefined && isAbort(stopped));
    for (const resource of [...this.#open]) {
      await this.#finishTable(run.id, resource, 'cancelled', false, t('Not finished.'));
    }
    const outcome = await this.#outcome(run.id, stopped, cancelled);
    let record = await database.finishRun(run.id, outcome);
    try {
      await database.save();
    } catch (error) {
      record = await database.finishRun(run.id, {
        status: 'failed',
        description: t('The data was imported, but the file could not be written. {0}', describeError(error)),
      });
    }
    this.#meter.stop();
    onEvent({ kind: 'finished', run: record, stoppedBy: stopped });
    return record;
  }

  async #outcome(run: number, stopped: unknown, cancelled: boolean): Promise<RunOutcome> {
    if (cancelled && this.#writeError === undefined) {
      return { status: 'cancelled', description: t('Cancelled. What was imported until then is kept.') };
    }
    if (stopped !== undefined) {
      return { status: 'failed', description: describeError(stopped) };
    }
    const runs = await this.#options.database.runs(this.#dataflow.name, 1);
    return outcomeOfTables(runs.find((record) => record.id === run)?.tables ?? []);
  }

  async #saveIfDue(): Promise<void> {
    const wait = Math.max(saveIntervalMs, saveCostFactor * this.#lastSave.milliseconds);
    if (Date.now() - this.#lastSave.at < wait) {
      return;
    }
    const saved = await this.#options.database.save();
    this.#lastSave = { at: Date.now(), milliseconds: saved?.milliseconds ?? 0 };
  }
}

function checkSameSource(dataflow: Dataflow, account: Account): void {
  const conflict =
    dataflow.source === undefined ? undefined : otherSource(dataflow.name, dataflow.source, account);
  if (conflict !== undefined) {
    throw new RunError('otherAccount', conflict);
  }
}

function describeSource(source: Source | undefined): string {
  return [source?.account, source?.mode].filter((part) => part !== undefined).join(' ');
}

/** The error's sentence, with the source's request id where there is one: support asks for it. */
function describeError(error: unknown): string {
  if (ConnectorError.is(error) && error.requestId !== undefined) {
    return t('{0} (request {1})', error.message, error.requestId);
  }
  return error instanceof Error ? error.message : String(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

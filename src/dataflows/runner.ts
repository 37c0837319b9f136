import * as l10n from '@vscode/l10n';
import type { Connector } from '../connectors/connector.ts';
import type { ConnectorRegistry } from '../connectors/registry.ts';
import type { AsyncDatabase, RunRecord } from '../database/api.ts';
import type { Dataflow } from './definition.ts';
import { Run } from './run.ts';
import { RunError, type RunEvent } from './runEvents.ts';

export interface RunnerOptions {
  readonly database: AsyncDatabase;
  readonly connectors: ConnectorRegistry;
  readonly apiKey: (dataflow: string) => Promise<string | undefined>;
  /** How many runs of a dataflow can be rolled back. */
  readonly keepRuns: () => number;
  readonly onEvent: (event: RunEvent) => void;
}

export interface RunOptions {
  /** Lists everything again, whatever earlier runs learned. */
  readonly full?: boolean;
}

/** Runs dataflows: moves batches from the connector to the database and keeps the record of it. */
export class DataflowRunner {
  readonly #options: RunnerOptions;
  readonly #running = new Map<
    string,
    { readonly dataflow: string; readonly abort: AbortController; readonly end: Promise<RunRecord> }
  >();

  #stopped = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  isRunning(dataflow: string): boolean {
    return this.#running.has(dataflow.toLowerCase());
  }

  /** The names of the dataflows that run, also of those that the definitions have no more. */
  get running(): readonly string[] {
    return [...this.#running.values()].map(({ dataflow }) => dataflow);
  }

  /** Asks a run to end; it keeps what it has imported. Does nothing where none runs. */
  cancel(dataflow: string): void {
    this.#running.get(dataflow.toLowerCase())?.abort.abort();
  }

  /** Interrupts all runs and waits until they have ended. No run can be started any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const runs = [...this.#running.values()];
    for (const { abort } of runs) {
      abort.abort();
    }
    await Promise.allSettled(runs.map(({ end }) => end));
  }

  /**
   * Runs a dataflow to its end and returns the run's record, whatever its status: trouble with the source is a failed
   * run, not an exception. @throws RunError where no run can be made, DatabaseError where no record can be kept.
   */
  async run(dataflow: Dataflow, options: RunOptions = {}): Promise<RunRecord> {
    const key = dataflow.name.toLowerCase();
    if (this.#stopped) {
      throw new RunError('stopped', l10n.t('The folder is being closed: “{0}” was not run.', dataflow.name));
    }
    if (this.#running.has(key)) {
      throw new RunError('alreadyRunning', l10n.t('The dataflow “{0}” is running already.', dataflow.name));
    }
    const connector = this.#options.connectors.get(dataflow.connector);
    if (connector === undefined) {
      throw new RunError(
        'unknownConnector',
        l10n.t(
          'The dataflow “{0}” uses the connector “{1}”, which this version does not have.',
          dataflow.name,
          dataflow.connector,
        ),
      );
    }
    const abort = new AbortController();
    const end = this.#execute(dataflow, connector, abort.signal, options);
    this.#running.set(key, { dataflow: dataflow.name, abort, end });
    try {
      return await end;
    } finally {
      this.#running.delete(key);
    }
  }

  async #execute(
    dataflow: Dataflow,
    connector: Connector,
    signal: AbortSignal,
    { full = false }: RunOptions,
  ): Promise<RunRecord> {
    const { database, onEvent } = this.#options;
    const apiKey = connector.needsApiKey ? await this.#options.apiKey(dataflow.name) : '';
    if (apiKey === undefined) {
      throw new RunError(
        'noApiKey',
        l10n.t(
          'No API key is stored for the dataflow “{0}” in this folder. Set its API key, then run it again.',
          dataflow.name,
        ),
      );
    }
    return await new Run(
      {
        database,
        connector,
        apiKey,
        full,
        keepRuns: this.#options.keepRuns(),
        onEvent,
        isClosing: () => this.#stopped,
      },
      dataflow,
      signal,
    ).execute();
  }
}

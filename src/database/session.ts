import { MessageChannel, Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { type Endpoint, type Remote, wrap } from 'comlink';
import { type DatabaseApi, DatabaseError, type OpenOptions, type OpenResult } from './api.ts';
import { carryDatabaseErrors } from './wire.ts';
import type { DatabaseWorkerData } from './worker.ts';

export interface SessionOptions extends Omit<OpenOptions, 'readOnly'> {
  /** Called before the file is opened: why it must not be changed; undefined where it may. */
  readonly claim: () => Promise<DatabaseError | undefined>;
  /** The worker's script: dist/database-worker.cjs, or worker.ts itself. */
  readonly worker: string | URL;
  /** The file `sql-wasm.wasm`. */
  readonly wasm: string;
  /** What `vscode.l10n.bundle` holds. */
  readonly translations?: Record<string, string> | undefined;
}

/** The thread’s heap holds little more than the batch that is being written; by itself it would take several times this. */
const youngGenerationMb = 12;

carryDatabaseErrors();

/** One life of the worker thread, with the file open in it. */
export class DatabaseSession {
  readonly #worker: Worker;
  readonly #remote: Remote<DatabaseApi>;
  /** How to reject each call that waits for an answer: comlink would leave it waiting for a dead thread for ever. */
  readonly #waiting = new Set<(error: DatabaseError) => void>();
  readonly #options: SessionOptions;
  #opened: Promise<void>;
  #obstacle: DatabaseError | undefined;
  #failedToOpen = false;
  #ended: DatabaseError | undefined;

  /**
   * Starts the thread and opens the file.
   * @param onDied Told once if the thread ends by itself.
   */
  constructor(options: SessionOptions, onDied: (error: DatabaseError) => void) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    const data: DatabaseWorkerData = {
      port: port2,
      wasm: options.wasm,
      translations: options.translations,
    };
    this.#worker = new Worker(options.worker, {
      workerData: data,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
    let cause: unknown;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('exit', () => {
      port1.close();
      if (this.#ended === undefined) {
        this.#end(workerDied(cause));
        onDied(workerDied(cause));
      }
    });
    this.#remote = wrap<DatabaseApi>(port1 as unknown as Endpoint);
    this.#opened = this.#open();
  }

  /** Opens the file again. Calls that follow wait for it. */
  async reopen(): Promise<void> {
    this.#opened = this.#open();
    await this.#opened;
  }

  /** Takes in what another program has written. Returns whether the file was opened again. */
  async refresh(): Promise<boolean> {
    const reopened = await this.call((database) => database.refresh());
    if (reopened !== undefined) {
      this.#take(reopened);
    }
    return reopened !== undefined;
  }

  /** Why the file was opened to be read only, as far as it is known. */
  get obstacle(): DatabaseError | undefined {
    return this.#obstacle;
  }

  #open(): Promise<void> {
    const opened = this.#claimAndOpen();
    // Each call waits for it and gets its error; on its own it is nobody's unhandled rejection.
    opened.catch(() => {
      this.#failedToOpen = this.#ended === undefined;
    });
    return opened;
  }

  async #claimAndOpen(): Promise<void> {
    const { claim, file, folder } = this.#options;
    const readOnly = (await claim()) !== undefined;
    this.#take(await this.#request((database) => database.open({ file, folder, readOnly })));
  }

  #take({ obstacle }: OpenResult): void {
    this.#obstacle = obstacle && new DatabaseError(obstacle.reason, obstacle.message);
  }

  /** Calls the database once the file is open. @throws DatabaseError */
  async call<T>(request: (database: Remote<DatabaseApi>) => Promise<T>): Promise<T> {
    await this.#opened;
    return await this.#request(request);
  }

  get hasDied(): boolean {
    return this.#ended?.reason === 'workerDied';
  }

  /** Whether the file turned out not to be usable. */
  get failedToOpen(): boolean {
    return this.#failedToOpen;
  }

  /** Whether the file could be opened and the thread lives: only then is there something to save. */
  async isUsable(): Promise<boolean> {
    try {
      await this.#opened;
    } catch {
      return false;
    }
    return this.#ended === undefined;
  }

  /** Ends the thread at once; calls that wait are rejected. */
  async end(): Promise<void> {
    this.#end(new DatabaseError('closed', l10n.t('The database is closed.')));
    await this.#worker.terminate();
  }

  #request<T>(request: (database: Remote<DatabaseApi>) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#ended !== undefined) {
      reject(this.#ended);
      return promise;
    }
    this.#waiting.add(reject);
    request(this.#remote)
      .then(resolve, reject)
      .finally(() => this.#waiting.delete(reject));
    return promise;
  }

  #end(error: DatabaseError): void {
    this.#ended ??= error;
    for (const reject of this.#waiting) {
      reject(error);
    }
    this.#waiting.clear();
  }
}

function workerDied(cause: unknown): DatabaseError {
  return new DatabaseError(
    'workerDied',
    cause instanceof Error
      ? l10n.t('The database stopped unexpectedly: {0}. What was not saved is lost.', cause.message)
      : l10n.t('The database stopped unexpectedly. What was not saved is lost.'),
    cause,
  );
}

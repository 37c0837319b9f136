import { type MessagePort, workerData } from 'node:worker_threads';
import { config } from '@vscode/l10n';
import { expose } from 'comlink';
import { createDatabase } from './database.ts';
import { carryDatabaseErrors } from './wire.ts';

/** The entry of the database's thread: everything sql.js does happens here. */

export interface DatabaseWorkerData {
  readonly port: MessagePort;
  /** The file `sql-wasm.wasm`. */
  readonly wasm: string;
  /** The sentences in the person's language; without it they are English. */
  readonly translations: Record<string, string> | undefined;
}

start(workerData);

async function start({ port, wasm, translations }: DatabaseWorkerData): Promise<void> {
  if (translations !== undefined) {
    config({ contents: translations });
  }
  carryDatabaseErrors(endIfBroken);
  expose(await createDatabase(wasm), port);
}

/**
 * After a trap in the engine, or memory that could not be had in the middle of its work, its state is anyone's guess:
 * better no database than a wrong one. The client sees the thread end.
 */
function endIfBroken(error: unknown): void {
  if (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')) {
    setImmediate(() => {
      throw error;
    });
  }
}

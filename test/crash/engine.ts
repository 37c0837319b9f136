import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConnectorRegistry } from '../../src/connectors/registry.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import { defaultKeepRuns, type SaveResult, type WriteCounts } from '../../src/database/api.ts';
import { DatabaseClient } from '../../src/database/client.ts';
import { DefinitionsFile } from '../../src/dataflows/definitionsFile.ts';
import { DataflowRunner } from '../../src/dataflows/runner.ts';
import { pageWorker, testDataflow } from '../integration/harness.ts';
import { wideLimits } from '../integration/stripeAnswers.ts';
import { testKey } from '../stripe-server/keys.ts';

export const resources = ['customers', 'charges', 'invoices', 'invoice_line_items'];

export const dataflowName = 'Shop';

/** The extension without VS Code, on a folder: as much of it as a crash can hit. */
export interface Engine {
  readonly database: DatabaseClient;
  readonly definitions: DefinitionsFile;
  readonly runner: DataflowRunner;
}

export function databaseFile(folder: string): string {
  return join(folder, '.dataflows', 'dataflows.sqlite');
}

/** @param onSave Told before the file is written. */
export function openEngine(folder: string, url: string, onSave: () => void = () => undefined): Engine {
  const database = new OftenSavedDatabase(folder, onSave);
  const runner = new DataflowRunner({
    database,
    connectors: new ConnectorRegistry([
      createStripeConnector({ apiBase: () => url, limits: wideLimits, pageWorker }),
    ]),
    apiKey: async () => testKey,
    keepRuns: () => defaultKeepRuns,
    onEvent: () => undefined,
  });
  return { database, definitions: new DefinitionsFile(join(folder, '.dataflows', 'dataflows.json')), runner };
}

export const firstDataflow = testDataflow(dataflowName, 'stripe', resources);

/** Writes the file after each batch: it is there, and being written, whenever a crash comes. */
class OftenSavedDatabase extends DatabaseClient {
  readonly #onSave: () => void;

  constructor(folder: string, onSave: () => void) {
    super({
      worker: new URL('../../src/database/worker.ts', import.meta.url),
      wasm: fileURLToPath(import.meta.resolve('sql.js/dist/sql-wasm.wasm')),
      file: databaseFile(folder),
      readOnly: false,
    });
    this.#onSave = onSave;
  }

  override async save(...parameters: Parameters<DatabaseClient['save']>): Promise<SaveResult | undefined> {
    this.#onSave();
    return await super.save(...parameters);
  }

  override async writeBatch(...parameters: Parameters<DatabaseClient['writeBatch']>): Promise<WriteCounts> {
    const counts = await super.writeBatch(...parameters);
    await this.save();
    return counts;
  }
}

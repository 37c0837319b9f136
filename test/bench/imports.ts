import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { ConnectorRegistry } from '../../src/connectors/registry.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import { defaultKeepRuns, type RunRecord, type SaveResult } from '../../src/database/api.ts';
import { DatabaseClient } from '../../src/database/client.ts';
import { type Dataflow, defaultTableName } from '../../src/dataflows/definition.ts';
import { DataflowRunner } from '../../src/dataflows/runner.ts';
import { testKey } from '../stripe-server/keys.ts';
import { benchLimits, listLengths, type Size } from './sizes.ts';

export interface EngineRun {
  readonly run: RunRecord;
  /** The answers with status 429. */
  readonly refusals: number;
  readonly saves: readonly SaveResult[];
}

/** The extension’s engine without VS Code, with a file in a temporary folder. */
export interface Engine extends AsyncDisposable {
  /** The first run imports, later ones refresh. */
  run(size: Size): Promise<EngineRun>;
}

/**
 * Makes an engine that has connected once: loading the SDK is not what a bench measures.
 * @param perEndpoint 0 for no limit
 */
export async function openEngine(url: string, perEndpoint: number): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'dataflows-bench-'));
  const database = new TimedDatabase({
    worker: new URL('../../src/database/worker.ts', import.meta.url),
    wasm: fileURLToPath(import.meta.resolve('sql.js/dist/sql-wasm.wasm')),
    file: join(folder, 'bench.sqlite'),
    readOnly: false,
  });
  let refusals = 0;
  const limits = { ...benchLimits, perEndpoint: perEndpoint > 0 ? perEndpoint : benchLimits.perSecond };
  const connector = createStripeConnector({
    apiBase: () => url,
    limits: { test: limits, live: limits },
    pageWorker: new URL('../../src/connectors/stripe/pages/pageWorker.ts', import.meta.url),
    log: (message) => {
      refusals += message.includes('too many') ? 1 : 0;
    },
  });
  await connector.connect({ apiKey: testKey }, new AbortController().signal);
  const runner = new DataflowRunner({
    database,
    connectors: new ConnectorRegistry([connector]),
    apiKey: async () => testKey,
    keepRuns: () => defaultKeepRuns,
    onEvent: () => {},
  });
  return {
    async run(size) {
      refusals = 0;
      database.saves.length = 0;
      const run = await runner.run(benchDataflow(size));
      return { run, refusals, saves: [...database.saves] };
    },
    async [Symbol.asyncDispose]() {
      await database.dispose();
      await rm(folder, { recursive: true });
    },
  };
}

/** Remembers what writing the file took. */
class TimedDatabase extends DatabaseClient {
  readonly saves: SaveResult[] = [];

  override async save(...options: Parameters<DatabaseClient['save']>): Promise<SaveResult | undefined> {
    const saved = await super.save(...options);
    this.saves.push(...(saved === undefined ? [] : [saved]));
    return saved;
  }
}

function benchDataflow(size: Size): Dataflow {
  const lists = Object.entries(listLengths(size)).filter(([, length]) => length > 0);
  const resources = [...lists.map(([resource]) => resource), 'invoice_line_items'];
  return {
    name: 'Bench',
    connector: 'stripe',
    displayName: 'Bench',
    description: '',
    tables: resources.map((resource) => ({
      resource,
      table: defaultTableName('Bench', resource),
      purpose: 'All',
      load: 'data',
    })),
    createdAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:00.000Z',
  };
}

/** What a script does without thinking of it: the SDK’s auto-paging, list after list. Rows go nowhere. */
export async function importNaively(url: string, size: Size): Promise<{ rows: number; requests: number }> {
  const { hostname, port } = new URL(url);
  const stripe = new Stripe(testKey, { host: hostname, port, protocol: 'http', telemetry: false });
  let requests = 0;
  stripe.on('request', () => {
    requests += 1;
  });
  let rows = 0;
  const count = async (objects: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of objects) {
      rows += 1;
    }
  };
  await count(stripe.customers.list({ limit: 100 }));
  await count(stripe.charges.list({ limit: 100 }));
  await count(stripe.invoices.list({ limit: 100 }));
  if (size.balanceTransactions > 0) {
    await count(stripe.balanceTransactions.list({ limit: 100 }));
  }
  return { rows, requests };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConnectorRegistry } from '../../src/connectors/registry.ts';
import { createSampleConnector } from '../../src/connectors/sample/sampleConnector.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import { defaultKeepRuns } from '../../src/database/api.ts';
import { DatabaseClient } from '../../src/database/client.ts';
import { type Dataflow, defaultTableName } from '../../src/dataflows/definition.ts';
import type { RunEvent } from '../../src/dataflows/runEvents.ts';
import { DataflowRunner } from '../../src/dataflows/runner.ts';
import { testKey } from '../stripe-server/keys.ts';
import { noDelays, wideLimits } from './stripeAnswers.ts';

/** A workspace without VS Code: the real connectors, the real database in a folder of its own, and a runner. */
export interface TestWorkspace {
  readonly folder: string;
  readonly file: string;
  readonly database: DatabaseClient;
  readonly runner: DataflowRunner;
  readonly connectors: ConnectorRegistry;
  /** What the runner has told so far. */
  readonly events: RunEvent[];
  /** The key that runs use; undefined for none. */
  apiKey: string | undefined;
  dispose(): Promise<void>;
}

/** The script of the thread in which pages are read. */
export const pageWorker: URL = new URL('../../src/connectors/stripe/pages/pageWorker.ts', import.meta.url);

const wasm = fileURLToPath(import.meta.resolve('sql.js/dist/sql-wasm.wasm'));

/** @param apiBase Where the Stripe connector sends its requests. */
export async function openWorkspace(apiBase = 'http://127.0.0.1:1'): Promise<TestWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'dataflows-'));
  const file = join(folder, '.dataflows', 'dataflows.sqlite');
  const database = new DatabaseClient({
    worker: new URL('../../src/database/worker.ts', import.meta.url),
    wasm,
    file,
    readOnly: false,
  });
  const connectors = new ConnectorRegistry([
    createStripeConnector({
      apiBase: () => apiBase,
      limits: wideLimits,
      retryDelays: noDelays,
      pageWorker,
    }),
    createSampleConnector(),
  ]);
  const events: RunEvent[] = [];
  const workspace: TestWorkspace = {
    folder,
    file,
    database,
    connectors,
    events,
    apiKey: testKey,
    runner: new DataflowRunner({
      database,
      connectors,
      apiKey: async () => workspace.apiKey,
      keepRuns: () => defaultKeepRuns,
      onEvent: (event) => events.push(event),
    }),
    async dispose() {
      await database.dispose();
      await rm(folder, { recursive: true });
    },
  };
  return workspace;
}

/** A dataflow of these resources, with the names that the wizard would give. */
export function testDataflow(name: string, connector: string, resources: readonly string[]): Dataflow {
  return {
    name,
    connector,
    displayName: name,
    description: '',
    tables: resources.map((resource) => ({
      resource,
      table: defaultTableName(name, resource),
      purpose: 'All',
      load: 'data',
    })),
    createdAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:00.000Z',
  };
}

import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import {
  type Account,
  type Connector,
  ConnectorError,
  type ReadEvent,
  type ReadRequest,
} from '../connector.ts';
import { catalog } from '../stripe/catalog/catalog.ts';
import { sampleNow } from './business.ts';
import { generateAccount } from './generate.ts';
import { SampleRows } from './sampleRows.ts';

export interface SampleConnectorOptions {
  readonly customers?: number;
  /** Unix seconds: the moment up to which the sample's two years go. */
  readonly now?: number;
}

const sampleCustomers = 200;
const sampleSeed = 2026;

const sampleAccount: Account = {
  id: 'acct_1NwcSampleXq3Lt7',
  displayName: 'Northwind Coffee (sample)',
  mode: 'sample',
};

/** How long the generator may keep the extension host's thread, in milliseconds, before others get their turn. */
const longestTurn = 4;

/** A generated small business, for trying things out: it needs no key and no network. */
export function createSampleConnector(options: SampleConnectorOptions = {}): Connector {
  return {
    id: 'sample',
    title: l10n.t('Sample Account'),
    description: l10n.t(
      'Two years of a made-up coffee roaster, in the same tables as Stripe. Needs no account, no key and no network.',
    ),
    needsApiKey: false,
    resources: async () =>
      sampleTables().map(({ name, parent, columns, meanings, tickedByDefault }) => ({
        name,
        ...(parent === null ? {} : { parent: parent.resource }),
        columns,
        meanings,
        tickedByDefault,
      })),
    connect: async () => sampleAccount,
    discover: async () => new Map(),
    read: (request) => readSample(request, options),
  };
}

function sampleTables() {
  return [...catalog().values()].filter((table) => table.tickedByDefault);
}

async function* readSample(
  { resources, signal }: ReadRequest,
  { customers = sampleCustomers, now = sampleNow }: SampleConnectorOptions,
): AsyncGenerator<ReadEvent> {
  const rows = new SampleRows();
  for (const { resource } of resources) {
    const table = sampleTables().find(({ name }) => name === resource);
    yield { kind: 'started', resource };
    if (table === undefined) {
      const message = l10n.t('The sample account has no table “{0}”. Untick it and run again.', resource);
      yield { kind: 'failed', resource, error: new ConnectorError('invalidRequest', message) };
    } else {
      rows.want(table);
    }
  }
  await setImmediate();
  const generation = generateAccount(
    {
      accountId: sampleAccount.id ?? '',
      name: 'Northwind Coffee',
      livemode: false,
      seed: sampleSeed,
      now,
      sink: rows,
    },
    customers,
  );
  let turnBegan = performance.now();
  for (const _ of generation) {
    yield* rows.fullBatches();
    if (performance.now() - turnBegan > longestTurn) {
      await setImmediate();
      turnBegan = performance.now();
    }
    if (signal.aborted) {
      throw new ConnectorError('cancelled', l10n.t('The run was cancelled.'));
    }
  }
  for (const event of rows.rest()) {
    await setImmediate();
    yield event;
  }
}

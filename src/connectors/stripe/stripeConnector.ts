import * as l10n from '@vscode/l10n';
import type {
  Account,
  Connection,
  Connector,
  ConnectorError,
  ReadEvent,
  ReadRequest,
  Resource,
} from '../connector.ts';
import { type CatalogTable, catalog } from './catalog/catalog.ts';
import type { StripeReader, StripeReaderOptions } from './stripeReader.ts';

const keyPage = 'https://dashboard.stripe.com/apikeys/create';
const keyName = 'Dataflows for Stripe';

/** Reads a Stripe account through its API. */
export function createStripeConnector(options: StripeReaderOptions): Connector {
  return new StripeConnector(options);
}

class StripeConnector implements Connector {
  readonly id = 'stripe';
  readonly title = 'Stripe';
  readonly description = l10n.t(
    'Customers, subscriptions, invoices, payments and all else that your Stripe account lists.',
  );
  readonly needsApiKey = true;
  readonly #options: StripeReaderOptions;
  #reader: Promise<StripeReader> | undefined;

  constructor(options: StripeReaderOptions) {
    this.#options = options;
  }

  apiKeyUrl(resources: readonly Resource[]): string {
    // Events are what later runs follow, whatever the tables.
    const names = [...resources.map(({ name }) => name), 'events'];
    const permissions = new Set(names.flatMap((name) => catalog().get(name)?.permission ?? []));
    const parameters = [...permissions]
      .sort()
      .map((permission, index) => `permissions[${index}]=${permission}`);
    return `${keyPage}?${[`name=${encodeURIComponent(keyName)}`, ...parameters].join('&')}`;
  }

  async resources(): Promise<readonly Resource[]> {
    return [...catalog().values()].map(resourceOf);
  }

  async connect(connection: Connection, signal: AbortSignal): Promise<Account> {
    const reader = await this.#openReader();
    return await reader.connect(connection, signal);
  }

  async discover(connection: Connection, signal: AbortSignal): Promise<ReadonlyMap<string, ConnectorError>> {
    const reader = await this.#openReader();
    return await reader.discover(connection, signal);
  }

  async *read(request: ReadRequest): AsyncGenerator<ReadEvent> {
    const reader = await this.#openReader();
    yield* reader.read(request);
  }

  /**
   * The SDK takes tens of milliseconds to start, so it comes when first needed, not when the extension starts. There is
   * one reader, since it knows what all that read with a key have used of the key's limits.
   */
  #openReader(): Promise<StripeReader> {
    this.#reader ??= import('./stripeReader.ts').then((module) => new module.StripeReader(this.#options));
    return this.#reader;
  }
}

function resourceOf(table: CatalogTable): Resource {
  return {
    name: table.name,
    columns: table.columns,
    meanings: table.meanings,
    tickedByDefault: table.tickedByDefault,
    ...(table.parent === null ? {} : { parent: table.parent.resource }),
  };
}

import type { Account, Connection, ConnectorError, ReadEvent, ReadRequest } from '../connector.ts';
import { openAccount } from './account.ts';
import { parseApiKey } from './apiKey.ts';
import { StripeClient } from './client.ts';
import { probeResources } from './discovery.ts';
import { mergeConcurrently } from './mergedEvents.ts';
import { readFamily, resourceFamilies } from './resourceFamily.ts';
import type { RetryPolicy } from './retry.ts';

export interface StripeReaderOptions {
  /** Where Stripe's API is, asked at each use: a setting may change. */
  readonly apiBase: () => string;
  /** Takes a sentence per retry. */
  readonly log?: (message: string) => void;
  /** Milliseconds; the wait before a second try doubles up to the longest. */
  readonly retryDelays?: Pick<RetryPolicy, 'firstDelay' | 'longestDelay'>;
}

/** A list answers in 0.1 to 1 s, so six of them come near the 25 requests a second that test mode allows. */
const tablesAtATime = 6;

/** A person waits for these, and may correct the key or the network sooner than a few seconds' retries would. */
const triesWhileConnecting = 2;
const triesWhileDiscovering = 4;
const triesWhileReading = 6;

const defaultRetryDelays = { firstDelay: 500, longestDelay: 16_000 };

/** What the connector does over the network. Apart from it, because it brings the SDK along. */
export class StripeReader {
  readonly #options: StripeReaderOptions;

  constructor(options: StripeReaderOptions) {
    this.#options = options;
  }

  /** @throws ConnectorError */
  async connect(connection: Connection, signal: AbortSignal): Promise<Account> {
    const key = parseApiKey(connection.apiKey);
    using client = this.#openClient(connection, signal, triesWhileConnecting);
    return await openAccount(client, key);
  }

  /** @throws ConnectorError */
  async discover(connection: Connection, signal: AbortSignal): Promise<ReadonlyMap<string, ConnectorError>> {
    using client = this.#openClient(connection, signal, triesWhileDiscovering);
    return await probeResources(client);
  }

  /** @throws ConnectorError */
  async *read(request: ReadRequest): AsyncGenerator<ReadEvent> {
    const left = new AbortController();
    const signal = AbortSignal.any([request.signal, left.signal]);
    using client = this.#openClient(
      request.connection,
      signal,
      triesWhileReading,
      request.maxRequestsPerSecond,
    );
    const families = resourceFamilies(request.resources.map(({ resource }) => resource));
    yield* mergeConcurrently(
      families.map((family) => () => readFamily(client, family)),
      tablesAtATime,
      () => client[Symbol.dispose](),
    );
  }

  #openClient(
    connection: Connection,
    signal: AbortSignal,
    tries: number,
    maxRequestsPerSecond = 0,
  ): StripeClient {
    return new StripeClient({
      apiKey: parseApiKey(connection.apiKey).text,
      connectedAccount: connection.connectedAccount,
      apiBase: this.#options.apiBase(),
      retry: { tries, ...(this.#options.retryDelays ?? defaultRetryDelays) },
      maxRequestsPerSecond,
      signal,
      log: this.#options.log ?? (() => {}),
    });
  }
}

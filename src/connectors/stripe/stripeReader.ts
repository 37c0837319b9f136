import type { Account, Connection, ConnectorError, ReadEvent, ReadRequest } from '../connector.ts';
import { openAccount } from './account.ts';
import { readAccount } from './accountRead.ts';
import { type ApiKey, parseApiKey } from './api/apiKey.ts';
import { StripeClient } from './api/client.ts';
import { Governor } from './api/governor.ts';
import { type RequestLimits, stripeLimits } from './api/requestLimits.ts';
import type { RetryPolicy } from './api/retry.ts';
import { ServerClock } from './api/serverClock.ts';
import { probeResources } from './discovery.ts';
import { Channel } from './listing/channel.ts';
import type { EventSink } from './listing/familyTables.ts';
import { PageReader } from './pages/pageReader.ts';

export interface StripeReaderOptions {
  /** Where Stripe's API is, asked at each use: a setting may change. */
  readonly apiBase: () => string;
  /** The person's ceiling on requests per second, whatever they are for; 0, or none given, leaves it to Stripe's limits. */
  readonly maxRequestsPerSecond?: () => number;
  /** Takes a sentence per retry. */
  readonly log?: (message: string) => void;
  /** Milliseconds; the wait before a second try doubles up to the longest. */
  readonly retryDelays?: Pick<RetryPolicy, 'firstDelay' | 'longestDelay'>;
  /** How many milliseconds a request waits for its answer. */
  readonly timeout?: number;
  /** What a key may do, by its mode; Stripe's documented limits unless given. A server of one's own may allow more. */
  readonly limits?: Readonly<Record<ApiKey['mode'], RequestLimits>>;
  /** The script of the thread that reads pages: dist/page-worker.cjs, or pageWorker.ts itself. Without it they are read here. */
  readonly pageWorker?: string | URL;
}

/** Where more pages than these wait to be taken, no list is split further: the rows’ way to the table is full. */
const mostPagesWaiting = 4;

/** A person waits for the first two, and may correct the key or the network sooner than many retries would. */
const connecting = { tries: 2, patience: 5_000 };
const discovering = { tries: 4, patience: 60_000 };
/** A run may be left alone for an hour of refusals: they end some time, and it has no other way to its rows. */
const reading = { tries: 6, patience: 3_600_000 };

/** Stripe's own client waits as long; its slowest lists take tens of seconds. */
const defaultTimeout = 80_000;

const defaultRetryDelays = { firstDelay: 500, longestDelay: 16_000 };

/** What the connector does over the network. Apart from it, because it brings the SDK along. */
export class StripeReader {
  readonly #options: StripeReaderOptions;
  /** By key: all dataflows that use it share what it may do. */
  readonly #governors = new Map<string, Governor>();
  readonly #clock = new ServerClock();

  constructor(options: StripeReaderOptions) {
    this.#options = options;
  }

  /** @throws ConnectorError */
  async connect(connection: Connection, signal: AbortSignal): Promise<Account> {
    const key = parseApiKey(connection.apiKey);
    using client = this.#openClient(connection, key, signal, connecting);
    return await openAccount(client, key);
  }

  /** @throws ConnectorError */
  async discover(connection: Connection, signal: AbortSignal): Promise<ReadonlyMap<string, ConnectorError>> {
    using client = this.#openClient(connection, parseApiKey(connection.apiKey), signal, discovering);
    return await probeResources(client);
  }

  /** @throws ConnectorError */
  async *read(request: ReadRequest): AsyncGenerator<ReadEvent> {
    const key = parseApiKey(request.connection.apiKey);
    using client = this.#openClient(request.connection, key, request.signal, reading);
    using pages = new PageReader(this.#options.pageWorker);
    const channel = new Channel<ReadEvent>();
    const sink: EventSink = {
      put: (events) => channel.put(events),
      isKeepingUp: () => channel.waiting < mostPagesWaiting,
    };
    const read = readAccount(client, pages, this.#clock, request, sink);
    read.then(
      () => channel.end(),
      (error: unknown) => channel.end(error),
    );
    try {
      yield* channel.items();
    } finally {
      client[Symbol.dispose]();
      channel.end();
      await Promise.allSettled([read]);
    }
  }

  #openClient(
    connection: Connection,
    key: ApiKey,
    signal: AbortSignal,
    retry: Pick<RetryPolicy, 'tries' | 'patience'>,
  ): StripeClient {
    const governor = this.#governorOf(key);
    governor.setCeiling(this.#options.maxRequestsPerSecond?.() ?? 0);
    return new StripeClient({
      apiKey: key.text,
      connectedAccount: connection.connectedAccount,
      apiBase: this.#options.apiBase(),
      timeout: this.#options.timeout ?? defaultTimeout,
      retry: { ...retry, ...(this.#options.retryDelays ?? defaultRetryDelays) },
      governor,
      clock: this.#clock,
      signal,
      log: this.#options.log ?? (() => {}),
    });
  }

  #governorOf(key: ApiKey): Governor {
    let governor = this.#governors.get(key.text);
    if (governor === undefined) {
      governor = new Governor((this.#options.limits ?? stripeLimits)[key.mode]);
      this.#governors.set(key.text, governor);
    }
    return governor;
  }
}

import http from 'node:http';
import https from 'node:https';
import Stripe from 'stripe';
import { catalogApiVersion } from './catalog.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './exactJson.ts';
import { ReadingHttpClient } from './httpClient.ts';
import { Pace } from './pace.ts';
import { StripeRequestError, toRequestError } from './requestError.ts';
import { cancelled, type RetryPolicy, withRetries } from './retry.ts';

/** Stripe's own client waits as long; its slowest lists take tens of seconds. */
const timeoutMs = 80_000;

export interface StripeClientOptions {
  readonly apiKey: string;
  readonly connectedAccount: string | undefined;
  /** Where the API is: `https://api.stripe.com`. */
  readonly apiBase: string;
  readonly retry: RetryPolicy;
  /** 0 for no ceiling. */
  readonly maxRequestsPerSecond: number;
  /** Ends everything at once, requests in flight included. */
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

/** What reading something has cost so far. */
export interface RequestCost {
  /** Retries included. */
  requests: number;
  retries: number;
}

/** Parameters of a request; a list is sent as `name[]`. */
export type Query = Readonly<Record<string, string | number | readonly string[]>>;

/** Asks Stripe's API, with one key. Close it when done: it keeps connections open. */
export class StripeClient {
  readonly #stripe: Stripe;
  readonly #agent: http.Agent;
  readonly #host: string;
  readonly #pace: Pace;
  readonly #options: StripeClientOptions;

  constructor(options: StripeClientOptions) {
    const base = new URL(options.apiBase);
    const secure = base.protocol === 'https:';
    this.#options = options;
    this.#host = base.host;
    this.#pace = new Pace(options.maxRequestsPerSecond);
    this.#agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
    this.#stripe = new Stripe(options.apiKey, {
      apiVersion: pinnedApiVersion(),
      appInfo: { name: 'Dataflows for Stripe' },
      // A URL writes an IPv6 address in brackets, Node takes it without.
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? (secure ? 443 : 80) : base.port,
      protocol: secure ? 'https' : 'http',
      httpClient: new ReadingHttpClient(Stripe.createNodeHttpClient(this.#agent)),
      ...(options.connectedAccount === undefined ? {} : { stripeAccount: options.connectedAccount }),
      // Ours retry more kinds of trouble, and can be cancelled.
      maxNetworkRetries: 0,
      telemetry: false,
      timeout: timeoutMs,
    });
    // Takes the connections of requests in flight away, too.
    options.signal.addEventListener('abort', this.#destroyConnections, { once: true });
  }

  /**
   * Gets what is at a path, with retries.
   * @param cost Counts the requests made, also when the request fails in the end.
   * @throws ConnectorError A StripeRequestError, or `cancelled` as soon as the signal is aborted.
   */
  async get(path: string, query: Query, cost: RequestCost): Promise<JsonObject> {
    const { retry, signal, log } = this.#options;
    const target = withQuery(path, query);
    return withRetries(
      async () => {
        await this.#pace.turn(signal);
        cost.requests += 1;
        return this.#request(target);
      },
      retry,
      signal,
      (error, delay) => {
        cost.retries += 1;
        log(`GET ${path}: ${error.message} Again in ${Math.round(delay)} ms.`);
      },
    );
  }

  close(): void {
    this.#options.signal.removeEventListener('abort', this.#destroyConnections);
    this.#destroyConnections();
  }

  readonly #destroyConnections = (): void => this.#agent.destroy();

  async #request(target: string): Promise<JsonObject> {
    try {
      const answer: JsonValue = await untilAborted(
        this.#stripe.rawRequest('GET', target),
        this.#options.signal,
      );
      if (isJsonObject(answer)) {
        return answer;
      }
    } catch (error) {
      throw this.#options.signal.aborted ? cancelled() : toRequestError(error, this.#host);
    }
    throw new StripeRequestError('malformedAnswer', `${this.#host}: not an object`);
  }
}

/**
 * The SDK takes its own version only; the catalog was made from it. A test holds them together.
 */
function pinnedApiVersion(): typeof Stripe.API_VERSION {
  if (catalogApiVersion !== Stripe.API_VERSION) {
    throw new Error(`The catalog describes API ${catalogApiVersion}, the SDK speaks ${Stripe.API_VERSION}`);
  }
  return Stripe.API_VERSION;
}

/** The path may carry a parameter already: a child list that takes its parent's id as one. */
function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string' || typeof value === 'number') {
      parameters.append(name, String(value));
    } else {
      for (const item of value) {
        parameters.append(`${name}[]`, item);
      }
    }
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

/** The answer, or a rejection as soon as the signal is aborted: the SDK itself knows no cancellation. */
async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(cancelled());
  if (signal.aborted) {
    abort();
  }
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

import http from 'node:http';
import https from 'node:https';
import Stripe from 'stripe';
import { Answer, readObject } from './answer.ts';
import type { JsonObject } from './exactJson.ts';
import type { Governor, Permit } from './governor.ts';
import { ReadingHttpClient } from './httpClient.ts';
import { StripeRequestError } from './requestError.ts';
import { cancelled, type RetryPolicy, withRetries } from './retry.ts';
import { toRequestError } from './sdkErrors.ts';
import type { ServerClock } from './serverClock.ts';

export interface StripeClientOptions {
  readonly apiKey: string;
  readonly connectedAccount: string | undefined;
  /** Where the API is: `https://api.stripe.com`. */
  readonly apiBase: string;
  readonly retry: RetryPolicy;
  /** How many milliseconds a request waits for its answer. */
  readonly timeout: number;
  /** Says when a request may go; the key's, whoever else uses it. */
  readonly governor: Governor;
  /** Is told the time of each answer. */
  readonly clock: ServerClock;
  /** Cancels everything at once, requests in flight included. */
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

export interface ApiRequest {
  readonly path: string;
  /** The operation, which all ids share: `/v1/invoices/{id}/lines`. Stripe limits the rate of each. */
  readonly endpoint: string;
  readonly query: Query;
  /** Where requests have to wait, the higher number goes first; before all others unless given. */
  readonly urgency?: number;
}

export const mostUrgent = Number.POSITIVE_INFINITY;

/** Asks Stripe’s API, with one key. Disposed of, it lets go of its connections and of all requests in flight. */
export class StripeClient {
  readonly #stripe: Stripe;
  readonly #agent: http.Agent;
  readonly #host: string;
  readonly #closed = new AbortController();
  /** Aborted by the person, or because this is closed. */
  readonly #signal: AbortSignal;
  readonly #options: StripeClientOptions;

  constructor(options: StripeClientOptions) {
    const base = new URL(options.apiBase);
    const secure = base.protocol === 'https:';
    this.#options = options;
    this.#host = base.host;
    this.#agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
    this.#stripe = new Stripe(options.apiKey, {
      // The version that the catalog describes, whatever the account's own: a test holds the two together.
      apiVersion: Stripe.API_VERSION,
      appInfo: { name: 'Dataflows for Stripe' },
      // A URL writes an IPv6 address in brackets, Node takes it without.
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? (secure ? 443 : 80) : base.port,
      protocol: secure ? 'https' : 'http',
      httpClient: new ReadingHttpClient(Stripe.createNodeHttpClient(this.#agent), (date) =>
        options.clock.hear(date),
      ),
      ...(options.connectedAccount === undefined ? {} : { stripeAccount: options.connectedAccount }),
      // Ours retry more kinds of trouble, and can be cancelled.
      maxNetworkRetries: 0,
      telemetry: false,
      timeout: options.timeout,
    });
    this.#signal = AbortSignal.any([options.signal, this.#closed.signal]);
    // The SDK knows no cancellation: without their connections, requests in flight end.
    this.#signal.addEventListener('abort', () => this.#agent.destroy(), { once: true });
  }

  /** Gets an object, a list’s envelope included. As {@link read}. */
  async get(request: ApiRequest, cost: RequestCost): Promise<JsonObject> {
    return await this.read(request, cost, readObject);
  }

  /**
   * Makes a request when its turn has come, with retries.
   * @param cost Counts the requests made, also when the request fails in the end.
   * @param take Reads the answer; where it throws, that is the request’s failure.
   * @throws ConnectorError A StripeRequestError, or `cancelled` as soon as the signal is aborted.
   */
  async read<T>(request: ApiRequest, cost: RequestCost, take: (answer: Answer) => Promise<T>): Promise<T> {
    const { governor, retry, log } = this.#options;
    const target = withQuery(request.path, request.query);
    return withRetries(
      async () => {
        const permit = await governor.turn(request.endpoint, request.urgency ?? mostUrgent, this.#signal);
        cost.requests += 1;
        return await this.#sayWhy(async () => take(await this.#permitted(target, permit)));
      },
      retry,
      this.#signal,
      (error, delay) => {
        cost.retries += 1;
        log(`GET ${request.path}: ${error.message} Again in ${Math.round(delay)} ms.`);
      },
    );
  }

  /** How many requests could be made to the endpoint now, beyond those that wait for their turn. */
  spareRequests(endpoint: string): number {
    return this.#options.governor.spare(endpoint);
  }

  [Symbol.dispose](): void {
    this.#closed.abort();
  }

  async #permitted(target: string, permit: Permit): Promise<Answer> {
    let refusedBy: string | undefined;
    try {
      return await this.#sayWhy(() => this.#request(target));
    } catch (error) {
      refusedBy = error instanceof StripeRequestError ? error.exceededLimit : undefined;
      throw error;
    } finally {
      permit.end(refusedBy);
    }
  }

  async #request(target: string): Promise<Answer> {
    const answer: unknown = await untilAborted(this.#stripe.rawRequest('GET', target), this.#signal);
    if (!(answer instanceof Answer)) {
      throw new TypeError('The SDK does not hand on what the HTTP client gave it');
    }
    return answer;
  }

  /** @throws StripeRequestError in the place of what the SDK or the reading throws */
  async #sayWhy<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#signal.aborted ? cancelled() : toRequestError(error, this.#host);
    }
  }
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

/** The answer, or `cancelled` as soon as the signal is aborted. */
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

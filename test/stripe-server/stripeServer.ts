import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sampleNow } from '../../src/connectors/sample/business.ts';
import { Random } from '../../src/connectors/sample/random.ts';
import { catalogApiVersion } from '../../src/connectors/stripe/catalog/catalog.ts';
import { type AccountData, makeAccountData, tableOf } from './accountData.ts';
import { type AnswerContext, answer } from './answers.ts';
import {
  ApiError,
  expiredKey,
  invalidKey,
  noAccessToAccount,
  noKey,
  publishableKey,
  unknownUrl,
} from './apiErrors.ts';
import { Changes } from './changes.ts';
import { Faults, type RecordedRequest } from './faults.ts';
import { bearerKey, changesBody, failWith, pause, record, send } from './httpExchange.ts';
import { type ApiKey, defaultAccount, defaultKeys, secondAccount } from './keys.ts';
import { type Limits, RateLimiter } from './rateLimits.ts';
import type { StripeObject } from './resourceStore.ts';
import { endpointOf, findRoute, type Route } from './routes.ts';

export interface StripeServerOptions {
  /** How many customers the default account's test data has; 50 unless given. The other accounts have five. */
  readonly customers?: number;
  readonly seed?: number;
  /** The server's time at its start, in Unix seconds: 1 November 2026 unless given. It runs on from there. */
  readonly now?: number;
  /** Milliseconds since 1970, in the place of a clock that starts at `now`. */
  readonly clock?: () => number;
  /** The tables to fill; all unless given. */
  readonly only?: readonly string[];
  /** 0 takes any free port. */
  readonly port?: number;
  /** Milliseconds that every answer takes at least. */
  readonly latency?: number;
  readonly limits?: Partial<Limits>;
  /** More keys than those of keys.ts. */
  readonly keys?: readonly ApiKey[];
  /** Per resource the message of the product that the accounts have not enabled. */
  readonly notEnabled?: Readonly<Record<string, string>>;
}

/** Starts a server. @throws if the port is taken */
export async function startStripeServer(options: StripeServerOptions = {}): Promise<StripeServer> {
  const now = options.now ?? sampleNow;
  const seed = options.seed ?? 1;
  const only = options.only === undefined ? undefined : new Set(options.only.map(listName));
  const northwind = { accountId: defaultAccount, name: 'Northwind Coffee', now, only };
  const southwind = { accountId: secondAccount, name: 'Southwind Tea', now, only };
  const { customers = 50 } = options;
  const data = await Promise.all([
    makeAccountData({ ...northwind, livemode: false, seed, customers }),
    makeAccountData({ ...northwind, livemode: true, seed: seed + 1, customers: 5 }),
    makeAccountData({ ...southwind, livemode: false, seed: seed + 2, customers: 5 }),
  ]);
  const [testData, , otherAccount] = data;
  if (otherAccount !== undefined && (only === undefined || only.has('accounts'))) {
    testData?.put('accounts', otherAccount.account);
  }
  const server = new StripeServer(options, data, now, seed);
  await server.listen(options.port ?? 0);
  return server;
}

/** Children come with the list that holds them. */
function listName(resource: string): string {
  return tableOf(resource).parent?.resource ?? resource;
}

/** An HTTP server that answers as Stripe does, and that a test can change, disturb and ask. */
export class StripeServer {
  /** What was asked so far, oldest first. */
  readonly requests: RecordedRequest[] = [];
  readonly faults = new Faults();
  readonly keys: ApiKey[];
  /** Per resource the message of the product that the accounts have not enabled. */
  readonly notEnabled: Map<string, string>;
  /** Milliseconds that every answer takes at least. */
  latency: number;
  /** Seconds after which an event becomes visible. */
  eventsDelay = 0;
  private readonly data: readonly AccountData[];
  private readonly limiter: RateLimiter;
  private readonly http: Server;
  private readonly clock: () => number;
  private readonly requestIds: Random;
  private readonly changes: Changes;
  private skippedMilliseconds = 0;

  constructor(options: StripeServerOptions, data: readonly AccountData[], now: number, seed: number) {
    const startedAt = performance.now();
    const clock = options.clock ?? (() => now * 1000 + performance.now() - startedAt);
    this.clock = () => clock() + this.skippedMilliseconds;
    this.data = data;
    this.keys = [...defaultKeys(), ...(options.keys ?? [])];
    this.notEnabled = new Map(Object.entries(options.notEnabled ?? {}));
    this.latency = options.latency ?? 0;
    this.limiter = new RateLimiter(
      { rate: 0, endpointRate: 0, concurrency: 0, ...options.limits },
      this.clock,
    );
    this.requestIds = new Random(seed, 6);
    this.changes = new Changes(() => this.now, seed);
    this.http = createServer((request, response) => {
      void this.respond(request, response);
    });
    this.http.keepAliveTimeout = 60_000;
  }

  /** Where it listens: `http://127.0.0.1:12111`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** May be changed while the server runs. */
  get limits(): Limits {
    return this.limiter.limits;
  }

  /** The server's time, in Unix seconds. */
  get now(): number {
    return Math.floor(this.clock() / 1000);
  }

  /** The API version of the events that are recorded from now on. */
  set eventApiVersion(version: string) {
    this.changes.apiVersion = version;
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    this.skippedMilliseconds += seconds * 1000;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, '127.0.0.1', resolve);
    });
  }

  /** Cuts every connection, with the requests that are under way. */
  cutConnections(): void {
    this.http.closeAllConnections();
  }

  /** Stops, and cuts what is still connected. */
  async close(): Promise<void> {
    this.cutConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The truth: all objects of a table, newest first, nested lists complete; of a child list those of all parents. */
  objects(resource: string, of: AccountChoice = {}): StripeObject[] {
    return [...this.accountData(of).objects(resource)];
  }

  /** The complete child list of one object. */
  children(childResource: string, parent: StripeObject, of: AccountChoice = {}): readonly StripeObject[] {
    return this.accountData(of).children(childResource, parent);
  }

  /**
   * Makes an object, as if someone had done so just now, and records the event.
   * @param object What it is to have; the rest is copied from the newest object of the table.
   */
  create(
    resource: string,
    object: Readonly<Record<string, unknown>> = {},
    of: AccountChoice = {},
  ): StripeObject {
    return this.changes.create(this.accountData(of), resource, object);
  }

  /** Puts an object as it is, nested lists complete, into a table; nobody hears of it. */
  put(resource: string, object: StripeObject, of: AccountChoice = {}): void {
    this.accountData(of).put(resource, object);
  }

  /** Changes fields of an object and records the event. @throws RangeError if there is no such object */
  update(
    resource: string,
    id: string,
    patch: Readonly<Record<string, unknown>>,
    of: AccountChoice = {},
  ): StripeObject {
    return this.changes.update(this.accountData(of), resource, id, patch);
  }

  /** Deletes an object and records the event; a subscription is canceled, and stays. @throws RangeError if there is no such object */
  delete(resource: string, id: string, of: AccountChoice = {}): void {
    this.changes.delete(this.accountData(of), resource, id);
  }

  private accountData({ account = defaultAccount, mode = 'test' }: AccountChoice): AccountData {
    const found = this.data.find((data) => data.id === account && data.livemode === (mode === 'live'));
    if (found === undefined) {
      throw new RangeError(`The server has no account ${account} in ${mode} mode.`);
    }
    return found;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const key = bearerKey(request);
    const recorded = record(request, url, key);
    this.requests.push(recorded);
    request.resume();
    const requestId = `req_${this.requestIds.base62(14)}`;
    response.setHeader('Date', new Date(this.clock()).toUTCString());
    response.setHeader('Request-Id', requestId);
    response.setHeader('Stripe-Version', recorded.headers['stripe-version'] ?? catalogApiVersion);
    response.setHeader('Cache-Control', 'no-cache, no-store');
    const fault = this.faults.next(recorded);
    // Before the pause: a slow answer counts as under way.
    const admission = refusable(() => this.admit(recorded, url, key));
    if (!(admission instanceof ApiError)) {
      response.once('close', admission.leave);
    }
    await pause(this.latency + (fault?.kind === 'delay' ? fault.ms : 0), response);
    if (fault !== undefined && !changesBody(fault)) {
      failWith(fault, response, requestId);
    } else {
      const answered =
        admission instanceof ApiError
          ? admission
          : refusable(() => answer(admission.route, admission.context));
      send(response, answered, requestId, fault);
    }
  }

  /** Checks the key, the URL and the limits. @throws ApiError */
  private admit(recorded: RecordedRequest, url: URL, keyText: string | undefined): Admission {
    const { key, data } = this.authenticate(recorded, keyText);
    const route = recorded.method === 'GET' ? findRoute(url.pathname, url.searchParams) : undefined;
    if (route === undefined) {
      throw unknownUrl(recorded.method, url.pathname);
    }
    const leave = this.limiter.enter(`${data.id} ${key.mode}`, endpointOf(route));
    if (leave instanceof ApiError) {
      throw leave;
    }
    const { notEnabled, now, eventsDelay } = this;
    return { route, context: { key, data, query: url.searchParams, notEnabled, now, eventsDelay }, leave };
  }

  private authenticate(
    recorded: RecordedRequest,
    keyText: string | undefined,
  ): { key: ApiKey; data: AccountData } {
    if (keyText === undefined) {
      throw noKey();
    }
    if (keyText.startsWith('pk_')) {
      throw publishableKey();
    }
    const key = this.keys.find((known) => known.key === keyText);
    if (key === undefined) {
      throw invalidKey(keyText);
    }
    if (key.expired === true) {
      throw expiredKey(keyText);
    }
    const account = recorded.headers['stripe-account'] ?? key.account;
    const allowed = account === key.account || key.connectedAccounts?.includes(account) === true;
    const data = this.data.find(
      (candidate) => candidate.id === account && candidate.livemode === (key.mode === 'live'),
    );
    if (!allowed || data === undefined) {
      throw noAccessToAccount(keyText, account);
    }
    return { key, data };
  }
}

/** Which of the server's accounts; the default account's test data unless said. */
export interface AccountChoice {
  readonly account?: string;
  readonly mode?: 'test' | 'live';
}

interface Admission {
  readonly route: Route;
  readonly context: AnswerContext;
  readonly leave: () => void;
}

function refusable<T>(work: () => T): T | ApiError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) {
      return error;
    }
    throw error;
  }
}

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection, Connector, ReadEvent } from '../../src/connectors/connector.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import { unpackRows } from '../../src/database/unpackRows.ts';

/** What the server was asked. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; an object as JSON. */
  readonly body: string | object;
  /** Cuts the connection in the middle of the body. */
  readonly cut?: boolean;
}

/** The answer, or `hang` for none at all, or `drop` for a connection that is closed instead. */
export type Respond = (asked: Asked) => Answer | 'hang' | 'drop';

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: Asked[];
  readonly connector: Connector;
  /** Resolves when a request arrives that is not answered. */
  readonly hanging: Promise<void>;
}

/** A server whose every answer a test writes itself: for answers that no Stripe gives. */
export async function startScriptedServer(respond: Respond): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const hanging = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const question = { path: url.pathname, query: url.searchParams, headers: request.headers };
    asked.push(question);
    const answer = respond(question);
    if (answer === 'hang') {
      hanging.resolve();
      return;
    }
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status ?? 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'request-id': 'req_scripted',
      ...answer.headers,
    });
    if (answer.cut === true) {
      response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
    } else {
      response.end(body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    hanging: hanging.promise,
    connector: createStripeConnector({ apiBase: () => url, retryDelays: noDelays, limits: wideLimits }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** So that retries cost a test no time. */
export const noDelays = { firstDelay: 1, longestDelay: 1 };

/** So that the rates that Stripe allows don't hold up tests that are not about them. */
export const wideLimits = {
  live: { perSecond: 20_000, perEndpoint: 20_000, inFlight: 50 },
  test: { perSecond: 20_000, perEndpoint: 20_000, inFlight: 50 },
};

/** Put together from parts, so that no scanner for leaked secrets takes it for a real one. */
export const connection: Connection = { apiKey: ['sk', 'test', 'OfTheScriptedServer'].join('_') };

export function list(objects: readonly object[], hasMore = false): Answer {
  return { body: { object: 'list', data: objects, has_more: hasMore } };
}

export function stripeError(status: number, message: string, details: object = {}): Answer {
  return { status, body: { error: { type: 'invalid_request_error', message, ...details } } };
}

/** Reads resources to the end. What is for the progress and for later runs is left out. */
export async function readAll(
  connector: Connector,
  resources: readonly string[],
  options: { readonly signal?: AbortSignal; readonly connection?: Connection } = {},
): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  for await (const event of connector.read({
    connection: options.connection ?? connection,
    resources: resources.map((resource) => ({ resource, rows: 0 })),
    signal: options.signal ?? new AbortController().signal,
    full: false,
  })) {
    events.push(...withoutState(event));
  }
  return events;
}

function withoutState(event: ReadEvent): ReadEvent[] {
  if (event.kind === 'remaining' || (event.kind === 'batch' && event.state !== undefined)) {
    return [];
  }
  if (event.kind === 'finished' || event.kind === 'skipped') {
    const { state: _state, ...rest } = event;
    return [rest];
  }
  return [event];
}

/** The ids of the rows that came for a resource, in their order. */
export function idsOf(events: readonly ReadEvent[], resource: string): unknown[] {
  return events.flatMap((event) =>
    event.kind === 'batch' && event.resource === resource ? unpackRows(event.rows).map((row) => row[0]) : [],
  );
}

/** How a resource's reading ended. */
export function endOf(events: readonly ReadEvent[], resource: string): ReadEvent | undefined {
  return events.find(
    (event) => event.resource === resource && ['finished', 'skipped', 'failed'].includes(event.kind),
  );
}

/** The last word on what a resource cost. */
export function costOf(
  events: readonly ReadEvent[],
  resource: string,
): { requests: number; retries: number } {
  const last = events.findLast((event) => event.kind === 'requests' && event.resource === resource);
  return last?.kind === 'requests'
    ? { requests: last.requests, retries: last.retries }
    : { requests: 0, retries: 0 };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, ordinaryError } from './apiErrors.ts';
import type { Fault, RecordedRequest } from './faults.ts';

/** The key that the request came with; undefined for none. */
export function bearerKey(request: IncomingMessage): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Basic' && value !== undefined) {
    return Buffer.from(value, 'base64').toString().replace(/:$/, '');
  }
  return scheme === 'Bearer' && value !== '' ? value : undefined;
}

/** The request as tests see it: without its key. */
export function record(request: IncomingMessage, url: URL, key: string | undefined): RecordedRequest {
  const { authorization: _, ...others } = request.headers;
  const headers = Object.entries(others).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    keyKind: /^[a-z]+_(test|live)/.exec(key ?? '')?.[0] ?? '',
  };
}

/** Waits, unless the client goes away first. */
export async function pause(milliseconds: number, response: ServerResponse): Promise<void> {
  if (milliseconds > 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      response.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Faults that spoil the ordinary answer rather than stand in its place. */
export function changesBody({ kind }: Fault): boolean {
  return kind === 'delay' || kind === 'cut' || kind === 'brokenJson';
}

/** Sends the ordinary answer, spoilt if the fault says so. */
export function send(
  response: ServerResponse,
  answered: Buffer | ApiError,
  requestId: string,
  fault: Fault | undefined,
): void {
  const refused = answered instanceof ApiError;
  const body = refused ? Buffer.from(JSON.stringify(answered.body(requestId))) : answered;
  const half = body.subarray(0, Math.floor(body.length / 2));
  const sent = fault?.kind === 'brokenJson' ? half : body;
  response.writeHead(refused ? answered.status : 200, {
    'Content-Type': 'application/json',
    'Content-Length': sent.length,
    ...(refused ? answered.headers : {}),
  });
  if (fault?.kind === 'cut') {
    response.write(half, () => response.destroy());
  } else {
    response.end(sent);
  }
}

/** Answers with the fault in the place of the ordinary answer. */
export function failWith(fault: Fault, response: ServerResponse, requestId: string): void {
  switch (fault.kind) {
    case 'status': {
      const error = ordinaryError(fault.status);
      const body = fault.body === undefined ? error.body(requestId) : fault.body;
      const headers = fault.headers ?? error.headers;
      response.writeHead(fault.status, { 'Content-Type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      break;
    }
    case 'drop':
      response.destroy();
      break;
    case 'html':
      response.writeHead(fault.status ?? 200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end('<!DOCTYPE html><html><body><h1>Sign in to the guest network</h1></body></html>');
      break;
    case 'body':
      response.writeHead(200, { 'Content-Type': fault.contentType ?? 'application/json' });
      response.end(fault.body);
      break;
    default:
      // `hang` leaves the request without an answer; the others are not for here.
      break;
  }
}

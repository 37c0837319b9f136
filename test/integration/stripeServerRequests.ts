import { testKey } from '../stripe-server/keys.ts';
import type { StripeServer } from '../stripe-server/stripeServer.ts';

export interface StripeBody {
  readonly id?: string;
  readonly object?: string;
  readonly data?: readonly ListedObject[];
  readonly has_more?: boolean;
  readonly url?: string;
  readonly error?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface ListedObject {
  readonly id: string;
  readonly created?: number;
  readonly [field: string]: unknown;
}

export interface StripeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: StripeBody;
}

export interface Asking {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Asks the server as any HTTP client would. */
export async function ask(server: StripeServer, path: string, asking: Asking = {}): Promise<StripeAnswer> {
  const { key = testKey, headers = {}, method = 'GET' } = asking;
  const response = await fetch(server.url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as StripeBody };
}

/** The ids of one page, and whether there are more. */
export async function askPage(
  server: StripeServer,
  path: string,
): Promise<{ ids: string[]; hasMore: boolean }> {
  const { status, body } = await ask(server, path);
  if (status !== 200) {
    throw new Error(`${path} was answered with ${status}: ${body.error?.['message']}`);
  }
  return { ids: (body.data ?? []).map(({ id }) => id), hasMore: body.has_more ?? false };
}

import { Readable } from 'node:stream';
import Stripe from 'stripe';
import { ownTurn } from './eventLoop.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseExactJson } from './exactJson.ts';

/** An answer that is not one of Stripe's: a proxy's page, half a body, an error without Stripe's error in it. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly status: number;
  readonly isWebPage: boolean;
  /** The header of that name. */
  readonly retryAfter: string | undefined;

  constructor(status: number, isWebPage: boolean, retryAfter: string | undefined) {
    super(`HTTP ${status}`);
    this.status = status;
    this.isWebPage = isWebPage;
    this.retryAfter = retryAfter;
  }
}

type HttpClient = InstanceType<typeof Stripe.HttpClient>;
type HttpResponse = Awaited<ReturnType<HttpClient['makeRequest']>>;

/**
 * The SDK's HTTP client, except that we read the answer's body: integers beyond 2^53 stay exact, and what is not
 * Stripe's answer is noticed as such.
 */
export class ReadingHttpClient extends Stripe.HttpClient {
  readonly #inner: HttpClient;
  readonly #onDate: (date: unknown) => void;

  /** @param onDate Told each answer's `Date` header. */
  constructor(inner: HttpClient, onDate: (date: unknown) => void) {
    super();
    this.#inner = inner;
    this.#onDate = onDate;
  }

  override getClientName(): string {
    return this.#inner.getClientName();
  }

  override async makeRequest(...request: Parameters<HttpClient['makeRequest']>): Promise<HttpResponse> {
    try {
      const response = await this.#inner.makeRequest(...request);
      this.#onDate(response.getHeaders()['date']);
      return new ReadResponse(response);
    } catch (error) {
      // The SDK repeats a request whose connection was closed, even with retries off, and out of reach of a
      // cancellation. It looks at the error's code; ours has none, so that retries stay in one place.
      throw new Error('The request failed', { cause: error });
    }
  }
}

class ReadResponse extends Stripe.HttpClientResponse {
  readonly #inner: HttpResponse;

  constructor(inner: HttpResponse) {
    // `stripe-notice` stays out: the SDK would print it as a warning of the process.
    const { 'stripe-notice': _notice, ...headers } = inner.getHeaders();
    super(inner.getStatusCode(), headers);
    this.#inner = inner;
  }

  override getRawResponse(): unknown {
    return this.#inner.getRawResponse();
  }

  override async toJSON(): Promise<JsonObject> {
    const bytes = await this.#readBody();
    await ownTurn();
    // One text, made only now: what waits is bytes, outside of the heap.
    const body = bytes.toString();
    const value = parseOrUndefined(body);
    if (isJsonObject(value) && (this.getStatusCode() < 400 || isJsonObject(value['error']))) {
      return value;
    }
    const retryAfter = this.getHeaders()['retry-after'];
    throw new UnexpectedAnswer(
      this.getStatusCode(),
      /^\s*<(?:!doctype|html|head|body)/i.test(body),
      typeof retryAfter === 'string' ? retryAfter : undefined,
    );
  }

  async #readBody(): Promise<Buffer> {
    const stream = this.getRawResponse();
    if (!(stream instanceof Readable)) {
      throw new TypeError('The response is not a stream');
    }
    try {
      return Buffer.concat(await stream.toArray());
    } catch (error) {
      // What the SDK takes for a network fault; anything else would count as broken JSON.
      throw Stripe.HttpClient.makeResponseBodyError(error);
    }
  }
}

function parseOrUndefined(body: string): JsonValue | undefined {
  try {
    return parseExactJson(body);
  } catch {
    return undefined;
  }
}

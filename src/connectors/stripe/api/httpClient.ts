import { Readable } from 'node:stream';
import Stripe from 'stripe';
import { Answer, parseBody, UnexpectedAnswer } from './answer.ts';
import { isJsonObject, type JsonObject } from './exactJson.ts';

type HttpClient = InstanceType<typeof Stripe.HttpClient>;
type HttpResponse = Awaited<ReturnType<HttpClient['makeRequest']>>;

/**
 * The SDK's HTTP client, except that we read the answer's body: integers beyond 2^53 stay exact, what is not Stripe's
 * answer is noticed as such, and a long list can be read in another thread.
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

  /** An error as the SDK wants it; what says success goes through the SDK unread. */
  override async toJSON(): Promise<Answer | JsonObject> {
    const status = this.getStatusCode();
    const { 'request-id': requestId, 'retry-after': retryAfter } = this.getHeaders();
    const answer = new Answer(status, await this.#readBody(), textOrUndefined(requestId));
    if (status < 400) {
      return answer;
    }
    const value = parseBody(answer.body);
    if (isJsonObject(value) && isJsonObject(value['error'])) {
      return value;
    }
    throw new UnexpectedAnswer(answer, textOrUndefined(retryAfter));
  }

  async #readBody(): Promise<Uint8Array<ArrayBuffer>> {
    const stream = this.getRawResponse();
    if (!(stream instanceof Readable)) {
      throw new TypeError('The response is not a stream');
    }
    try {
      return joined(await stream.toArray());
    } catch (error) {
      // What the SDK takes for a network fault; anything else would count as broken JSON.
      throw Stripe.HttpClient.makeResponseBodyError(error);
    }
  }
}

/** In a buffer of its own: what `Buffer.concat` gives may share one with others. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function textOrUndefined(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

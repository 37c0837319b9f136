import { ownTurn } from './eventLoop.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseExactJson } from './exactJson.ts';

/** An answer that says success, whose body nobody has read yet. */
export class Answer {
  readonly status: number;
  /** All of its buffer, so that it can be given to another thread. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Stripe’s id of the request. */
  readonly requestId: string | undefined;

  constructor(status: number, body: Uint8Array<ArrayBuffer>, requestId: string | undefined) {
    this.status = status;
    this.body = body;
    this.requestId = requestId;
  }
}

/** An answer that is not one of Stripe's: a proxy's page, half a body, an error without Stripe's error in it. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  readonly status: number;
  readonly isWebPage: boolean;
  readonly requestId: string | undefined;
  /** The header of that name. */
  readonly retryAfter: string | undefined;

  constructor({ status, body, requestId }: Answer, retryAfter?: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.isWebPage = /^\s*<(?:!doctype|html|head|body)/i.test(textOf(body));
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** Reads an answer where no other is read at the same time. @throws UnexpectedAnswer */
export async function readObject(answer: Answer): Promise<JsonObject> {
  await ownTurn();
  const value = parseBody(answer.body);
  // Stripe answers an error with a status that says so.
  if (!isJsonObject(value) || isJsonObject(value['error'])) {
    throw new UnexpectedAnswer(answer);
  }
  return value;
}

/** The body’s JSON, or undefined where it is none. */
export function parseBody(body: Uint8Array): JsonValue | undefined {
  try {
    return parseExactJson(textOf(body));
  } catch {
    return undefined;
  }
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

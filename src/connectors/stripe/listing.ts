import { t } from '@vscode/l10n';
import type { Query, RequestCost, StripeClient } from './client.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './exactJson.ts';
import { StripeRequestError } from './requestError.ts';

/** An object that a list holds: it can be a row and a cursor. */
export interface ListedObject extends JsonObject {
  readonly id: string;
}

/** A page of a list: an answer, or what another object inlines. */
export interface Page {
  readonly objects: readonly ListedObject[];
  readonly hasMore: boolean;
}

export interface ListRequest {
  readonly path: string;
  readonly query: Query;
  /** Whether the list takes `limit` and `starting_after`. */
  readonly paged: boolean;
  /** The id to go on after; from the newest without. */
  readonly startingAfter?: string;
}

/** The most that Stripe allows. */
export const pageSize = 100;

/**
 * Reads a list to its end, page after page, by cursor: offsets would shift while objects are being made.
 * @throws ConnectorError `malformedAnswer` where the list turns in circles, and all that the client throws.
 */
export async function* listPages(
  client: StripeClient,
  list: ListRequest,
  cost: RequestCost,
): AsyncGenerator<Page> {
  const cursors = new Set<string>();
  for (let cursor = list.startingAfter; ; ) {
    const query = {
      ...list.query,
      ...(list.paged ? { limit: pageSize } : {}),
      ...(cursor === undefined ? {} : { starting_after: cursor }),
    };
    const page = parsePage(await client.get(list.path, query, cost), list.path);
    yield page;
    const last = page.objects.at(-1)?.id;
    if (!page.hasMore) {
      return;
    }
    if (last === undefined || !list.paged || last === cursor || cursors.has(last)) {
      throw malformed(
        t(
          'Stripe’s list {0} says that there is more, but does not go on. It was not read to its end.',
          list.path,
        ),
      );
    }
    cursors.add(last);
    cursor = last;
  }
}

/**
 * Reads Stripe's list envelope, of an answer or inlined in an object.
 * @throws ConnectorError `malformedAnswer`
 */
export function parsePage(list: JsonValue | undefined, path: string): Page {
  const data = isJsonObject(list) ? list['data'] : undefined;
  const hasMore = isJsonObject(list) ? list['has_more'] : undefined;
  if (!Array.isArray(data) || typeof hasMore !== 'boolean') {
    throw malformed(t('Stripe’s answer for {0} is not a list.', path));
  }
  const objects = data.filter(isListedObject);
  if (objects.length !== data.length) {
    throw malformed(t('Stripe’s list {0} holds an object without an id.', path));
  }
  return { objects, hasMore };
}

function isListedObject(value: JsonValue): value is ListedObject {
  return isJsonObject(value) && typeof value['id'] === 'string';
}

function malformed(message: string): StripeRequestError {
  return new StripeRequestError('malformedAnswer', message);
}

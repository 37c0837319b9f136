import * as l10n from '@vscode/l10n';
import type { Query, RequestCost, StripeClient } from '../api/client.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/exactJson.ts';
import { cursorParameter, StripeRequestError } from '../api/requestError.ts';

/** An object that a list holds: it can be a row and a cursor. */
export interface ListedObject extends JsonObject {
  readonly id: string;
}

/** An object that a list can be gone on after. */
type Cursor = Pick<ListedObject, 'id'>;

/** The ids of a page’s last objects, the last one last, for a later run to go on after. */
export function lastIds(objects: readonly ListedObject[]): string[] {
  return objects.slice(-cursorsKept).map(({ id }) => id);
}

/** A page of a list: an answer, or what another object inlines. */
export interface Page {
  readonly objects: readonly ListedObject[];
  readonly hasMore: boolean;
}

export interface ListRequest {
  readonly path: string;
  /** The operation, which all ids share. */
  readonly endpoint: string;
  readonly query: Query;
  /** Whether the list takes `limit` and `starting_after`. */
  readonly paged: boolean;
  /** Where requests have to wait, the higher number goes first. */
  readonly urgency: number;
}

/** The most that Stripe allows. */
export const pageSize = 100;

/** So many of a page’s last objects are kept to go on after: the last one may be deleted by then. */
const cursorsKept = 3;

/**
 * Reads a list to its end, page after page, by cursor: offsets would shift while objects are being made.
 * @param nextRequest What to ask next, but for the cursor.
 * @param after The objects to go on after; without them, the list is read from its start.
 * @throws ConnectorError `malformedAnswer` where the list turns in circles, and all that the client throws.
 */
export async function* listPages(
  client: StripeClient,
  nextRequest: () => ListRequest,
  cost: RequestCost,
  after: readonly Cursor[] = [],
): AsyncGenerator<Page> {
  const passed = new Set(after.map((object) => object.id));
  let cursors = after;
  for (let hasMore = true; hasMore; ) {
    const list = nextRequest();
    const page = await nextPage(client, list, cost, cursors);
    yield page;
    const last = page.objects.at(-1)?.id;
    // Not the objects: they would stay in memory while the next page is waited for.
    cursors = page.objects.map(({ id }) => ({ id }));
    hasMore = page.hasMore;
    if (hasMore && (last === undefined || !list.paged || passed.has(last))) {
      throw malformed(
        l10n.t(
          'Stripe’s list {0} says that there is more, but does not go on. It was not read to its end.',
          list.path,
        ),
      );
    }
    passed.add(last ?? '');
  }
}

/** Goes on after the last of the objects. Where that was deleted just now, after the one before it. */
async function nextPage(
  client: StripeClient,
  list: ListRequest,
  cost: RequestCost,
  after: readonly Cursor[],
): Promise<Page> {
  const query = list.paged ? { ...list.query, limit: pageSize } : list.query;
  const [last, ...before] = after.toReversed();
  const cursor = last === undefined ? {} : { [cursorParameter]: last.id };
  try {
    return parsePage(await client.get({ ...list, query: { ...query, ...cursor } }, cost), list.path);
  } catch (error) {
    if (before.length > 0 && error instanceof StripeRequestError && error.isMissingCursor) {
      return nextPage(client, list, cost, before.toReversed());
    }
    throw error;
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
    throw malformed(l10n.t('Stripe’s answer for {0} is not a list.', path));
  }
  const objects = data.filter(isListedObject);
  if (objects.length !== data.length) {
    throw malformed(l10n.t('Stripe’s list {0} holds an object without an id.', path));
  }
  return { objects, hasMore };
}

function isListedObject(value: JsonValue): value is ListedObject {
  return isJsonObject(value) && typeof value['id'] === 'string';
}

function malformed(message: string): StripeRequestError {
  return new StripeRequestError('malformedAnswer', message);
}

import * as l10n from '@vscode/l10n';
import { readObject } from '../api/answer.ts';
import type { ApiRequest, Query, RequestCost, StripeClient } from '../api/client.ts';
import { cursorParameter, StripeRequestError } from '../api/requestError.ts';
import type { CatalogTable } from '../catalog/catalog.ts';
import { malformed, type ObjectPage, type PageOutline, parsePage } from '../pages/page.ts';

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

/** Gets a page of a list. @throws ConnectorError */
export type GetPage<P extends PageOutline> = (request: ApiRequest) => Promise<P>;

/** The most that Stripe allows. */
export const pageSize = 100;

/** Gets pages of a table’s list with all that their objects have. */
export function objectPages(
  client: StripeClient,
  table: CatalogTable,
  cost: RequestCost,
): GetPage<ObjectPage> {
  return (request) =>
    client.read(request, cost, async (answer) => parsePage(await readObject(answer), table));
}

/**
 * Reads a list to its end, page after page, by cursor: offsets would shift while objects are being made.
 * @param nextRequest What to ask next, but for the cursor.
 * @param after The ids of the objects to go on after; without them, the list is read from its start.
 * @throws ConnectorError `malformedAnswer` where the list turns in circles, and all that getting a page throws.
 */
export async function* listPages<P extends PageOutline>(
  getPage: GetPage<P>,
  nextRequest: () => ListRequest,
  after: readonly string[] = [],
): AsyncGenerator<P> {
  const passed = new Set(after);
  let cursors = after;
  for (let hasMore = true; hasMore; ) {
    const list = nextRequest();
    const page = await nextPage(getPage, list, cursors);
    yield page;
    // Not the page: it would stay in memory while the next one is waited for.
    cursors = page.ids;
    hasMore = page.hasMore;
    const last = cursors.at(-1);
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
async function nextPage<P extends PageOutline>(
  getPage: GetPage<P>,
  list: ListRequest,
  after: readonly string[],
): Promise<P> {
  const query = list.paged ? { ...list.query, limit: pageSize } : list.query;
  const last = after.at(-1);
  const cursor = last === undefined ? {} : { [cursorParameter]: last };
  try {
    return await getPage({ ...list, query: { ...query, ...cursor } });
  } catch (error) {
    const before = after.slice(0, -1);
    if (before.length > 0 && error instanceof StripeRequestError && error.isMissingCursor) {
      return await nextPage(getPage, list, before);
    }
    throw error;
  }
}

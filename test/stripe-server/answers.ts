import type { CatalogTable } from '../../src/connectors/stripe/catalog/catalog.ts';
import type { AccountData } from './accountData.ts';
import { tableOf } from './accountData.ts';
import { ApiError, badParameter, missingPermission, noSuchObject, unknownUrl } from './apiErrors.ts';
import { eventPageRequest } from './eventLog.ts';
import { expanded, expandPaths } from './expand.ts';
import type { ApiKey } from './keys.ts';
import { childPage, pageRequest } from './listParameters.ts';
import type { StripeObject } from './resourceStore.ts';
import type { Route } from './routes.ts';

/** The permission that `/v1/account` needs. */
const accountPermission = 'rak_accounts_kyc_basic_read';

export interface AnswerContext {
  readonly key: ApiKey;
  readonly data: AccountData;
  readonly query: URLSearchParams;
  /** Per resource the message of the product that the account has not enabled. */
  readonly notEnabled: ReadonlyMap<string, string>;
  /** Unix seconds. */
  readonly now: number;
  /** Seconds after which an event becomes visible. */
  readonly eventsDelay: number;
}

/** The body that answers the request. @throws ApiError as Stripe refuses it */
export function answer(route: Route, context: AnswerContext): Buffer {
  if (route.kind === 'account') {
    requirePermission(context, accountPermission);
    return Buffer.from(JSON.stringify(context.data.account));
  }
  requirePermission(context, route.table.permission);
  requireEnabled(context, route.table);
  switch (route.kind) {
    case 'list':
      return listAnswer(route.table, context);
    case 'object':
      return objectAnswer(route.table, route.id, context);
    case 'children':
      return childrenAnswer(route, context);
  }
}

function requirePermission({ key, data }: AnswerContext, permission: string): void {
  if (key.denied?.has(permission) === true) {
    throw missingPermission(key.key, data.id, permission);
  }
}

function requireEnabled({ notEnabled }: AnswerContext, table: CatalogTable): void {
  const message = notEnabled.get(table.name);
  if (message !== undefined) {
    throw new ApiError(400, message);
  }
}

function listAnswer(table: CatalogTable, { data, query, now, eventsDelay }: AnswerContext): Buffer {
  const store = data.store(table.name);
  const request = pageRequest(table, query, store);
  const page = store.page(
    table.name === 'events' ? eventPageRequest(request, query, data, { now, delay: eventsDelay }) : request,
  );
  const paths = expandPaths(query, 'data.');
  const items =
    paths.length === 0
      ? page.items
      : page.items.map((text) => {
          const object = JSON.parse(text.toString()) as StripeObject;
          return Buffer.from(JSON.stringify(expanded(data, table.name, object, paths)));
        });
  return listBody(items, page.hasMore, table.path);
}

function objectAnswer(table: CatalogTable, id: string, { data, query }: AnswerContext): Buffer {
  const object = data.store(table.name).get(id);
  if (object === undefined) {
    throw noSuchObject(table.object, id, 'id');
  }
  return Buffer.from(JSON.stringify(expanded(data, table.name, object, expandPaths(query, ''))));
}

function childrenAnswer(
  { table, parentId, parameter }: Extract<Route, { kind: 'children' }>,
  { data, query }: AnswerContext,
): Buffer {
  const { parent: link } = table;
  if (link === null) {
    throw unknownUrl('GET', table.path);
  }
  if (parentId === undefined) {
    const name = parameter ?? 'id';
    throw badParameter(name, `Missing required param: ${name}.`, 'parameter_missing');
  }
  const parent = data.store(link.resource).get(parentId);
  if (parent === undefined) {
    throw noSuchObject(tableOf(link.resource).object, parentId, parameter ?? 'id');
  }
  const page = childPage(table, query, data.children(table.name, parent), parameter);
  const items = page.items.map((child) => Buffer.from(JSON.stringify(child)));
  return listBody(items, page.hasMore, table.path.replace('{id}', parentId));
}

const comma = Buffer.from(',');

function listBody(items: readonly Buffer[], hasMore: boolean, url: string): Buffer {
  const parts: Buffer[] = [Buffer.from('{"object":"list","data":[')];
  items.forEach((item, index) => {
    if (index > 0) {
      parts.push(comma);
    }
    parts.push(item);
  });
  parts.push(Buffer.from(`],"has_more":${hasMore},"url":${JSON.stringify(url)}}`));
  return Buffer.concat(parts);
}

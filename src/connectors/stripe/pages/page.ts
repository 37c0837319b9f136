import * as l10n from '@vscode/l10n';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/exactJson.ts';
import { StripeRequestError } from '../api/requestError.ts';
import type { CatalogTable } from '../catalog/catalog.ts';
import { hasFinalStatus, mayChange } from '../catalog/finalStatus.ts';

/** An object that a list holds: it can be a row and a cursor. */
export interface ListedObject extends JsonObject {
  readonly id: string;
}

/** What is to be known of a page to go on after it. */
export interface PageOutline {
  /** Of all its objects, in their order. */
  readonly ids: readonly string[];
  readonly hasMore: boolean;
  /** Undefined for a list without a filter for it, and where the objects are not in the order of it. */
  readonly times: PageTimes | undefined;
  /**
   * When the oldest of its objects was created that may still change, in Unix seconds. Undefined where none may, and for a
   * list of which nobody knows.
   */
  readonly unsettledSince?: number | undefined;
}

/** When the objects of a page were created: the first, which is the newest, and the last. In Unix seconds. */
export interface PageTimes {
  readonly newest: number;
  readonly oldest: number;
  readonly count: number;
}

/** A page of a list with its objects: an answer, or what another object inlines. */
export interface ObjectPage extends PageOutline {
  readonly objects: readonly ListedObject[];
}

/** So many of a page’s last objects are kept to go on after: the last one may be deleted by then. */
const cursorsKept = 3;

/** The ids of a page’s last objects, the last one last, for a later run to go on after. */
export function lastIds({ ids }: PageOutline): string[] {
  return ids.slice(-cursorsKept);
}

/** Reads the answer of a list’s endpoint. @throws ConnectorError `malformedAnswer` */
export function parsePage(answer: JsonValue, table: CatalogTable): ObjectPage {
  const field = table.createdFilter?.field;
  const page = parseList(answer, table.path, field);
  return hasFinalStatus(table) ? { ...page, unsettledSince: unsettledSince(page, table) } : page;
}

/** Its objects come newest first. */
function unsettledSince({ objects }: ObjectPage, table: CatalogTable): number | undefined {
  const created = objects.findLast((object) => mayChange(table, object))?.[table.createdFilter?.field ?? ''];
  return typeof created === 'number' ? created : undefined;
}

/** The part of a child list that its parent’s object holds. @throws ConnectorError `malformedAnswer` */
export function inlinedPage({ parent: place }: CatalogTable, parent: ListedObject): ObjectPage {
  const list = place === null ? undefined : parent[place.field];
  return list === undefined || list === null
    ? { objects: [], ids: [], hasMore: false, times: undefined }
    : parseList(list, `${place?.resource}.${place?.field}`, undefined);
}

/** Stripe’s list envelope. */
function parseList(list: JsonValue, name: string, createdField: string | undefined): ObjectPage {
  const data = isJsonObject(list) ? list['data'] : undefined;
  const hasMore = isJsonObject(list) ? list['has_more'] : undefined;
  if (!Array.isArray(data) || typeof hasMore !== 'boolean') {
    throw malformed(l10n.t('Stripe’s answer for {0} is not a list.', name));
  }
  const objects = data.filter(isListedObject);
  if (objects.length !== data.length) {
    throw malformed(l10n.t('Stripe’s list {0} holds an object without an id.', name));
  }
  return {
    objects,
    ids: objects.map(({ id }) => id),
    hasMore,
    times: createdField === undefined ? undefined : timesOf(objects, createdField),
  };
}

function isListedObject(value: JsonValue): value is ListedObject {
  return isJsonObject(value) && typeof value['id'] === 'string';
}

function timesOf(objects: readonly ListedObject[], field: string): PageTimes | undefined {
  let newest: number | undefined;
  let oldest = Number.POSITIVE_INFINITY;
  for (const object of objects) {
    const time = object[field];
    if (typeof time !== 'number' || time > oldest) {
      return undefined;
    }
    newest ??= time;
    oldest = time;
  }
  return newest === undefined ? undefined : { newest, oldest, count: objects.length };
}

export function malformed(message: string): StripeRequestError {
  return new StripeRequestError('malformedAnswer', message);
}

import type { Query, RequestCost, StripeClient } from '../api/client.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/exactJson.ts';
import { type CatalogTable, catalog, catalogApiVersion } from '../catalog/catalog.ts';
import { isLeftOut, type ResourceFamily } from '../catalog/resourceFamily.ts';
import { objectPages } from '../listing/listing.ts';
import { ParallelListing } from '../listing/parallelListing.ts';
import { TaskGroup } from '../listing/taskGroup.ts';
import type { ListedObject, ObjectPage } from '../pages/page.ts';
import type { FollowedState } from './familyPlan.ts';
import { type EventMeaning, eventsRelatedTo, meaningOf, type RelatedEvents } from './followWay.ts';

/** What events say of one object: the newest wins. */
export interface ObjectChange {
  /** When the newest event happened, in Unix seconds. */
  at: number;
  /** When the object was created, where the event says so. */
  created: number | undefined;
  /** What the newest event says. `unknown` where two of the same second, or another object's event, leave it open. */
  newest: EventMeaning;
  /** The object as the newest event has it; undefined where it is not the pinned version's, or one of very many. */
  copy: ListedObject | undefined;
}

/** What is asked of the feed for a family. */
export interface FeedRequest {
  readonly family: ResourceFamily;
  readonly state: Pick<FollowedState, 'through' | 'recentEvents'>;
  /** From so many requests on, listing the family is cheaper than to go on. */
  readonly mostRequests: number;
  readonly cost: RequestCost;
}

export interface FeedAnswer {
  /** By id. */
  readonly changes: Map<string, ObjectChange>;
  /** Filters of the list that leave in what may have changed besides, by their JSON. */
  readonly filters: Map<string, Query>;
  /** The events that were read, and when they happened. */
  readonly events: Map<string, number>;
  /** Reading them was given up: there are too many. */
  tooMany: boolean;
}

/** So many types of events can be asked for at a time (https://docs.stripe.com/api/events/list, 2026-11). */
const typesPerRequest = 20;

/** More copies than these are not kept in memory. */
const mostCopies = 20_000;

/**
 * Reads what has happened in several families since they were last brought up to date, with as few requests as there can be.
 * @returns By the family’s parent.
 * @throws ConnectorError
 */
export async function readFeed(
  client: StripeClient,
  requests: readonly FeedRequest[],
): Promise<ReadonlyMap<string, FeedAnswer>> {
  const feed = new EventFeed(client, requests);
  await feed.read();
  return feed.answers;
}

/** Where events of a type go. */
interface Route {
  readonly request: FeedRequest;
  readonly answer: FeedAnswer;
  /** How other objects change with the event's; undefined where the event is about the object itself. */
  readonly related: RelatedEvents | undefined;
}

class EventFeed {
  readonly answers = new Map<string, FeedAnswer>();
  readonly #client: StripeClient;
  /** By type of event. */
  readonly #routes = new Map<string, Route[]>();
  #copies = 0;

  constructor(client: StripeClient, requests: readonly FeedRequest[]) {
    this.#client = client;
    for (const request of requests) {
      const answer = { changes: new Map(), filters: new Map(), events: new Map(), tooMany: false };
      this.answers.set(request.family.parent.name, answer);
      const { parent } = request.family;
      this.#route(parent, { request, answer, related: undefined });
      for (const related of eventsRelatedTo(parent)) {
        this.#route(catalog().get(related.resource), { request, answer, related });
      }
    }
  }

  #route(table: CatalogTable | undefined, route: Route): void {
    for (const type of route.related?.types ?? table?.eventTypes ?? []) {
      this.#routes.set(type, [...(this.#routes.get(type) ?? []), route]);
    }
  }

  async read(): Promise<void> {
    const types = [...this.#routes.keys()];
    const chunks = Array.from({ length: Math.ceil(types.length / typesPerRequest) }, (_, index) =>
      types.slice(index * typesPerRequest, (index + 1) * typesPerRequest),
    );
    await Promise.all(chunks.map((chunk) => this.#readTypes(chunk)));
  }

  async #readTypes(types: readonly string[]): Promise<void> {
    const table = catalog().get('events');
    const routes = new Set(types.flatMap((type) => this.#routes.get(type) ?? []));
    const requests = new Set([...routes].map(({ request }) => request));
    const [first] = requests;
    if (table === undefined || first === undefined) {
      return;
    }
    let left = [...requests].reduce((sum, { mostRequests }) => sum + mostRequests, 0);
    const tasks = new TaskGroup();
    new ParallelListing({
      client: this.#client,
      table,
      query: { types },
      getPage: objectPages(this.#client, table, first.cost),
      tasks,
      ranges: [{ from: Math.min(...[...requests].map(({ state }) => state.through)), after: [] }],
      onPage: async (page) => {
        left -= 1;
        if (left < 0 && page.hasMore) {
          for (const { answer } of routes) {
            answer.tooMany = true;
          }
        } else {
          this.#take(page);
        }
        return left >= 0;
      },
      isKeepingUp: () => true,
    }).start();
    await tasks.done();
  }

  #take(page: ObjectPage): void {
    for (const event of page.objects) {
      const at = event['created'];
      const object = isJsonObject(event['data']) ? event['data']['object'] : undefined;
      if (typeof at === 'number' && isJsonObject(object)) {
        for (const route of this.#routes.get(String(event['type'])) ?? []) {
          this.#takeEvent(route, event, at, object);
        }
      }
    }
  }

  #takeEvent(route: Route, event: ListedObject, at: number, object: JsonObject): void {
    const { answer, related } = route;
    const { state, family } = route.request;
    if (at < state.through || answer.events.has(event.id)) {
      return;
    }
    answer.events.set(event.id, at);
    if (state.recentEvents.has(event.id) || (related === undefined && isLeftOut(family.parent, object))) {
      return;
    }
    const ids = related === undefined ? [object['id'] ?? null] : related.idsIn(object);
    for (const id of ids.flatMap((value) => textOf(value) ?? [])) {
      this.#note(route, event, at, { id, object: related === undefined ? object : undefined });
    }
    const filter = related?.filterFor?.(object, meaningOf(String(event['type'])));
    if (filter !== undefined) {
      answer.filters.set(JSON.stringify(filter), filter);
    }
  }

  /** @param object What the event is about; undefined where it is about another one. */
  #note(
    { request, answer: { changes } }: Route,
    event: ListedObject,
    at: number,
    { id, object }: { readonly id: string; readonly object: JsonObject | undefined },
  ): void {
    const before = changes.get(id);
    if (before !== undefined && before.at > at) {
      return;
    }
    const copy =
      event['api_version'] === catalogApiVersion && object !== undefined ? { ...object, id } : undefined;
    const isOpen = before?.at === at || object === undefined;
    const created = object?.[request.family.parent.createdFilter?.field ?? ''];
    this.#copies -= before?.copy === undefined ? 0 : 1;
    const kept = isOpen || this.#copies >= mostCopies ? undefined : copy;
    this.#copies += kept === undefined ? 0 : 1;
    changes.set(id, {
      at,
      created: typeof created === 'number' ? created : before?.created,
      newest: isOpen ? 'unknown' : meaningOf(String(event['type'])),
      copy: kept,
    });
  }
}

/** An id, also of an object that is expanded in its place. */
function textOf(value: JsonValue): string | undefined {
  const id = isJsonObject(value) ? value['id'] : value;
  return typeof id === 'string' ? id : undefined;
}

import { catalog, catalogApiVersion } from './catalog.ts';
import type { RequestCost, StripeClient } from './client.ts';
import { isJsonObject, type JsonValue } from './exactJson.ts';
import type { FollowedState } from './familyPlan.ts';
import { childEventParents, meaningOf } from './followWay.ts';
import type { ListedObject, Page } from './listing.ts';
import { ParallelListing } from './parallelListing.ts';
import type { ResourceFamily } from './resourceFamily.ts';
import { TaskGroup } from './taskGroup.ts';

/** What events say of one object: the newest wins. */
export interface ObjectChange {
  /** When the newest event happened, in Unix seconds. */
  at: number;
  /** When the object was created, where the event says so. */
  created: number | undefined;
  /** What the newest event says. `unknown` where two of the same second, or another object's event, leave it open. */
  newest: ReturnType<typeof meaningOf>;
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

interface Route {
  readonly request: FeedRequest;
  readonly answer: FeedAnswer;
  /** Of a child’s event: the field that names the object that changed with it. */
  readonly parentField: string | undefined;
  readonly createdField: string | undefined;
}

class EventFeed {
  readonly answers = new Map<string, FeedAnswer>();
  readonly #client: StripeClient;
  /** By type of event. */
  readonly #routes = new Map<string, Route>();
  #copies = 0;

  constructor(client: StripeClient, requests: readonly FeedRequest[]) {
    this.#client = client;
    for (const request of requests) {
      const answer = { changes: new Map(), events: new Map(), tooMany: false };
      this.answers.set(request.family.parent.name, answer);
      for (const table of [request.family.parent, ...request.family.children]) {
        for (const type of table.eventTypes) {
          const parentField = childEventParents.get(table.name);
          const createdField = table.createdFilter?.field;
          this.#routes.set(type, { request, answer, parentField, createdField });
        }
      }
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
      cost: first.cost,
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

  #take(page: Page): void {
    for (const event of page.objects) {
      const route = this.#routes.get(String(event['type']));
      const at = event['created'];
      if (route === undefined || typeof at !== 'number') {
        continue;
      }
      const { state } = route.request;
      if (at >= state.through && !route.answer.events.has(event.id)) {
        route.answer.events.set(event.id, at);
        if (!state.recentEvents.has(event.id)) {
          this.#note(route, event, at);
        }
      }
    }
  }

  #note(route: Route, event: ListedObject, at: number): void {
    const object = isJsonObject(event['data']) ? event['data']['object'] : undefined;
    if (!isJsonObject(object)) {
      return;
    }
    const { changes } = route.answer;
    const id = textOf(object[route.parentField ?? 'id']);
    if (id === undefined) {
      return;
    }
    const before = changes.get(id);
    if (before !== undefined && before.at > at) {
      return;
    }
    const copy = event['api_version'] === catalogApiVersion ? withId(object) : undefined;
    const isOpen = before?.at === at || route.parentField !== undefined;
    const created = route.createdField === undefined ? undefined : object[route.createdField];
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

function withId(object: { readonly [field: string]: JsonValue }): ListedObject | undefined {
  const id = object['id'];
  return typeof id === 'string' ? { ...object, id } : undefined;
}

/** An id, also of an object that is expanded in its place. */
function textOf(value: JsonValue | undefined): string | undefined {
  const id = isJsonObject(value) ? value['id'] : value;
  return typeof id === 'string' ? id : undefined;
}

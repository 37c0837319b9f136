import type { Query, StripeClient } from '../api/client.ts';
import { StripeRequestError } from '../api/requestError.ts';
import { parentIdColumn } from '../catalog/catalog.ts';
import { isLeftOut, objectPath, objectQuery, wholeListQuery } from '../catalog/resourceFamily.ts';
import { type EventSink, type FamilyTables, readRestOfChildren } from '../listing/familyTables.ts';
import { objectPages } from '../listing/listing.ts';
import { ParallelListing } from '../listing/parallelListing.ts';
import type { RangeProgress } from '../listing/syncState.ts';
import type { TableRead } from '../listing/tableRead.ts';
import { TaskGroup } from '../listing/taskGroup.ts';
import { inlinedPage, type ListedObject } from '../pages/page.ts';
import type { FeedAnswer, ObjectChange } from './eventFeed.ts';
import type { FollowedState } from './familyPlan.ts';
import { followWay, settledWindowSeconds, windowSeconds } from './followWay.ts';

export interface FamilyFollowOptions {
  readonly client: StripeClient;
  readonly tables: FamilyTables;
  readonly sink: EventSink;
  readonly state: FollowedState;
  /** What the events tell; undefined for a family that has none. */
  readonly feed: FeedAnswer | undefined;
  /** The server's time at the beginning, in Unix seconds. */
  readonly now: number;
  /** From so many single objects on, listing the family is cheaper. */
  readonly mostRequests: number;
}

/** So many objects that came since the last run are rather listed than fetched one by one. */
const fewestToList = 3;

/** How many objects are fetched, and then brought, at a time. */
const portion = 100;

/**
 * Brings the rows of what has changed since the last run, without closing the tables. Each changed object is taken as it is
 * now: from the newest part of the list, from its event's copy where that cannot be out of date, or fetched by its id.
 * @returns When the oldest object was created that may still change, as {@link listFamily}; undefined where too much has
 * changed: the family has to be listed instead.
 * @throws ConnectorError The parent's trouble, `authentication` or `cancelled`
 */
export async function followFamily(options: FamilyFollowOptions): Promise<number | undefined> {
  return await new FamilyFollow(options).run();
}

class FamilyFollow {
  readonly #options: FamilyFollowOptions;
  readonly #changes: Map<string, ObjectChange>;

  constructor(options: FamilyFollowOptions) {
    this.#options = options;
    this.#changes = new Map(options.feed?.changes);
  }

  async run(): Promise<number | undefined> {
    const { feed, mostRequests } = this.#options;
    const from = this.#windowStart();
    const filters = [...(feed?.filters.values() ?? [])];
    if (feed?.tooMany === true || this.#fewestToFetch(from) + filters.length > mostRequests) {
      return undefined;
    }
    const unsettledSince =
      from === undefined ? Number.POSITIVE_INFINITY : await this.#list({}, { from, after: [] });
    for (const filter of filters) {
      await this.#listFiltered(filter);
    }
    if (this.#toFetch().length > mostRequests) {
      return undefined;
    }
    await this.#takeGone(this.#idsOf((change) => this.#isGone(change)));
    await this.#takeCopies();
    return (await this.#fetchRest()) ? unsettledSince : undefined;
  }

  /** From which time of creation on the list is read, if at all. */
  #windowStart(): number | undefined {
    const { tables, state, now } = this.#options;
    const { parent } = tables.family;
    if (followWay(parent)?.window === true) {
      return state.settledBefore === undefined
        ? Math.min(state.through, now - windowSeconds)
        : Math.min(state.through, state.settledBefore, now - settledWindowSeconds);
    }
    const created = this.#toFetch().flatMap(([, { created: time }]) =>
      time !== undefined && time >= state.through ? [time] : [],
    );
    return parent.createdFilter !== null && created.length >= fewestToList ? Math.min(...created) : undefined;
  }

  /**
   * What has to be fetched for certain, whatever the list from a time on and the filters bring. Of an object that only another's
   * event names, nobody knows when it was created.
   */
  #fewestToFetch(from: number | undefined): number {
    return this.#toFetch().filter(
      ([, { created }]) => from === undefined || (created !== undefined && created < from),
    ).length;
  }

  /** The objects that no event brings, by id. */
  #toFetch(): [id: string, change: ObjectChange][] {
    return [...this.#changes].filter(
      ([, change]) => !this.#isGone(change) && this.#usableCopy(change) === undefined,
    );
  }

  /** Not by an event that may be older than the row: it came late, and there is a new object by the same id. */
  #isGone({ at, newest }: ObjectChange): boolean {
    return newest === 'gone' && at > this.#options.state.readAt;
  }

  /**
   * The newest event's copy, unless the table may be ahead of it, or it lacks something. An event of a second in which rows
   * were read may be older than they are.
   */
  #usableCopy({ at, newest, copy }: ObjectChange): ListedObject | undefined {
    const { tables, state } = this.#options;
    const isWhole = (object: ListedObject): boolean =>
      tables.children.every(
        (child) =>
          object[child.table.parent?.field ?? ''] !== undefined && !inlinedPage(child.table, object).hasMore,
      );
    return newest === 'changed' && at > state.readAt && copy !== undefined && isWhole(copy)
      ? copy
      : undefined;
  }

  #idsOf(which: (change: ObjectChange) => boolean): string[] {
    return [...this.#changes].filter(([, change]) => which(change)).map(([id]) => id);
  }

  /** An invoice that is no more has no items. */
  async #listFiltered(filter: Query): Promise<void> {
    try {
      await this.#list(filter, { after: [] });
    } catch (error) {
      if (!(error instanceof StripeRequestError && error.isMissingObject)) {
        throw error;
      }
    }
  }

  /** Takes a part of the family's list. @returns When the oldest object was created, of those, that may still change. */
  async #list(filter: Query, range: RangeProgress): Promise<number> {
    const { client, tables, sink } = this.#options;
    const tasks = new TaskGroup();
    const listing = new ParallelListing({
      client,
      table: tables.family.parent,
      query: { ...wholeListQuery(tables.family), ...filter },
      getPage: objectPages(client, tables.family.parent, tables.cost),
      tasks,
      ranges: [range],
      onPage: async (page) => {
        await this.#take(page.objects);
        return tables.open;
      },
      isKeepingUp: () => sink.isKeepingUp(),
    });
    listing.start();
    await tasks.done();
    return listing.unsettledSince;
  }

  async #takeGone(ids: readonly string[]): Promise<void> {
    const { tables, sink } = this.#options;
    if (ids.length > 0) {
      await sink.put([
        ...(tables.family.parentWanted ? tables.parent.batch([], { deletedIds: ids }) : []),
        ...tables.children.flatMap((child) =>
          child.batch([], { wholeGroups: { column: parentIdColumn.name, groups: ids, ids: [] } }),
        ),
      ]);
      this.#forget(ids);
    }
  }

  async #takeCopies(): Promise<void> {
    const copies = [...this.#changes.values()].flatMap((change) => this.#usableCopy(change) ?? []);
    for (const some of portions(copies)) {
      await this.#take(some);
    }
  }

  async #fetchRest(): Promise<boolean> {
    const { sink, tables } = this.#options;
    const ids = [...this.#changes.keys()];
    for (const [index, some] of portions(ids).entries()) {
      await sink.put([
        { kind: 'remaining', resource: tables.lead.name, requests: ids.length - index * portion },
      ]);
      const answers = await Promise.all(some.map(async (id) => ({ id, answer: await this.#fetch(id) })));
      if (answers.some(({ answer }) => answer === 'notOffered')) {
        return false;
      }
      await this.#takeGone(answers.filter(({ answer }) => answer === 'gone').map(({ id }) => id));
      await this.#take(answers.flatMap(({ answer }) => (typeof answer === 'string' ? [] : [answer])));
    }
    return true;
  }

  /**
   * @returns The object as it is now; `gone` where it is none of the list's; `notOffered` where Stripe does not give out single
   * objects of this kind.
   */
  async #fetch(id: string): Promise<ListedObject | 'gone' | 'notOffered'> {
    const { client, tables } = this.#options;
    const { parent } = tables.family;
    const path = objectPath(parent, id);
    const query = objectQuery(tables.family);
    try {
      const object = await client.get({ path, endpoint: `${parent.path}/{id}`, query }, tables.cost);
      return object['deleted'] === true || isLeftOut(parent, object) ? 'gone' : { ...object, id };
    } catch (error) {
      if (error instanceof StripeRequestError && error.isMissingObject) {
        return 'gone';
      }
      if (error instanceof StripeRequestError && error.reason === 'notEnabled') {
        return 'notOffered';
      }
      throw error;
    }
  }

  /** Brings objects with all of their children. */
  async #take(objects: readonly ListedObject[]): Promise<void> {
    const { tables, sink } = this.#options;
    if (objects.length === 0) {
      return;
    }
    if (tables.family.parentWanted) {
      await sink.put(tables.parent.batch(objects.map((object) => tables.parent.map(object))));
    }
    for (const child of tables.children.filter((table) => table.open)) {
      try {
        await this.#takeChildren(child, objects);
      } catch (error) {
        await sink.put(child.end(error));
      }
    }
    this.#forget(objects.map(({ id }) => id));
  }

  async #takeChildren(child: TableRead, parents: readonly ListedObject[]): Promise<void> {
    const families = await Promise.all(
      parents.map(async (parent) => ({ parent, objects: await this.#allChildren(child, parent) })),
    );
    const rows = families.flatMap(({ parent, objects }) =>
      objects.map((object) => child.map(object, parent.id)),
    );
    const wholeGroups = {
      column: parentIdColumn.name,
      groups: parents.map(({ id }) => id),
      ids: families.flatMap(({ objects }) => objects.map(({ id }) => id)),
    };
    await this.#options.sink.put(child.batch(rows, { wholeGroups }));
  }

  /** What is inlined, and the rest. Where a parent was deleted just now, an event will tell. */
  async #allChildren(child: TableRead, parent: ListedObject): Promise<readonly ListedObject[]> {
    const { client } = this.#options;
    const inlined = inlinedPage(child.table, parent);
    if (!inlined.hasMore) {
      return inlined.objects;
    }
    const objects = [...inlined.objects];
    const forgetInlined = (): void => {
      objects.length = 0;
    };
    for await (const rest of readRestOfChildren(client, child, parent.id, inlined.ids, forgetInlined)) {
      objects.push(...rest.objects);
    }
    return objects;
  }

  #forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#changes.delete(id);
    }
  }
}

function portions<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / portion) }, (_, index) =>
    items.slice(index * portion, (index + 1) * portion),
  );
}

import type { ReadEvent } from '../connector.ts';
import type { CatalogTable } from './catalog.ts';
import { mostUrgent, type StripeClient } from './client.ts';
import { type ListedObject, listPages, type Page, parsePage } from './listing.ts';
import { ParallelListing } from './parallelListing.ts';
import { StripeRequestError } from './requestError.ts';
import { childPath, type ResourceFamily, wholeListQuery } from './resourceFamily.ts';
import { TableRead } from './tableRead.ts';
import { TaskGroup } from './taskGroup.ts';

/** Who takes the rows. */
export interface EventSink {
  /** Waits until the events are taken. */
  put(events: readonly ReadEvent[]): Promise<void>;
  /** Whether events are taken as fast as they come. */
  isKeepingUp(): boolean;
}

/** How many objects’ child lists are completed at a time: enough for the rate, and few enough to keep in memory. */
const mostCompletions = 50;

/**
 * Reads a family. One child’s trouble ends that child, the parent’s ends them all; a refused key ends the whole run.
 * @throws ConnectorError `authentication` or `cancelled`
 */
export async function readFamily(
  client: StripeClient,
  family: ResourceFamily,
  sink: EventSink,
): Promise<void> {
  await new FamilyRead(client, family, sink).run();
}

class FamilyRead {
  readonly #client: StripeClient;
  readonly #family: ResourceFamily;
  readonly #sink: EventSink;
  readonly #parent: TableRead;
  readonly #children: readonly TableRead[];
  /** The tables that are wanted. */
  readonly #tables: readonly TableRead[];
  readonly #tasks = new TaskGroup();
  readonly #completions = new Set<Promise<void>>();

  constructor(client: StripeClient, family: ResourceFamily, sink: EventSink) {
    this.#client = client;
    this.#family = family;
    this.#sink = sink;
    this.#parent = new TableRead(family.parent);
    this.#children = family.children.map((table) => new TableRead(table));
    this.#tables = family.parentWanted ? [this.#parent, ...this.#children] : this.#children;
  }

  async run(): Promise<void> {
    const { parent } = this.#family;
    await this.#sink.put(this.#tables.map((table) => ({ kind: 'started', resource: table.name })));
    try {
      new ParallelListing({
        client: this.#client,
        table: parent,
        query: wholeListQuery(this.#family),
        // Where only children are wanted, the parent’s pages are what the first of them costs.
        cost: (this.#tables[0] ?? this.#parent).cost,
        tasks: this.#tasks,
        onPage: (page) => this.#take(page),
        isKeepingUp: () => this.#sink.isKeepingUp(),
      }).start();
      await this.#tasks.done();
      await this.#sink.put(this.#tables.flatMap((table) => table.finish()));
    } catch (error) {
      await this.#sink.put(this.#tables.flatMap((table) => table.end(error)));
    }
  }

  /** Brings the rows of a page of parents. @returns whether any table still wants more */
  async #take(page: Page): Promise<boolean> {
    if (this.#family.parentWanted) {
      await this.#sink.put(this.#parent.batch(page.objects.map((object) => this.#parent.map(object))));
    }
    for (const child of this.#children.filter((table) => table.open)) {
      await this.#takeChildren(child, page);
    }
    return this.#tables.some((table) => table.open);
  }

  /** The child’s rows of one page of parents: what is inlined now, and the rest as its own endpoint brings it. */
  async #takeChildren(child: TableRead, parents: Page): Promise<void> {
    try {
      const inlined = parents.objects.map((parent) => ({ parent, page: inlinedPage(child.table, parent) }));
      await this.#sink.put(
        child.batch(
          inlined.flatMap(({ parent, page }) => page.objects.map((object) => child.map(object, parent.id))),
        ),
      );
      for (const { parent, page } of inlined.filter((entry) => entry.page.hasMore)) {
        await this.#complete(child, parent, page);
      }
    } catch (error) {
      await this.#sink.put(child.end(error));
    }
  }

  /** Starts to complete one object’s child list, once there is a place for it. */
  async #complete(child: TableRead, parent: ListedObject, inlined: Page): Promise<void> {
    while (this.#completions.size >= mostCompletions) {
      await Promise.race(this.#completions);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#completions.add(promise);
    this.#tasks.start(async () => {
      try {
        await this.#takeRest(child, parent, inlined);
      } finally {
        this.#completions.delete(promise);
        resolve();
      }
    });
  }

  /** Goes on after the last inlined one. A parent that was deleted since it was listed has no children any more. */
  async #takeRest(child: TableRead, parent: ListedObject, inlined: Page): Promise<void> {
    const request = {
      path: childPath(child.table, parent.id),
      endpoint: child.table.path,
      query: {},
      paged: child.table.paged,
      // Their parents’ list waits for them.
      urgency: mostUrgent,
    };
    if (!child.open || this.#tasks.failed) {
      return;
    }
    try {
      for await (const rest of listPages(this.#client, () => request, child.cost, inlined.objects)) {
        await this.#sink.put(child.batch(rest.objects.map((object) => child.map(object, parent.id))));
        if (!child.open || this.#tasks.failed) {
          return;
        }
      }
    } catch (error) {
      if (!(error instanceof StripeRequestError && error.isMissingObject)) {
        await this.#sink.put(child.end(error));
      }
    }
  }
}

const noChildren: Page = { objects: [], hasMore: false };

function inlinedPage(child: CatalogTable, parent: ListedObject): Page {
  const list = child.parent === null ? undefined : parent[child.parent.field];
  return list === undefined || list === null
    ? noChildren
    : parsePage(list, `${child.parent?.resource}.${child.parent?.field}`);
}

import type { StripeClient } from '../api/client.ts';
import { wholeListQuery } from '../catalog/resourceFamily.ts';
import { lastIds } from '../pages/page.ts';
import type { PageReader } from '../pages/pageReader.ts';
import type { ChildRows, RowPage, RowsWanted } from '../pages/rowPage.ts';
import { type EventSink, type FamilyTables, readRestOfChildren } from './familyTables.ts';
import { ParallelListing } from './parallelListing.ts';
import { type ListingProgress, type PendingChildren, writeState } from './syncState.ts';
import type { TableRead } from './tableRead.ts';
import { TaskGroup } from './taskGroup.ts';

export interface FamilyReadOptions {
  readonly client: StripeClient;
  readonly pages: PageReader;
  readonly tables: FamilyTables;
  readonly sink: EventSink;
  /** The server's time at the beginning of the listing, in Unix seconds. */
  readonly startedAt: () => number;
  /** Under which name its progress is kept, for a later run to go on; undefined where none could. */
  readonly resumableAs: string | undefined;
  /** Where an earlier run was cut short. */
  readonly progress?: ListingProgress;
}

/** How many objects’ child lists are completed at a time: enough for the rate, and few enough to keep in memory. */
const mostCompletions = 50;

/**
 * Lists a family to its end, without closing its tables. One child’s trouble ends that child.
 * @returns When the oldest object was created that may still change, infinite where there is none; of a list of which that is
 * known.
 * @throws ConnectorError The parent's trouble, `authentication` or `cancelled`
 */
export async function listFamily(options: FamilyReadOptions): Promise<number> {
  return await new FamilyRead(options).run();
}

class FamilyRead {
  readonly #options: FamilyReadOptions;
  readonly #tasks = new TaskGroup();
  readonly #completions = new Set<Promise<void>>();
  /** What is left of the child lists that are being completed. */
  readonly #pending = new Set<PendingChildren>();
  readonly #listing: ParallelListing<RowPage>;

  constructor(options: FamilyReadOptions) {
    const { client, pages, tables, progress } = options;
    this.#options = options;
    this.#listing = new ParallelListing({
      client,
      table: tables.family.parent,
      query: wholeListQuery(tables.family),
      getPage: (request) =>
        client.read(request, tables.cost, (answer) => pages.read(answer, this.#rowsWanted)),
      tasks: this.#tasks,
      ...(progress === undefined ? {} : { ranges: progress.ranges, unsettledSince: progress.unsettledSince }),
      onPage: (page) => this.#take(page),
      onProgress: () => this.#report(),
      isKeepingUp: () => options.sink.isKeepingUp(),
    });
  }

  async run(): Promise<number> {
    const { tables, sink, resumableAs: id, progress } = this.#options;
    if (id !== undefined && progress === undefined) {
      const state = writeState({ kind: 'listing', id });
      await sink.put(tables.wanted.flatMap((table) => table.state(state)));
    }
    // A task of its own: with nothing left to list, the group would never end.
    this.#tasks.start(async () => {
      for (const pending of progress?.pending ?? []) {
        const child = tables.children.find(({ name }) => name === pending.child);
        if (child !== undefined) {
          await this.#complete(child, pending);
        }
      }
    });
    this.#listing.start();
    await this.#tasks.done();
    return this.#listing.unsettledSince;
  }

  get #rowsWanted(): RowsWanted {
    const { family, children } = this.#options.tables;
    return {
      resource: family.parent.name,
      own: family.parentWanted,
      children: children.filter((child) => child.open).map(({ name }) => name),
    };
  }

  /** Brings the rows of a page of parents. @returns whether any table still wants more */
  async #take(page: RowPage): Promise<boolean> {
    const { tables, sink } = this.#options;
    if (page.rows !== undefined) {
      await sink.put(tables.parent.batch(page.rows));
    }
    for (const rows of page.children) {
      await this.#takeChildren(rows);
    }
    return tables.open;
  }

  /** The child’s rows of one page of parents: what is inlined now, and the rest as its own endpoint brings it. */
  async #takeChildren({ resource, rows, more, error }: ChildRows): Promise<void> {
    const { tables, sink } = this.#options;
    const child = tables.children.find(({ name }) => name === resource);
    if (child === undefined) {
      return;
    }
    await sink.put(error === undefined ? child.batch(rows) : child.end(error));
    for (const { parent, after } of more) {
      await this.#complete(child, { child: resource, parent, after: [...after] });
    }
  }

  /** Starts to complete one object’s child list, once there is a place for it. */
  async #complete(child: TableRead, pending: PendingChildren): Promise<void> {
    while (this.#completions.size >= mostCompletions) {
      await Promise.race(this.#completions);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#completions.add(promise);
    this.#tasks.start(async () => {
      try {
        await this.#takeRest(child, pending);
      } finally {
        this.#completions.delete(promise);
        resolve();
      }
    });
  }

  /** Goes on after the last inlined one. */
  async #takeRest(child: TableRead, pending: PendingChildren): Promise<void> {
    const { client, sink } = this.#options;
    if (!child.open || this.#tasks.failed) {
      return;
    }
    const left = { ...pending };
    this.#pending.add(left);
    try {
      for await (const rest of readRestOfChildren(client, child, pending.parent, pending.after)) {
        await sink.put(child.batch(rest.objects.map((object) => child.map(object, pending.parent))));
        if (!child.open || this.#tasks.failed) {
          return;
        }
        if (rest.hasMore) {
          left.after = lastIds(rest);
          await this.#report();
        }
      }
    } catch (error) {
      await sink.put(child.end(error));
    } finally {
      this.#pending.delete(left);
    }
    await this.#report();
  }

  async #report(): Promise<void> {
    const { tables, sink, startedAt, resumableAs: id } = this.#options;
    const { progress: ranges, pagesLeft, unsettledSince } = this.#listing;
    const progress = {
      startedAt: startedAt(),
      ranges,
      pending: [...this.#pending],
      ...(Number.isFinite(unsettledSince) ? { unsettledSince } : {}),
    };
    // A table that failed misses rows from then on: a later run has to go on from before that.
    const isResumable = id !== undefined && tables.wanted.every(({ open }) => open);
    await sink.put([
      { kind: 'remaining', resource: tables.lead.name, requests: pagesLeft },
      ...(isResumable ? tables.lead.state(writeState({ kind: 'listing', id, progress })) : []),
    ]);
  }
}

import type { CatalogTable } from './catalog.ts';
import { mostUrgent, type Query, type RequestCost, type StripeClient } from './client.ts';
import { CreatedRange, type PageTimes } from './createdRange.ts';
import { type ListedObject, listPages, type Page } from './listing.ts';
import type { TaskGroup } from './taskGroup.ts';

export interface ParallelListingOptions {
  readonly client: StripeClient;
  readonly table: CatalogTable;
  readonly query: Query;
  readonly cost: RequestCost;
  /** Takes the tasks that read. */
  readonly tasks: TaskGroup;
  /** Takes a page; the reader that brings it waits. False for “enough”. */
  readonly onPage: (page: Page) => Promise<boolean>;
  /** Whether the rows are taken as fast as they come. */
  readonly isKeepingUp: () => boolean;
}

/** How many pages an open range is taken to have at least. */
const fewestPages = 4;

/**
 * Reads a top-level list to its end. A list that can be filtered by time of creation is read by several readers, each in a
 * range of its own, as soon as there are requests to spare: whenever one has a page, it may leave the older half of what it
 * has left to another. What is created after the first page was read stays out, as it does for a single reader.
 */
export class ParallelListing {
  readonly #options: ParallelListingOptions;
  readonly #ranges = new Set<CreatedRange>();
  /** The name of the filter, as long as the list can be split. */
  #parameter: string | undefined;
  #pagesRead = 0;

  constructor(options: ParallelListingOptions) {
    this.#options = options;
    this.#parameter = options.table.createdFilter?.parameter;
  }

  start(): void {
    this.#startRange(new CreatedRange());
  }

  #startRange(range: CreatedRange): void {
    this.#ranges.add(range);
    this.#options.tasks.start(async () => {
      await this.#read(range);
      this.#ranges.delete(range);
    });
  }

  async #read(range: CreatedRange): Promise<void> {
    const { client, table, query, cost, tasks, onPage } = this.#options;
    const filter = table.createdFilter?.parameter;
    const nextRequest = () => ({
      path: table.path,
      endpoint: table.path,
      paged: table.paged,
      query: { ...query, ...(filter === undefined ? {} : range.query(filter)) },
      urgency: this.#urgency(),
    });
    for await (const page of listPages(client, nextRequest, cost)) {
      this.#pagesRead += 1;
      this.#advance(range, page);
      if (page.hasMore) {
        this.#splitIfWorthwhile(range);
      }
      if (!(await onPage(page)) || tasks.failed) {
        return;
      }
    }
  }

  /** Follows the page; a list whose objects are not where its filter says is not split any further. */
  #advance(range: CreatedRange, page: Page): void {
    if (this.#parameter === undefined || page.objects.length === 0) {
      return;
    }
    const times = timesOf(page.objects, this.#options.table.createdFilter?.field ?? '');
    if (times === undefined || !range.holds(times)) {
      this.#parameter = undefined;
    } else {
      range.advance(times);
    }
  }

  #splitIfWorthwhile(range: CreatedRange): void {
    const { client, table, isKeepingUp } = this.#options;
    // One request is for the reader’s own next page.
    if (this.#parameter === undefined || client.spareRequests(table.path) < 2 || !isKeepingUp()) {
      return;
    }
    const lengths = [...this.#ranges].filter((other) => !other.isOpen).map((other) => other.pagesLeft);
    const older = range.pagesLeft * 2 >= Math.max(0, ...lengths) ? range.split() : undefined;
    if (older !== undefined) {
      this.#startRange(older);
    }
  }

  /** The pages left, so that the longest list is not left to the end alone. A list that has one reader cannot catch up. */
  #urgency(): number {
    if (this.#parameter === undefined || this.#pagesRead === 0) {
      return mostUrgent;
    }
    let pages = 0;
    for (const range of this.#ranges) {
      // Of an open range all that is known is what was there so far.
      pages += range.isOpen ? Math.max(fewestPages, this.#pagesRead) : range.pagesLeft;
    }
    return pages;
  }
}

/** When the objects were created; undefined where they don’t say so, or are not in the order of it. */
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

import { mostUrgent, type Query, type StripeClient } from '../api/client.ts';
import { StripeRequestError } from '../api/requestError.ts';
import type { CatalogTable } from '../catalog/catalog.ts';
import { lastIds, type PageOutline } from '../pages/page.ts';
import { CreatedRange } from './createdRange.ts';
import { type GetPage, listPages } from './listing.ts';
import type { RangeProgress } from './syncState.ts';
import type { TaskGroup } from './taskGroup.ts';

export interface ParallelListingOptions<P extends PageOutline> {
  readonly client: StripeClient;
  readonly table: CatalogTable;
  readonly query: Query;
  readonly getPage: GetPage<P>;
  /** Takes the tasks that read. */
  readonly tasks: TaskGroup;
  /** What to read, at least one range; all of the list unless given. */
  readonly ranges?: readonly RangeProgress[];
  /** What is known of the objects that were read before; see {@link ParallelListing.unsettledSince}. */
  readonly unsettledSince?: number | undefined;
  /** Takes a page; the reader that brings it waits. False for “enough”. */
  readonly onPage: (page: P) => Promise<boolean>;
  /** Told when a page was taken, so that {@link ParallelListing.progress} has changed. */
  readonly onProgress?: () => Promise<void>;
  /** Whether the rows are taken as fast as they come. */
  readonly isKeepingUp: () => boolean;
}

/** One reader’s part of the list. */
interface Reader {
  readonly range: CreatedRange;
  /** The last objects that were taken, the last one last. */
  after: readonly string[];
  /** When the last of them was created. */
  position: number | undefined;
}

/** How many pages an open range is taken to have at least. */
const fewestPages = 4;

/**
 * Reads a top-level list to its end. A list that can be filtered by time of creation is read by several readers, each in a
 * range of its own, as soon as there are requests to spare: whenever one has a page, it may leave the older half of what it
 * has left to another. What is created after the first page was read stays out, as it does for a single reader.
 */
export class ParallelListing<P extends PageOutline> {
  readonly #options: ParallelListingOptions<P>;
  readonly #readers = new Set<Reader>();
  /** The name of the filter, as long as the list can be split. */
  #parameter: string | undefined;
  #pagesRead = 0;
  #unsettledSince: number;

  constructor(options: ParallelListingOptions<P>) {
    this.#options = options;
    this.#unsettledSince = options.unsettledSince ?? Number.POSITIVE_INFINITY;
    this.#parameter = options.table.createdFilter?.parameter;
  }

  start(): void {
    for (const { from, before, after, position } of this.#options.ranges ?? [{ after: [] }]) {
      this.#startReader({ range: new CreatedRange(from, before), after, position });
    }
  }

  /** What is not taken yet. */
  get progress(): RangeProgress[] {
    return [...this.#readers].map(({ range, after, position }) => ({
      ...range.bounds,
      after: [...after],
      ...(position === undefined ? {} : { position }),
    }));
  }

  /** When the oldest object was created, of those that were read, that may still change; infinite where there is none. */
  get unsettledSince(): number {
    return this.#unsettledSince;
  }

  /** How many pages are left, or undefined where nobody knows yet. */
  get pagesLeft(): number | undefined {
    const ranges = [...this.#readers].map(({ range }) => range);
    return this.#parameter === undefined || ranges.some((range) => range.isOpen)
      ? undefined
      : Math.ceil(ranges.reduce((sum, range) => sum + range.pagesLeft, 0));
  }

  #startReader(reader: Reader): void {
    this.#readers.add(reader);
    this.#options.tasks.start(() => this.#read(reader));
  }

  async #read(reader: Reader): Promise<void> {
    const { table, query, getPage, tasks, onPage, onProgress } = this.#options;
    const { range } = reader;
    const filter = table.createdFilter?.parameter;
    const nextRequest = () => ({
      path: table.path,
      endpoint: table.path,
      paged: table.paged,
      query: { ...query, ...(filter === undefined ? {} : range.query(filter)) },
      urgency: this.#urgency(),
    });
    const { after } = reader;
    try {
      for await (const page of listPages(getPage, nextRequest, after)) {
        this.#pagesRead += 1;
        this.#unsettledSince = Math.min(
          this.#unsettledSince,
          page.unsettledSince ?? Number.POSITIVE_INFINITY,
        );
        const position = this.#advance(range, page);
        if (page.hasMore) {
          this.#splitIfWorthwhile(range);
        }
        if (!(await onPage(page)) || tasks.failed) {
          return;
        }
        if (page.hasMore) {
          reader.after = lastIds(page);
          reader.position = position;
        } else {
          this.#readers.delete(reader);
        }
        await onProgress?.();
      }
    } catch (error) {
      if (after.length > 0 && error instanceof StripeRequestError && error.isMissingCursor) {
        this.#readAgain(reader);
      } else {
        throw error;
      }
    }
  }

  /** Where the objects to go on after were all deleted: from the second in which the last one was created. */
  #readAgain(reader: Reader): void {
    const { from, before } = reader.range.bounds;
    this.#readers.delete(reader);
    this.#startReader({
      range: new CreatedRange(from, reader.position === undefined ? before : reader.position + 1),
      after: [],
      position: undefined,
    });
  }

  /**
   * Follows the page; a list whose objects are not where its filter says is not split any further.
   * @returns When the page’s last object was created, where that can be relied on.
   */
  #advance(range: CreatedRange, { ids, times }: PageOutline): number | undefined {
    if (this.#parameter === undefined || ids.length === 0) {
      return undefined;
    }
    if (times === undefined || !range.holds(times)) {
      this.#parameter = undefined;
      return undefined;
    }
    range.advance(times);
    return times.oldest;
  }

  #splitIfWorthwhile(range: CreatedRange): void {
    const { client, table, isKeepingUp } = this.#options;
    // One request is for the reader’s own next page.
    if (this.#parameter === undefined || client.spareRequests(table.path) < 2 || !isKeepingUp()) {
      return;
    }
    const closed = [...this.#readers].filter((other) => !other.range.isOpen);
    const longest = Math.max(0, ...closed.map((other) => other.range.pagesLeft));
    const older = range.pagesLeft * 2 >= longest ? range.split() : undefined;
    if (older !== undefined) {
      this.#startReader({ range: older, after: [], position: undefined });
    }
  }

  /** The pages left, so that the longest list is not left to the end alone. A list that has one reader cannot catch up. */
  #urgency(): number {
    if (this.#parameter === undefined || this.#pagesRead === 0) {
      return mostUrgent;
    }
    let pages = 0;
    for (const { range } of this.#readers) {
      // Of an open range all that is known is what was there so far.
      pages += range.isOpen ? Math.max(fewestPages, this.#pagesRead) : range.pagesLeft;
    }
    return pages;
  }
}

import type { PageTimes } from '../pages/page.ts';

/** A range is not cut into parts of less than a page: each part ends with a page that is only partly full. */
const leastPages = 2;

/** How far the first cut goes into a list whose length nobody knows, and how much farther each further one. */
const firstReachPages = 4;
const reachGrowth = 4;

/** No account is older than Stripe (January 2011). Only a guess of where to cut: what is older is listed all the same. */
const stripesBeginning = 1_293_840_000;

/** In the place of 0, where all that was read was created in one second. */
const leastSecondsPerPage = 0.01;

const objectsPerPage = 100;

/**
 * The objects that were created in a span of time, while they are listed from the newest to the oldest. What is not listed
 * yet can be cut in two at a whole second: this range keeps the newer part and the second that it stands in, where its
 * cursor tells what is listed already; the older part is a range of its own. So each object is in exactly one of them.
 */
export class CreatedRange {
  /** The first second that is not part of it any more; undefined where it has no end. */
  readonly #before: number | undefined;
  /** The first second that is part of it; undefined where it goes back to the first object. */
  #from: number | undefined;
  /** How far the cuts have reached that made it, in seconds. */
  readonly #reach: number;
  #secondsPerPage: number | undefined;
  #newest: number | undefined;
  #position: number | undefined;
  #objects = 0;

  constructor(from?: number, before?: number, guess: { secondsPerPage?: number; reach?: number } = {}) {
    this.#from = from;
    this.#before = before;
    this.#secondsPerPage = guess.secondsPerPage;
    this.#reach = guess.reach ?? 0;
  }

  /** The first second that is part of it, and the first that is not any more; without them it has no such end. */
  get bounds(): { readonly from?: number; readonly before?: number } {
    return {
      ...(this.#from === undefined ? {} : { from: this.#from }),
      ...(this.#before === undefined ? {} : { before: this.#before }),
    };
  }

  /** The filter of the next request, for a list that calls it so. */
  query(parameter: string): Record<string, number> {
    return {
      ...(this.#from === undefined ? {} : { [`${parameter}[gte]`]: this.#from }),
      ...(this.#before === undefined ? {} : { [`${parameter}[lt]`]: this.#before }),
    };
  }

  /** Whether a page can be one of this range; if not, the list does not heed its filter. */
  holds({ newest, oldest }: PageTimes): boolean {
    return (
      (this.#before === undefined || newest < this.#before) &&
      (this.#from === undefined || oldest >= this.#from)
    );
  }

  /** Goes on to the end of a page. */
  advance({ newest, oldest, count }: PageTimes): void {
    this.#newest ??= newest;
    this.#position = oldest;
    this.#objects += count;
    const pages = this.#objects / objectsPerPage;
    this.#secondsPerPage = Math.max(leastSecondsPerPage, (this.#newest - oldest) / pages);
  }

  /** Whether it goes back to the list’s first object, and nobody knows how many are left. */
  get isOpen(): boolean {
    return this.#from === undefined;
  }

  /** How many pages are left, if they go on as before. Infinite for an open range, 0 before its first page. */
  get pagesLeft(): number {
    if (this.#position === undefined || this.#secondsPerPage === undefined) {
      return 0;
    }
    return this.#from === undefined
      ? Number.POSITIVE_INFINITY
      : (this.#position - this.#from) / this.#secondsPerPage;
  }

  /** Cuts off the older part; undefined where that would not be worth a request. */
  split(): CreatedRange | undefined {
    const cut = this.#cut();
    if (cut === undefined || this.#position === undefined || this.#secondsPerPage === undefined) {
      return undefined;
    }
    const older = new CreatedRange(this.#from, cut, {
      secondsPerPage: this.#secondsPerPage,
      reach: this.#position - cut,
    });
    this.#from = cut;
    return older;
  }

  #cut(): number | undefined {
    const position = this.#position;
    const secondsPerPage = this.#secondsPerPage;
    if (position === undefined || secondsPerPage === undefined) {
      return undefined;
    }
    const reach = Math.ceil(Math.max(firstReachPages * secondsPerPage, reachGrowth * this.#reach));
    if (this.#from === undefined && position - reach > stripesBeginning) {
      return position - reach;
    }
    const from = this.#from ?? stripesBeginning;
    const worthIt = position > from && (position - from) / secondsPerPage >= leastPages;
    return worthIt ? from + Math.ceil((position - from) / 2) : undefined;
  }
}

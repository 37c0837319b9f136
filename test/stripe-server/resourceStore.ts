/** An object of the API, as JSON holds it. */
export interface StripeObject {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** One object of a list: what paging and the common filters look at, and where its JSON lies. */
interface StoredObject {
  readonly id: string;
  readonly created: number;
  /** The order of making; decides among objects of one second. */
  readonly sequence: number;
  readonly customer: string | undefined;
  readonly status: string | undefined;
  readonly hasTestClock: boolean;
  readonly text: TextPlace;
}

interface TextPlace {
  readonly slab: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps JSON as bytes, many objects in one buffer: outside the JavaScript heap, so that ten thousand customers fit, and
 * ready to be sent.
 */
class TextSlabs {
  private static readonly smallest = 64 * 1024;
  private static readonly largest = 8 * 1024 * 1024;
  private slab = Buffer.alloc(0);
  private used = 0;

  add(text: string): TextPlace {
    const size = Buffer.byteLength(text);
    if (this.used + size > this.slab.length) {
      const next = Math.min(TextSlabs.largest, Math.max(TextSlabs.smallest, 2 * this.slab.length));
      this.slab = Buffer.allocUnsafe(Math.max(size, next));
      this.used = 0;
    }
    const start = this.used;
    this.used += this.slab.write(text, start);
    return { slab: this.slab, start, end: this.used };
  }
}

export interface PageRequest {
  readonly limit: number;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
  /** Seconds, both included. */
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly customer?: string | undefined;
  /** Which states are listed; undefined for all. */
  readonly hasStatus?: ((status: string | undefined) => boolean) | undefined;
  /** Whether objects of test clocks are left out. */
  readonly withoutTestClocks?: boolean | undefined;
  /** Any other filter; it costs parsing the objects. */
  readonly matches?: ((object: StripeObject) => boolean) | undefined;
}

export interface Page {
  /** The JSON of each object, newest first. */
  readonly items: readonly Buffer[];
  readonly hasMore: boolean;
}

/** All objects of one list, in the order in which Stripe lists them: newest first. */
export class ResourceStore {
  private readonly slabs = new TextSlabs();
  private readonly byId = new Map<string, StoredObject>();
  /** Oldest first, so that what is new goes to the end. */
  private readonly ordered: StoredObject[] = [];
  private sorted = true;
  private made = 0;
  private readonly timeField: string;

  /** @param timeField The field that holds the time of creation. */
  constructor(timeField: string) {
    this.timeField = timeField;
  }

  get size(): number {
    return this.byId.size;
  }

  /** Adds an object, or puts it in the place of the one with its id. */
  put(object: StripeObject): void {
    const previous = this.byId.get(object.id);
    const created = object[this.timeField];
    const stored: StoredObject = {
      id: object.id,
      created: typeof created === 'number' ? created : 0,
      sequence: previous?.sequence ?? this.made++,
      customer: typeof object['customer'] === 'string' ? object['customer'] : undefined,
      status: typeof object['status'] === 'string' ? object['status'] : undefined,
      hasTestClock: typeof object['test_clock'] === 'string',
      text: this.slabs.add(JSON.stringify(object)),
    };
    this.byId.set(object.id, stored);
    if (previous === undefined) {
      const last = this.ordered.at(-1);
      this.sorted &&= last === undefined || compare(last, stored) < 0;
      this.ordered.push(stored);
    } else {
      this.ordered[this.positionOf(previous)] = stored;
      this.sorted &&= previous.created === stored.created;
    }
  }

  remove(id: string): void {
    const stored = this.byId.get(id);
    if (stored !== undefined) {
      this.ordered.splice(this.positionOf(stored), 1);
      this.byId.delete(id);
    }
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  get(id: string): StripeObject | undefined {
    const stored = this.byId.get(id);
    return stored === undefined ? undefined : parse(stored);
  }

  /** All objects, newest first. */
  *all(): Generator<StripeObject> {
    this.sort();
    for (let index = this.ordered.length - 1; index >= 0; index--) {
      const stored = this.ordered[index];
      if (stored !== undefined) {
        yield parse(stored);
      }
    }
  }

  /** One page. The cursors must be ids of objects that exist. */
  page(request: PageRequest): Page {
    this.sort();
    const newest = this.firstCreatedAfter(request.createdTo ?? Number.POSITIVE_INFINITY) - 1;
    const oldest = this.firstCreatedAfter((request.createdFrom ?? Number.NEGATIVE_INFINITY) - 1);
    if (request.endingBefore !== undefined) {
      const from = Math.max(oldest, this.positionOfId(request.endingBefore) + 1);
      const found = this.collect(request, from, newest, 1);
      return { items: found.items.toReversed(), hasMore: found.hasMore };
    }
    const from =
      request.startingAfter === undefined
        ? newest
        : Math.min(newest, this.positionOfId(request.startingAfter) - 1);
    return this.collect(request, from, oldest, -1);
  }

  private collect(request: PageRequest, from: number, to: number, step: 1 | -1): Page {
    const items: Buffer[] = [];
    for (let index = from; step > 0 ? index <= to : index >= to; index += step) {
      const stored = this.ordered[index];
      if (stored !== undefined && isListed(stored, request)) {
        if (items.length === request.limit) {
          return { items, hasMore: true };
        }
        items.push(textOf(stored));
      }
    }
    return { items, hasMore: false };
  }

  private sort(): void {
    if (!this.sorted) {
      this.ordered.sort(compare);
      this.sorted = true;
    }
  }

  private positionOfId(id: string): number {
    const stored = this.byId.get(id);
    if (stored === undefined) {
      throw new RangeError(`There is no ${id}.`);
    }
    return this.positionOf(stored);
  }

  private positionOf(stored: StoredObject): number {
    this.sort();
    return this.search((other) => compare(other, stored) >= 0);
  }

  private firstCreatedAfter(time: number): number {
    return this.search((stored) => stored.created > time);
  }

  /** The position of the first object that the test holds for; it must hold for all after it too. */
  private search(test: (stored: StoredObject) => boolean): number {
    let low = 0;
    let high = this.ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const stored = this.ordered[middle];
      if (stored === undefined || test(stored)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

function compare(a: StoredObject, b: StoredObject): number {
  return a.created - b.created || a.sequence - b.sequence;
}

function isListed(stored: StoredObject, request: PageRequest): boolean {
  return (
    (request.customer === undefined || stored.customer === request.customer) &&
    (request.hasStatus === undefined || request.hasStatus(stored.status)) &&
    (request.withoutTestClocks !== true || !stored.hasTestClock) &&
    (request.matches === undefined || request.matches(parse(stored)))
  );
}

function textOf({ text }: StoredObject): Buffer {
  return text.slab.subarray(text.start, text.end);
}

function parse(stored: StoredObject): StripeObject {
  return JSON.parse(textOf(stored).toString()) as StripeObject;
}

import { compareKeys, type SortKey } from './sortKeys.ts';

/** What rows are sorted by in one term of the order. */
export interface SortTerm {
  /** Each row's. */
  readonly keys: readonly SortKey[];
  readonly descending: boolean;
  /** Whether all texts are ASCII: more of their characters are compared at once. */
  readonly isAscii: boolean;
}

/** Rows that stand beside each other, but not in their order yet. */
interface Range {
  readonly from: number;
  readonly to: number;
  /** They are equal in all terms before this one, */
  readonly term: number;
  /** and in this one before this place: {@link value}, {@link kind}, or an index into texts. */
  readonly place: number;
  /** Whether their digits at that place are known. */
  readonly hasDigits: boolean;
}

/** The first place of a key: what it is as a number. What is no number stands before or after them all. */
const value = -2;
/** The second place: it tells apart what is not one number, and integers that are equal only as they are rounded. */
const kind = -1;

/** So few rows are put in their order one by one. */
const fewRows = 24;

/** How many rows are looked at between two looks at the clock. */
const stepRows = 20_000;

/**
 * Finds the order of rows in turns, that of the first ones before all others.
 *
 * Multikey quicksort (Bentley and Sedgewick, Fast Algorithms for Sorting and Searching Strings, 1997). Several characters
 * make up one digit, so that numbers in a typed array are compared. Of the ranges that a pivot leaves, the one in front
 * is always the next (Paredes and Navarro, Optimal Incremental Sorting, 2006).
 */
export class KeySort {
  readonly #terms: readonly SortTerm[];
  /** Indexes of keys, and the digit of each that is compared now. */
  readonly #order: Uint32Array;
  readonly #digits: Float64Array;
  /** The one in front is the last. */
  readonly #ranges: Range[];
  readonly #steps: Generator<void, void>;
  #sorted = 0;
  #complete = false;

  /** @param count How many keys each term has. */
  constructor(terms: readonly SortTerm[], count: number) {
    this.#terms = terms;
    this.#order = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) {
      this.#order[index] = index;
    }
    this.#digits = new Float64Array(count);
    this.#ranges = [{ from: 0, to: count, term: 0, place: value, hasDigits: false }];
    this.#steps = this.#sort();
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** Which keys stand in front, as far as their order is known: their indexes. Equal ones stay as they were. */
  get sorted(): Uint32Array {
    return this.#order.subarray(0, this.#sorted);
  }

  /** Goes on for some `milliseconds`. */
  advance(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (!this.#complete) {
      this.#complete = this.#steps.next().done === true;
      if (performance.now() >= end) {
        return;
      }
    }
  }

  /** Each step takes about as long as it takes to look at {@link stepRows}. */
  *#sort(): Generator<void, void> {
    let rows = 0;
    for (let range = this.#ranges.pop(); range !== undefined; range = this.#ranges.pop()) {
      const { from, to, term } = range;
      this.#sorted = from;
      if (to - from <= fewRows) {
        this.#insert(range);
      } else if (term === this.#terms.length) {
        this.#order.subarray(from, to).sort();
      } else {
        this.#divide(range.hasDigits ? range : yield* this.#withDigits(range));
      }
      rows += to - from;
      if (rows >= stepRows) {
        rows = 0;
        yield;
      }
    }
    this.#sorted = this.#order.length;
  }

  /** Digits tell most rows apart: to look at their keys, which lie anywhere in memory, takes several times as long. */
  #insert({ from, to, term, hasDigits }: Range): void {
    const order = this.#order;
    const digits = this.#digits;
    for (let at = from + 1; at < to; at += 1) {
      const row = order[at] ?? 0;
      const digit = digits[at] ?? 0;
      let place = at;
      while (place > from) {
        const other = order[place - 1] ?? 0;
        const otherDigit = digits[place - 1] ?? 0;
        const differs = hasDigits && digit !== otherDigit;
        if (differs ? digit > otherDigit : !this.#isBefore(row, other, term)) {
          break;
        }
        order[place] = other;
        digits[place] = otherDigit;
        place -= 1;
      }
      order[place] = row;
      digits[place] = digit;
    }
  }

  #isBefore(a: number, b: number, firstTerm: number): boolean {
    for (let term = firstTerm; term < this.#terms.length; term += 1) {
      const { keys, descending } = this.#term(term);
      const difference = compareKeys(keys[a] ?? null, keys[b] ?? null);
      if (difference !== 0) {
        return difference < 0 !== descending;
      }
    }
    return a < b;
  }

  /** Makes three ranges of one: of digits that are lower than one of them, of those that are equal to it, and of higher ones. */
  #divide({ from, to, term, place }: Range): void {
    const order = this.#order;
    const digits = this.#digits;
    const pivot = this.#pivot(from, to);
    let lower = from;
    let higher = to;
    for (let at = from; at < higher; ) {
      const digit = digits[at] ?? 0;
      if (digit > pivot) {
        higher -= 1;
        swap(order, digits, at, higher);
      } else {
        if (digit < pivot) {
          swap(order, digits, at, lower);
          lower += 1;
        }
        at += 1;
      }
    }
    this.#push({ from: higher, to, term, place, hasDigits: true });
    if (higher - lower > 1) {
      this.#ranges.push({
        from: lower,
        to: higher,
        ...this.#placeAfter(lower, term, place),
        hasDigits: false,
      });
    }
    this.#push({ from, to: lower, term, place, hasDigits: true });
  }

  #push(range: Range): void {
    if (range.to > range.from) {
      this.#ranges.push(range);
    }
  }

  /** The middle one of any three: no order that rows come in is a bad one. */
  #pivot(from: number, to: number): number {
    const any = () => this.#digits[from + Math.floor(Math.random() * (to - from))] ?? 0;
    const [a, b, c] = [any(), any(), any()];
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** Where rows may differ that have the same digit at a place. @param at One of them. */
  #placeAfter(at: number, term: number, place: number): { readonly term: number; readonly place: number } {
    if (place === value && !(Math.abs(this.#digits[at] ?? 0) <= Number.MAX_SAFE_INTEGER)) {
      return { term, place: kind };
    }
    const { keys, isAscii } = this.#term(term);
    const key = keys[this.#order[at] ?? 0] ?? null;
    if (typeof key === 'string' || key instanceof Uint8Array) {
      const further = place === kind ? 0 : place + (isAscii ? ascii : anyUnits).perDigit;
      // Those that have ended there have done so at the same place.
      if (further <= key.length) {
        return { term, place: further };
      }
    }
    return { term: term + 1, place: value };
  }

  *#withDigits(range: Range): Generator<void, Range> {
    const { from, to } = range;
    const { keys, descending, isAscii } = this.#term(range.term);
    const place = range.place < 0 ? range.place : yield* this.#differentPlace(range, keys);
    const digitOf = digitsAt(place, isAscii);
    const sign = descending ? -1 : 1;
    for (let step = from; step < to; step += stepRows) {
      const end = Math.min(step + stepRows, to);
      for (let at = step; at < end; at += 1) {
        this.#digits[at] = sign * digitOf(keys[this.#order[at] ?? 0] ?? null);
      }
      yield;
    }
    return { ...range, place, hasDigits: true };
  }

  /** The first place where texts differ that are equal before some place: many begin alike. */
  *#differentPlace({ from, to, place }: Range, keys: readonly SortKey[]): Generator<void, number> {
    const first = keys[this.#order[from] ?? 0] ?? null;
    let common = lengthOf(first);
    let beginning = textBetween(first, place, common);
    for (let step = from; step < to && common > place; step += stepRows) {
      const end = Math.min(step + stepRows, to);
      for (let at = step; at < end && common > place; at += 1) {
        const key = keys[this.#order[at] ?? 0] ?? null;
        // Most have all of it; to look at each character takes ten times as long.
        if (beginning !== undefined && typeof key === 'string' && key.startsWith(beginning, place)) {
          continue;
        }
        let index = place;
        while (index < common && unitAt(key, index) === unitAt(first, index)) {
          index += 1;
        }
        common = index;
        beginning = textBetween(first, place, common);
      }
      yield;
    }
    return common;
  }

  #term(index: number): SortTerm {
    const term = this.#terms[index];
    if (term === undefined) {
      throw new RangeError(`There is no term ${index}.`);
    }
    return term;
  }
}

/** How many characters, or bytes, make up a digit: as many as there are integers for that are exact. */
const ascii = { base: 0x80 + 1, perDigit: 7 };
const anyUnits = { base: 0x1_0000 + 1, perDigit: 3 };

/** One function for each array would have to tell their types apart: it takes half as long again. */
function swap(order: Uint32Array, digits: Float64Array, a: number, b: number): void {
  const index = order[a] ?? 0;
  order[a] = order[b] ?? 0;
  order[b] = index;
  const digit = digits[a] ?? 0;
  digits[a] = digits[b] ?? 0;
  digits[b] = digit;
}

function digitsAt(place: number, isAscii: boolean): (key: SortKey) => number {
  if (place === value) {
    return valueDigit;
  }
  if (place === kind) {
    return kindDigit;
  }
  const { base, perDigit } = isAscii ? ascii : anyUnits;
  return (key) => {
    let digit = 0;
    for (let index = place; index < place + perDigit; index += 1) {
      digit = digit * base + unitAt(key, index);
    }
    return digit;
  };
}

function lengthOf(key: SortKey): number {
  return typeof key === 'string' || key instanceof Uint8Array ? key.length : 0;
}

function textBetween(key: SortKey, from: number, to: number): string | undefined {
  return typeof key === 'string' ? key.slice(from, to) : undefined;
}

/** A UTF-16 unit or a byte, plus one; 0 after the end. */
function unitAt(key: SortKey, index: number): number {
  if (typeof key === 'string') {
    return index < key.length ? key.charCodeAt(index) + 1 : 0;
  }
  return key instanceof Uint8Array && index < key.length ? (key[index] ?? 0) + 1 : 0;
}

function valueDigit(key: SortKey): number {
  if (typeof key === 'number' || typeof key === 'bigint') {
    return Number(key);
  }
  return key === null ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Integers of 64 bits differ from the nearest number by less than this. */
const roundedBy = 1024;

function kindDigit(key: SortKey): number {
  if (typeof key === 'bigint') {
    return Number(key - BigInt(Number(key)));
  }
  if (typeof key === 'number') {
    return 0;
  }
  return key === null ? -roundedBy : typeof key === 'string' ? roundedBy : roundedBy + 1;
}

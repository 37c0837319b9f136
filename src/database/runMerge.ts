import { compareKeys, type SortKey } from './sortKeys.ts';

/** Rows that are in order, by their numbers. */
export interface SortedRun {
  readonly rows: readonly number[];
  /** For each term of the order, the key of each row. */
  readonly keys: readonly (readonly SortKey[])[];
}

/** How many rows go between two looks at the clock. */
const step = 512;

/**
 * Makes one order of many. Of equal rows, those of the earlier run come first.
 *
 * A tree of losers (Knuth, The Art of Computer Programming 5.4.1): each inner node keeps the run that lost there, so that
 * the next row takes one comparison a level.
 */
export class RunMerge {
  readonly #runs: readonly SortedRun[];
  readonly #descending: readonly boolean[];
  /** At 0 the run that is next; at each other node the one that lost there, at first nobody. */
  readonly #losers: Int32Array;
  readonly #positions: Int32Array;
  readonly #merged: Float64Array;
  #count = 0;

  /** @param limit How many rows are wanted at the most. */
  constructor(runs: readonly SortedRun[], descending: readonly boolean[], limit = Number.POSITIVE_INFINITY) {
    this.#runs = runs;
    this.#descending = descending;
    const total = runs.reduce((sum, { rows }) => sum + rows.length, 0);
    this.#merged = new Float64Array(Math.min(total, limit));
    this.#positions = new Int32Array(runs.length);
    this.#losers = new Int32Array(runs.length).fill(nobody);
    for (let run = runs.length - 1; run >= 0; run -= 1) {
      this.#play(run);
    }
  }

  /** How many rows are in their place. */
  get count(): number {
    return this.#count;
  }

  get complete(): boolean {
    return this.#count === this.#merged.length;
  }

  /** The rows that are in their place, from the first on. */
  get merged(): Float64Array {
    return this.#merged.subarray(0, this.#count);
  }

  /** Goes on for some `milliseconds`. */
  advance(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (!this.complete) {
      const until = Math.min(this.#count + step, this.#merged.length);
      while (this.#count < until) {
        this.#takeNext();
      }
      if (performance.now() >= end) {
        return;
      }
    }
  }

  #takeNext(): void {
    const run = this.#losers[0] ?? 0;
    const position = this.#positions[run] ?? 0;
    this.#merged[this.#count] = this.#runs[run]?.rows[position] ?? 0;
    this.#count += 1;
    this.#positions[run] = position + 1;
    this.#play(run);
  }

  /** The next row of a run goes up the tree, as far as it wins. */
  #play(run: number): void {
    let winner = run;
    for (let node = (run + this.#runs.length) >> 1; node > 0; node >>= 1) {
      const other = this.#losers[node] ?? nobody;
      if (this.#isBefore(other, winner)) {
        this.#losers[node] = winner;
        winner = other;
      }
    }
    this.#losers[0] = winner;
  }

  #isBefore(a: number, b: number): boolean {
    if (a === nobody || b === nobody) {
      return a === nobody;
    }
    const left = this.#runs[a];
    const right = this.#runs[b];
    const atLeft = this.#positions[a] ?? 0;
    const atRight = this.#positions[b] ?? 0;
    if (left === undefined || atLeft >= left.rows.length) {
      return false;
    }
    if (right === undefined || atRight >= right.rows.length) {
      return true;
    }
    for (let term = 0; term < this.#descending.length; term += 1) {
      const order = compareKeys(left.keys[term]?.[atLeft] ?? null, right.keys[term]?.[atRight] ?? null);
      if (order !== 0) {
        return order < 0 !== this.#descending[term];
      }
    }
    return a < b;
  }
}

/** Wins against all: until each run has played once. */
const nobody = -1;

const pageBits = 1 << 16;

/**
 * A set of row numbers: one bit each, in pages made when needed, so that a million rows take 125 kB and a stray
 * large number no more than a page.
 */
export class RowSet {
  readonly #pages = new Map<number, Uint8Array>();

  get isEmpty(): boolean {
    return this.#pages.size === 0;
  }

  add(row: number): void {
    const key = Math.floor(row / pageBits);
    let page = this.#pages.get(key);
    if (page === undefined) {
      page = new Uint8Array(pageBits / 8);
      this.#pages.set(key, page);
    }
    const bit = row - key * pageBits;
    page[bit >> 3] = (page[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  has(row: number): boolean {
    const key = Math.floor(row / pageBits);
    const bit = row - key * pageBits;
    return (((this.#pages.get(key)?.[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
  }

  /**
   * Those of some rows that are in the set, or are not, in the order given. (For a million rows `filter` takes 160 ms, this
   * 40: 2026-11.)
   */
  pick(rows: Float64Array, those: 'within' | 'without'): Float64Array {
    const picked = new Float64Array(rows.length);
    const wanted = those === 'within';
    let count = 0;
    for (const row of rows) {
      if (this.has(row) === wanted) {
        picked[count] = row;
        count += 1;
      }
    }
    return picked.slice(0, count);
  }
}

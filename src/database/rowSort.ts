import { orderTerms } from './conditions.ts';
import { KeySort } from './keySort.ts';
import { firstRows, type OrderTerm, type RowFilter } from './rowQueries.ts';
import { RowScan } from './rowScan.ts';
import { isAscii, SharedKeys, type SortKey, sortKey } from './sortKeys.ts';
import type { Sqlite, StoredValue } from './sqlite.ts';
import { rowNumber, type Table } from './tables.ts';

/** So long, in UTF-16 code units, are the texts that are held to sort by. */
const maxKeyLength = 128_000_000;

/** What one term of the order is about. */
interface TermKeys {
  readonly keys: SortKey[];
  readonly shared: SharedKeys;
  readonly descending: boolean;
  isAscii: boolean;
}

/**
 * Sorts rows in turns: reads what they are sorted by, and then finds their order. A statement that sorts them cannot be
 * interrupted, and takes longer.
 */
export class RowSort {
  readonly #scan: RowScan;
  readonly #terms: readonly TermKeys[];
  readonly #rows: number[] = [];
  #sort: KeySort | undefined;
  #sorted: Float64Array | undefined;
  #keyLength = 0;

  constructor(sqlite: Sqlite, table: Table, filter: RowFilter, orderBy: readonly OrderTerm[]) {
    this.#scan = new RowScan(sqlite, table, filter, {
      select: [rowNumber(table), ...orderTerms(table, orderBy)].join(),
    });
    this.#terms = orderBy.map(({ descending }) => ({
      keys: [],
      shared: new SharedKeys(),
      descending,
      isAscii: true,
    }));
  }

  /** How many rows the filter lets through, of those that were looked at. */
  get matched(): number {
    return this.#rows.length;
  }

  /** The texts to sort by are too long to be held. */
  get isTooLarge(): boolean {
    return this.#keyLength > maxKeyLength;
  }

  /** The first rows' numbers, in their order, as far as it is known. */
  get first(): Float64Array {
    return this.#sorted?.subarray(0, firstRows) ?? this.#numbers(firstRows);
  }

  /** All rows' numbers, in their order; undefined until it is known. */
  get sorted(): Float64Array | undefined {
    return this.#sorted;
  }

  /** Goes on for some `milliseconds`. */
  advance(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    if (this.#sort === undefined) {
      this.#read(milliseconds);
    }
    this.#sort?.advance(end - performance.now());
    if (this.#sort?.complete) {
      this.#sorted = this.#numbers();
    }
  }

  #read(milliseconds: number): void {
    this.#scan.advance(
      milliseconds,
      (statement, parameters) => statement.eachExact(parameters, (cells) => this.#add(cells)),
      () => this.isTooLarge,
    );
    if (this.#scan.complete) {
      this.#sort = new KeySort(this.#terms, this.#rows.length);
    }
  }

  #add(cells: readonly StoredValue[]): void {
    this.#rows.push(Number(cells[0]));
    let cell = 1;
    for (const term of this.#terms) {
      const stored = cells[cell] ?? null;
      if (typeof stored === 'string') {
        term.keys.push(term.shared.get(stored) ?? this.#newKey(stored, term));
      } else {
        // A byte may be beyond ASCII.
        term.isAscii &&= !(stored instanceof Uint8Array);
        this.#keyLength += stored instanceof Uint8Array ? stored.length : 0;
        term.keys.push(stored);
      }
      cell += 1;
    }
  }

  #newKey(text: string, term: TermKeys): SortKey {
    this.#keyLength += text.length;
    term.isAscii &&= isAscii(text);
    const key = term.isAscii ? text : sortKey(text);
    term.shared.add(text, key);
    return key;
  }

  #numbers(limit = Number.POSITIVE_INFINITY): Float64Array {
    const order = this.#sort?.sorted ?? new Uint32Array();
    const numbers = new Float64Array(Math.min(order.length, limit));
    for (let at = 0; at < numbers.length; at += 1) {
      numbers[at] = this.#rows[order[at] ?? 0] ?? 0;
    }
    return numbers;
  }
}

import { orderSql, orderTerms } from './conditions.ts';
import type { OrderTerm, RowFilter } from './rowQueries.ts';
import { RowScan } from './rowScan.ts';
import { RunMerge, type SortedRun } from './runMerge.ts';
import { type SortKey, sortKey } from './sortKeys.ts';
import type { Sqlite, Statement, StoredValue } from './sqlite.ts';
import { rowNumber, type Table } from './tables.ts';

/** So long, in UTF-16 code units, are the texts that are held to sort by. */
const maxKeyLength = 128_000_000;

/**
 * Sorts rows in turns: SQLite sorts one part of the table after the other, and the parts are merged. That takes no longer
 * than a statement that sorts all of them, as parts fit into the processor's caches.
 */
export class RowSort {
  readonly #scan: RowScan;
  readonly #orderBy: readonly OrderTerm[];
  readonly #limit: number;
  #runs: SortedRun[] = [];
  #merge: RunMerge | undefined;
  #matched = 0;
  #keyLength = 0;

  /** @param limit How many rows are wanted, from the first on. */
  constructor(
    sqlite: Sqlite,
    table: Table,
    filter: RowFilter,
    orderBy: readonly OrderTerm[],
    limit = Number.POSITIVE_INFINITY,
  ) {
    this.#orderBy = orderBy;
    this.#limit = limit;
    this.#scan = new RowScan(sqlite, table, filter, {
      select: [rowNumber(table), ...orderTerms(table, orderBy)].join(),
      rest: `${orderSql(table, orderBy)}${Number.isFinite(limit) ? ` LIMIT ${limit}` : ''}`,
    });
  }

  /** How many rows the filter lets through, of those that were looked at. */
  get matched(): number {
    return this.#matched;
  }

  get complete(): boolean {
    return this.#merge?.complete ?? false;
  }

  /** The texts to sort by are too long to be held. */
  get isTooLarge(): boolean {
    return this.#keyLength > maxKeyLength;
  }

  /** The rows' numbers, in their order, as soon as it is complete. */
  get rows(): Float64Array {
    return this.#merge?.merged ?? new Float64Array();
  }

  /** Goes on for some `milliseconds`. */
  advance(milliseconds: number): void {
    if (this.#merge !== undefined) {
      this.#merge.advance(milliseconds);
      return;
    }
    this.#scan.advance(
      milliseconds,
      (statement, parameters) => this.#addRun(statement, parameters),
      () => this.isTooLarge,
    );
    if (this.#scan.complete) {
      const descending = this.#orderBy.map((term) => term.descending);
      this.#merge = new RunMerge(this.#runs, descending, this.#limit);
      this.#runs = [];
    }
  }

  #addRun(statement: Statement, parameters: Parameters<Statement['eachStored']>[0]): void {
    const rows: number[] = [];
    const keys = this.#orderBy.map((): SortKey[] => []);
    statement.eachExact(parameters, (cells) => {
      rows.push(Number(cells[0]));
      for (let term = 0; term < keys.length; term += 1) {
        this.#addKey(keys[term] ?? [], cells[term + 1] ?? null);
      }
    });
    if (rows.length > 0) {
      this.#matched += rows.length;
      this.#runs.push({ rows, keys });
    }
  }

  /** Equal texts follow each other: one is held. */
  #addKey(keys: SortKey[], value: StoredValue): void {
    const last = keys.at(-1) ?? null;
    const key = sortKey(value);
    if (key === last) {
      keys.push(last);
      return;
    }
    this.#keyLength += typeof key === 'string' || key instanceof Uint8Array ? key.length : 0;
    keys.push(key);
  }
}

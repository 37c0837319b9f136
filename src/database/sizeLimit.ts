import * as l10n from '@vscode/l10n';
import { DatabaseError } from './api.ts';
import type { Sqlite, Statement } from './sqlite.ts';

/**
 * How large the database may grow. It is held in memory, and memory that runs out in the middle of something takes
 * everything with it: so growth ends before.
 */
export class SizeLimit {
  readonly #sqlite: Sqlite;
  readonly #pageCount: Statement;
  readonly #pageSize: number;
  maxBytes = Number.POSITIVE_INFINITY;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    this.#pageCount = sqlite.prepare('PRAGMA page_count');
    this.#pageSize = sqlite.number('PRAGMA page_size');
  }

  /** The size of the database's file, in bytes, as it would be saved now. */
  get bytes(): number {
    return (this.#pageCount.firstNumbers([])?.[0] ?? 0) * this.#pageSize;
  }

  /**
   * Does work that may let the database grow; inside a transaction, which must be rolled back where this throws.
   * @throws DatabaseError sizeLimit where it grew beyond the limit. What does not grow it is always done.
   */
  keep<T>(work: () => T): T {
    return this.#keepBelow(this.maxBytes, work);
  }

  /**
   * Does work that can be done without, inside a transaction: where it leaves little room for rows, it is undone.
   * @returns Whether it is done.
   */
  keepSparing(work: () => void): boolean {
    try {
      this.#sqlite.savepoint(() => this.#keepBelow(this.maxBytes * (1 - sparedShare), work));
      return true;
    } catch (error) {
      if (DatabaseError.is(error, 'sizeLimit')) {
        return false;
      }
      throw error;
    }
  }

  #keepBelow<T>(maxBytes: number, work: () => T): T {
    const before = this.bytes;
    const result = work();
    const after = this.bytes;
    if (after > maxBytes && after > before) {
      throw new DatabaseError(
        'sizeLimit',
        l10n.t(
          'The database has reached {0} MB, and the setting dataflows.maxDatabaseSizeMB lets it grow to {1} MB. What was imported is kept. Leave tables out, remove a dataflow or raise the limit, then run again.',
          megabytes(before),
          megabytes(this.maxBytes),
        ),
      );
    }
    return result;
  }
}

/** How much of the limit is for rows alone. */
const sparedShare = 0.1;

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

import * as l10n from '@vscode/l10n';
import { DatabaseError } from './api.ts';
import type { SizeLimit } from './sizeLimit.ts';
import type { Sqlite } from './sqlite.ts';
import type { Table } from './tables.ts';
import { TableWriter } from './writer.ts';

/** The writers of all open runs: one per run and table, from its first batch to the end of the run. */
export class Writers {
  readonly #sqlite: Sqlite;
  readonly #limit: SizeLimit;
  readonly #byRun = new Map<number, Map<string, TableWriter>>();

  constructor(sqlite: Sqlite, limit: SizeLimit) {
    this.#sqlite = sqlite;
    this.#limit = limit;
  }

  for(run: number, table: Table): TableWriter {
    const writers = this.#byRun.get(run) ?? new Map<string, TableWriter>();
    this.#byRun.set(run, writers);
    const key = keyOf(table.name);
    const writer =
      writers.get(key) ?? new TableWriter({ sqlite: this.#sqlite, limit: this.#limit, table, run });
    writers.set(key, writer);
    return writer;
  }

  /**
   * A writer knows which rows its run has seen; that would be lost with a change of its table, and the run's end would
   * take those rows for deleted.
   * @throws DatabaseError tableInUse
   */
  checkUnused(tables: readonly string[]): void {
    const used = tables.find((table) => [...this.#byRun.values()].some((run) => run.has(keyOf(table))));
    if (used !== undefined) {
      throw new DatabaseError(
        'tableInUse',
        l10n.t('The table “{0}” is being written by a run. Wait for its end, or cancel it.', used),
      );
    }
  }

  endRun(run: number): void {
    for (const writer of this.#byRun.get(run)?.values() ?? []) {
      writer.dispose();
    }
    this.#byRun.delete(run);
  }
}

function keyOf(table: string): string {
  return table.toLowerCase();
}

import type { Row } from '../../shared/columns.ts';
import { ConnectorError, type ReadEvent } from '../connector.ts';
import type { CatalogTable } from './catalog.ts';
import type { RequestCost } from './client.ts';
import { createRowMapper, type RowMapper } from './rowMapping.ts';

/** One table while it is read. */
export class TableRead {
  readonly table: CatalogTable;
  readonly map: RowMapper;
  readonly cost: RequestCost = { requests: 0, retries: 0 };
  #open = true;

  constructor(table: CatalogTable) {
    this.table = table;
    this.map = createRowMapper(table);
  }

  get name(): string {
    return this.table.name;
  }

  /** Whether it is still being read: it has neither finished nor come into trouble. */
  get open(): boolean {
    return this.#open;
  }

  batch(rows: readonly Row[]): ReadEvent[] {
    return rows.length === 0 || !this.#open
      ? []
      : [this.#costSoFar(), { kind: 'batch', resource: this.name, rows }];
  }

  finish(): ReadEvent[] {
    return this.#close({ kind: 'finished', resource: this.name, complete: true });
  }

  /** Says what an error means for this table. @throws the error, where it means the end of the run. */
  end(error: unknown): ReadEvent[] {
    if (!ConnectorError.is(error) || ConnectorError.is(error, 'authentication', 'cancelled')) {
      throw error;
    }
    const kind = ConnectorError.is(error, 'permission', 'notEnabled') ? 'skipped' : 'failed';
    return this.#close({ kind, resource: this.name, error });
  }

  #close(last: ReadEvent): ReadEvent[] {
    if (!this.#open) {
      return [];
    }
    this.#open = false;
    return [this.#costSoFar(), last];
  }

  #costSoFar(): ReadEvent {
    return { kind: 'requests', resource: this.name, ...this.cost };
  }
}

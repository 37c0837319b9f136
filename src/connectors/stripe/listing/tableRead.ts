import type { Rows } from '../../../shared/rows.ts';
import { ConnectorError, type ReadEvent } from '../../connector.ts';
import type { RequestCost } from '../api/client.ts';
import type { CatalogTable } from '../catalog/catalog.ts';
import { type RowMapper, rowMapper } from '../catalog/rowMapping.ts';
import { writeState } from './syncState.ts';

type BatchEvent = Extract<ReadEvent, { kind: 'batch' }>;

/** One table while it is read. */
export class TableRead {
  readonly table: CatalogTable;
  readonly map: RowMapper;
  readonly cost: RequestCost = { requests: 0, retries: 0 };
  #open = true;

  constructor(table: CatalogTable) {
    this.table = table;
    this.map = rowMapper(table);
  }

  get name(): string {
    return this.table.name;
  }

  /** Whether it is still being read: it has neither finished nor come into trouble. */
  get open(): boolean {
    return this.#open;
  }

  batch(rows: Rows, gone: Pick<BatchEvent, 'deletedIds' | 'wholeGroups'> = {}): ReadEvent[] {
    const isEmpty = rows.length === 0 && gone.deletedIds === undefined && gone.wholeGroups === undefined;
    return isEmpty || !this.#open
      ? []
      : [this.#costSoFar(), { kind: 'batch', resource: this.name, rows, ...gone }];
  }

  /** Where to go on from, as soon as all that was brought before is in the table. */
  state(state: string): ReadEvent[] {
    return this.#open ? [{ kind: 'batch', resource: this.name, rows: [], state }] : [];
  }

  finish(end: { readonly complete: boolean; readonly state?: string }): ReadEvent[] {
    return this.#close({ kind: 'finished', resource: this.name, ...end });
  }

  /** Says what an error means for this table. @throws the error, where it means the end of the run. */
  end(error: unknown): ReadEvent[] {
    if (!ConnectorError.is(error) || ConnectorError.is(error, 'authentication', 'cancelled')) {
      throw error;
    }
    if (!ConnectorError.is(error, 'permission', 'notEnabled')) {
      return this.#close({ kind: 'failed', resource: this.name, error });
    }
    const skipped = { kind: 'skipped', resource: this.name, error } as const;
    // Without it, a child that can't be read would have its parent listed in full each time.
    return this.#close(
      this.table.parent === null ? skipped : { ...skipped, state: writeState({ kind: 'unreadable' }) },
    );
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

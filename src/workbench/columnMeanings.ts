import type { ColumnMeaning } from '../connectors/connector.ts';
import type { ConnectorRegistry } from '../connectors/registry.ts';
import type { TableInfo } from '../database/api.ts';
import type { DataflowStore } from './dataflowStore.ts';

/** What a column of a table means. */
export interface TableColumnMeaning extends Pick<ColumnMeaning, 'personalData'> {
  /** The tables whose rows the column may name: those of them that the dataflow has, else the source's own names. */
  readonly refersTo: readonly string[];
}

/** Says what the columns of imported tables mean, as far as their connector knows. */
export class ColumnMeanings {
  readonly #store: DataflowStore;
  readonly #connectors: ConnectorRegistry;

  constructor(store: DataflowStore, connectors: ConnectorRegistry) {
    this.#store = store;
    this.#connectors = connectors;
  }

  /** By the column's name; one that is missing means nothing in particular. */
  async of(table: TableInfo): Promise<ReadonlyMap<string, TableColumnMeaning>> {
    const dataflow = this.#store.find(table.dataflow);
    const connector = dataflow && this.#connectors.get(dataflow.connector);
    const resources = (await connector?.resources()) ?? [];
    const meanings = resources.find(({ name }) => name === table.resource)?.meanings ?? [];
    const tables = new Map(dataflow?.tables.map(({ resource, table: name }) => [resource, name]));
    return new Map(
      [...meanings].map(([column, { refersTo, personalData }]) => {
        const imported = refersTo.flatMap((resource) => tables.get(resource) ?? []);
        return [column, { personalData, refersTo: imported.length > 0 ? imported : refersTo }];
      }),
    );
  }
}

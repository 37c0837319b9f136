import type { AsyncDatabase, TableInfo } from '../../database/api.ts';
import type { Attribute, AttributeFigures } from '../../shared/attributes.ts';
import type { TableColumnMeaning } from '../columnMeanings.ts';

export interface AttributeReaderOptions {
  readonly database: Pick<AsyncDatabase, 'tables' | 'completeness' | 'summarizeColumn'>;
  readonly meanings: (table: TableInfo) => Promise<ReadonlyMap<string, TableColumnMeaning>>;
  readonly dataflow: string;
  readonly table: string;
  /** See RowsQuery.asOf. */
  readonly asOf: () => number;
}

/** Finds out about the columns of one table. */
export class AttributeReader {
  readonly #options: AttributeReaderOptions;
  /** Counts the requests to measure: a newer one ends those before. */
  #measurement = 0;

  constructor(options: AttributeReaderOptions) {
    this.#options = options;
  }

  /** Empty where the database has no such table. */
  async describe(): Promise<Attribute[]> {
    const { meanings, database, dataflow } = this.#options;
    const tables = await database.tables(dataflow);
    const table = tables.find(({ name }) => name === this.#options.table);
    const known = table === undefined ? undefined : await meanings(table);
    const imported = new Set(tables.map(({ name }) => name));
    return (table?.columns ?? []).map(({ name, type }) => {
      const meaning = known?.get(name);
      return {
        name,
        type,
        isKey: name === 'id',
        refersTo: (meaning?.refersTo ?? []).map((target) => ({
          table: target,
          isImported: imported.has(target),
        })),
        personalData: meaning?.personalData ?? 'none',
      };
    });
  }

  /**
   * Counts the values of all columns, and then, column by column, the different ones: that takes its time in a large table.
   * @param tell Told figures as they are found. @param isWanted Whether anybody still looks.
   */
  async measure(
    tell: (figures: readonly AttributeFigures[]) => void,
    isWanted: () => boolean,
  ): Promise<void> {
    this.#measurement += 1;
    const measurement = this.#measurement;
    const goesOn = () => measurement === this.#measurement && isWanted();
    const columns = await this.#completeness(goesOn);
    tell(columns);
    for (const { column } of columns) {
      const distinct = goesOn() ? await this.#distinct(column, goesOn) : undefined;
      if (distinct !== undefined) {
        tell([distinct]);
      }
    }
  }

  async #completeness(goesOn: () => boolean): Promise<readonly AttributeFigures[]> {
    const { database, table } = this.#options;
    while (goesOn()) {
      const { columns, complete } = await database.completeness(table);
      if (complete) {
        return columns.map(({ column, share }) => ({ column, completeness: share }));
      }
    }
    return [];
  }

  async #distinct(column: string, goesOn: () => boolean): Promise<AttributeFigures | undefined> {
    const { database, table, asOf } = this.#options;
    const query = { table, column, includeDeleted: false, where: [], asOf: asOf() };
    while (goesOn()) {
      const { complete, distinct, distinctIsMinimum } = await database.summarizeColumn(query);
      if (complete) {
        return { column, distinct, distinctIsMinimum };
      }
    }
    return undefined;
  }
}

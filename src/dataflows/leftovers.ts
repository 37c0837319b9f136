import { type Dataflow, type DataflowTable, sameName } from './definition.ts';

/** As much of a table in the database as tells what it is for. */
export interface PresentTable {
  readonly name: string;
  readonly dataflow: string;
  readonly resource: string;
  readonly rowCount: number;
}

/**
 * The tables in the database that no run brings up to date any more, because someone edited dataflows.json by hand or took
 * another version of it (the wizard deletes what it leaves out): they stay until a person deletes them.
 * @param dataflows All that are defined. @param tables All that are in the database.
 */
export function leftoverTables<Table extends PresentTable>(
  dataflows: readonly Dataflow[],
  tables: readonly Table[],
): readonly Table[] {
  return tables.filter((table) => {
    const dataflow = dataflows.find(({ name }) => sameName(name, table.dataflow));
    return !dataflow?.tables.some((entry) => isFor(entry, table, tables));
  });
}

/** A table that has another name by now gets it with the next run, unless the rows are in one of that name already. */
function isFor(entry: DataflowTable, table: PresentTable, tables: readonly PresentTable[]): boolean {
  const isRefreshed = entry.load === 'data' || table.rowCount === 0;
  const isReplaced =
    !sameName(entry.table, table.name) &&
    tables.some(({ name, resource }) => sameName(name, entry.table) && resource === entry.resource);
  return entry.resource === table.resource && isRefreshed && !isReplaced;
}

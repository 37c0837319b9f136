import type { DatabaseClient } from '../../src/database/client.ts';
import type { Row } from '../../src/shared/columns.ts';

/** All rows of a table that are not deleted, by id, without the number of the run that wrote them. */
export async function contentsOf(database: DatabaseClient, table: string): Promise<Map<string, Row>> {
  const info = (await database.tables()).find(({ name }) => name === table);
  const rows = await database.readPage({
    table,
    columns: info?.columns.map(({ name }) => name) ?? [],
    includeDeleted: false,
    where: [],
    orderBy: [{ column: 'id', descending: false }],
    offset: 0,
    limit: 1_000_000,
  });
  return new Map(rows.map((row) => [String(row[0]), row]));
}

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DatabaseApi, TableDefinition, WriteCounts } from '../../src/database/api.ts';
import { createDatabase } from '../../src/database/database.ts';
import type { Column, Row } from '../../src/shared/columns.ts';

export const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
export const worker = new URL('../../src/database/worker.ts', import.meta.url);

/** Runs `use` with a folder of its own. */
export async function inFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-database-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A database in memory whose file is never written, unless the test saves. */
export async function openDatabase(file = path.join(tmpdir(), 'never-written.sqlite')): Promise<DatabaseApi> {
  const database = await createDatabase(wasm);
  database.open({ file, readOnly: false });
  return database;
}

/** Changes a database file as another program does. */
export function changeFile(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

export function definition(name: string, columns: readonly Column[], dataflow = 'Shop'): TableDefinition {
  return { name, dataflow, resource: name, columns: [{ name: 'id', type: 'text' }, ...columns] };
}

/** One whole run over one table. */
export function runOnce(
  database: DatabaseApi,
  table: string,
  rows: readonly Row[],
  { complete = false, dataflow = 'Shop' } = {},
): { readonly run: number; readonly counts: WriteCounts; readonly deleted: number } {
  const run = database.beginRun({ dataflow, source: 'test', tables: [table] }).id;
  const counts = database.writeBatch(run, { table, rows });
  const { deleted } = database.finishTable(run, {
    table,
    status: 'succeeded',
    complete,
    requests: 1,
    retries: 0,
  });
  database.finishRun(run, { status: 'succeeded' });
  return { run, counts, deleted };
}

/** All rows with these columns, in the order they came. */
export function readAll(database: DatabaseApi, table: string, columns: readonly string[]): Row[] {
  return database.readPage({
    table,
    columns,
    includeDeleted: true,
    where: [],
    orderBy: [],
    offset: 0,
    limit: 1_000_000,
  });
}

import type { Sqlite } from '../../src/database/sqlite.ts';
import { wideTable } from './wideTable.ts';

/** How long the engine takes for a bare SELECT of the rows' numbers. @param rest What follows `FROM wide`. */
export function bareSeconds(database: Sqlite, rest: string): number {
  const statement = database.prepare(`SELECT rowid FROM ${wideTable} ${rest}`);
  const start = performance.now();
  statement.numbers([]);
  statement.free();
  return (performance.now() - start) / 1000;
}

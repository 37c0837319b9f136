// How fast a preview's queries are at a million rows, beside what the same thread needs for the bare SELECT.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseClient } from '../../src/database/client.ts';
import type { Condition, RowsQuery } from '../../src/database/rowQueries.ts';
import { loadEngine, type Sqlite } from '../../src/database/sqlite.ts';
import { bareSeconds } from './bareStatement.ts';
import { measure } from './measure.ts';
import { benchWindow } from './previewWindow.ts';
import { fillWideTable, wideColumns, wideTable } from './wideTable.ts';

const help = `Usage: node test/bench/preview.ts [options]

Fills a table of 40 columns in a database file, and does what a preview does with it: first page, a page in the middle,
sort, filter and search. Prints the time beside that of the bare statement, and how long a call took at the most: so
long it takes at the most until the next key's search begins.

With --window a person does it in a VS Code (what was built last), and the times are those that the page sees: the median
of three rounds, with the least and the most.

Options
  --rows <n>    Default: 1000000
  --window      In a VS Code
  --keep <file> Writes the database there and leaves it; one that is there already is used as it is
  --help        This text
`;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    window: { type: 'boolean', default: false },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

interface Case {
  readonly name: string;
  readonly query: Partial<RowsQuery>;
  /** What comes after `SELECT rowid FROM wide`. */
  readonly bare?: string;
  /** What a person did before, with the same rows. */
  readonly after?: Partial<RowsQuery>;
}

const everything: RowsQuery = { table: wideTable, includeDeleted: false, where: [], search: '', orderBy: [] };

const amount: Condition = { column: 'amount_1', operator: 'atLeast', value: 500_000 };
const byName = [{ column: 'name_4', descending: false }];
const byAmount = [{ column: 'amount_1', descending: true }];
const bareFilter = 'WHERE _deleted_at IS NULL AND amount_1 >= 500000';

const cases: readonly Case[] = [
  { name: 'all rows', query: {} },
  { name: 'sort by a number', query: { orderBy: byAmount }, bare: 'ORDER BY amount_1 DESC' },
  { name: 'sort by a text', query: { orderBy: byName }, bare: 'ORDER BY name_4' },
  {
    name: 'sort by two',
    query: { orderBy: [{ column: 'status_0', descending: false }, ...byAmount] },
    bare: 'ORDER BY status_0, amount_1 DESC',
  },
  { name: 'filter', query: { where: [amount] }, bare: bareFilter },
  {
    name: 'filter and sort',
    query: { where: [amount], orderBy: byName },
    bare: `${bareFilter} ORDER BY name_4`,
  },
  {
    name: 'filter what is sorted',
    query: { where: [amount], orderBy: byName },
    after: { orderBy: byName },
    bare: `${bareFilter} ORDER BY name_4`,
  },
  { name: 'search, nothing found', query: { search: 'nowhere to be found' } },
  { name: 'search, much found', query: { search: 'paid' } },
];

if (values.help) {
  process.stdout.write(help);
} else {
  const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-bench-'));
  try {
    await bench(values.keep ?? path.join(folder, 'wide.sqlite'), Number(values.rows));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bench(file: string, rows: number): Promise<void> {
  const require = createRequire(import.meta.url);
  const wasm = require.resolve('sql.js/dist/sql-wasm.wasm');
  const worker = new URL('../../src/database/worker.ts', import.meta.url);
  const database = new DatabaseClient({ worker, wasm, file, readOnly: false });
  try {
    if ((await database.tables()).length === 0) {
      const filling = await measure(() => fillWideTable(database, rows));
      say(
        `${rows.toLocaleString('en')} rows × ${wideColumns.length} columns in ${filling.seconds.toFixed(1)} s`,
      );
      await database.save();
    }
    const bare = (await loadEngine(wasm)).open(await readFile(file));
    if (values.window) {
      await database.close();
      await benchWindow(file, bare, 3);
    } else {
      await benchQueries(database, bare);
    }
    bare.close();
  } finally {
    await database.dispose();
  }
}

async function benchQueries(database: DatabaseClient, bare: Sqlite): Promise<void> {
  say('                          time     bare  ratio   longest call   page in the middle   stall here');
  for (const [index, one] of cases.entries()) {
    await benchCase(database, bare, one, index);
  }
}

async function benchCase(database: DatabaseClient, bare: Sqlite, one: Case, asOf: number): Promise<void> {
  const query: RowsQuery = { ...everything, ...one.query, asOf };
  if (one.after !== undefined) {
    await findAll(database, { ...everything, ...one.after, asOf });
  }
  const { result, seconds, longestStall } = await measure(() => findAll(database, query));
  const bareTime = one.bare === undefined ? undefined : bareSeconds(bare, one.bare);
  const page = await measure(() =>
    database.readPage({
      ...query,
      columns: wideColumns.map(({ name }) => name),
      offset: Math.floor(result.count / 2),
      limit: 200,
      maxText: 1000,
    }),
  );
  const columns = [
    one.name.padEnd(24),
    milliseconds(seconds),
    bareTime === undefined ? ''.padStart(9) : milliseconds(bareTime),
    bareTime === undefined ? ''.padStart(6) : (seconds / bareTime).toFixed(2).padStart(6),
    milliseconds(result.longestCall).padStart(14),
    milliseconds(page.seconds).padStart(20),
    milliseconds(longestStall / 1000).padStart(12),
  ];
  say(columns.join(''));
}

async function findAll(
  database: DatabaseClient,
  query: RowsQuery,
): Promise<{ readonly count: number; readonly longestCall: number }> {
  let longestCall = 0;
  for (;;) {
    const start = performance.now();
    const { count, complete } = await database.findRows(query);
    longestCall = Math.max(longestCall, (performance.now() - start) / 1000);
    if (complete) {
      return { count, longestCall };
    }
  }
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`.padStart(9);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import type { DatabaseClient } from '../../src/database/client.ts';
import type { Column, ColumnType, Row, SqlValue } from '../../src/shared/columns.ts';

export const wideTable = 'wide';

/** Ten kinds of columns such as Stripe's tables have, four times; the first column is `id`. */
const kinds: readonly (readonly [name: string, type: ColumnType, value: (random: Random) => SqlValue])[] = [
  ['status', 'text', (random) => ['paid', 'open', 'draft', 'void', null][random(5)] ?? null],
  ['amount', 'integer', (random) => random(1_000_000)],
  ['created', 'datetime', (random) => `${new Date(1.6e12 + random(1e8) * 1000).toISOString().slice(0, 19)}Z`],
  ['livemode', 'boolean', (random) => random(2)],
  ['name', 'text', (random) => `Name ${random(500_000)}`],
  ['currency', 'text', (random) => ['usd', 'eur', 'jpy', 'kwd'][random(4)] ?? null],
  ['customer', 'text', (random) => `cus_${random(1e9).toString(36)}`],
  ['quantity', 'integer', (random) => (random(3) === 0 ? null : random(100))],
  ['rate', 'decimal', (random) => `${random(100)}.${random(100)}`],
  ['metadata', 'json', (random) => `{"order":"${random(1e6)}"}`],
];

export const wideColumns: readonly Column[] = [
  { name: 'id', type: 'text' },
  ...Array.from({ length: 39 }, (_, index): Column => {
    const [name = '', type = 'text'] = kinds[index % kinds.length] ?? [];
    return { name: `${name}_${index}`, type };
  }),
];

type Random = (below: number) => number;

/** Fills a table of 40 columns with made-up rows, the same ones each time. */
export async function fillWideTable(database: DatabaseClient, rows: number): Promise<void> {
  const dataflow = 'Bench';
  await database.prepareTables([{ name: wideTable, dataflow, resource: 'wide', columns: wideColumns }]);
  const run = await database.beginRun({ dataflow, source: 'made up', tables: [wideTable] });
  const random = seeded(1);
  const batch = 2000;
  for (let from = 0; from < rows; from += batch) {
    const count = Math.min(batch, rows - from);
    await database.writeBatch(run.id, {
      table: wideTable,
      rows: Array.from({ length: count }, (_, index) => wideRow(from + index, random)),
    });
  }
  await database.finishTable(run.id, {
    table: wideTable,
    status: 'succeeded',
    complete: false,
    requests: 0,
    retries: 0,
  });
  await database.finishRun(run.id, { status: 'succeeded' });
}

function wideRow(index: number, random: Random): Row {
  const values = wideColumns.slice(1).map((_, column) => kinds[column % kinds.length]?.[2](random) ?? null);
  return [`row_${random(1e9).toString(36)}_${index.toString(36)}`, ...values];
}

/** Numbers that look random: a linear congruential generator, enough for made-up rows. */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

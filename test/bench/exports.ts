// Exports a large table, and shows the time beside that of the sqlite3 command-line tool writing CSV of the same file.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { DatabaseClient } from '../../src/database/client.ts';
import type { ExportFormat } from '../../src/database/export/exportRequest.ts';
import { exportRows } from '../../src/database/export/exportRows.ts';
import { type Column, columnTypes, type Row, type SqlValue } from '../../src/shared/columns.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    columns: { type: 'string', default: '40' },
    formats: { type: 'string', default: 'csv' },
  },
});
const rowCount = Number(values.rows);
const columns: readonly Column[] = Array.from({ length: Number(values.columns) - 1 }, (_, index) => ({
  name: `c${index}`,
  type: columnTypes[index % columnTypes.length] ?? 'text',
}));
const batchRows = 5000;
const formats: Readonly<Record<string, ExportFormat>> = {
  csv: { kind: 'csv', delimiter: ',', header: true, byteOrderMark: false, formulaGuard: true },
  json: { kind: 'json' },
  ndjson: { kind: 'ndjson' },
  parquet: { kind: 'parquet' },
  xlsx: { kind: 'xlsx' },
  sqlite: { kind: 'sqlite' },
};

const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-bench-'));
const file = path.join(folder, 'data.sqlite');
const client = new DatabaseClient({
  worker: new URL('../../src/database/worker.ts', import.meta.url),
  wasm: createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
  file,
  readOnly: false,
});
try {
  await fill();
  const view = {
    table: 't',
    columns: ['id', ...columns.map(({ name }) => name)],
    includeDeleted: false,
    where: [],
  };
  for (const name of values.formats.split(',')) {
    const format = formats[name];
    if (format === undefined) {
      throw new Error(`There is no format ${name}`);
    }
    await measure(name, () => write({ ...view, orderBy: [] }, format, name));
    if (name === 'csv') {
      await measure('csv, sorted', () =>
        write({ ...view, orderBy: [{ column: 'c0', descending: true }] }, format, name),
      );
      await measure('sqlite3 -csv', () => commandLineTool());
    }
  }
} finally {
  await client.dispose();
  await rm(folder, { recursive: true });
}

async function fill(): Promise<void> {
  await client.prepareTables([
    { name: 't', dataflow: 'Bench', resource: 't', columns: [{ name: 'id', type: 'text' }, ...columns] },
  ]);
  const run = await client.beginRun({ dataflow: 'Bench', source: 'bench', tables: ['t'] });
  for (let start = 0; start < rowCount; start += batchRows) {
    const length = Math.min(batchRows, rowCount - start);
    const rows = Array.from({ length }, (_, index) => benchRow(start + index));
    await client.writeBatch(run.id, { table: 't', rows });
  }
  await client.finishRun(run.id, { status: 'succeeded' });
  await client.save();
  console.log(`${rowCount} rows, ${columns.length + 1} columns, ${megabytes((await stat(file)).size)}`);
}

function benchRow(number: number): Row {
  return [
    `row_${String(number).padStart(9, '0')}`,
    ...columns.map((column, index) => benchCell(column, number + index)),
  ];
}

/** A third of the cells is NULL, as in a wide table of Stripe's; some texts need quotes. */
function benchCell({ type }: Column, seed: number): SqlValue {
  if (seed % 3 === 0) {
    return null;
  }
  switch (type) {
    case 'text':
      return seed % 17 === 0 ? `Line, with "quotes" ${seed % 1000}` : `customer ${seed % 9973}@example.com`;
    case 'integer':
      return (seed * 7919) % 1_000_000;
    case 'real':
      return seed / 8;
    case 'boolean':
      return seed % 2;
    case 'datetime':
      return new Date(1_700_000_000_000 + seed * 1000).toISOString().replace('.000', '');
    case 'decimal':
      return `${seed % 100}.25`;
    case 'json':
      return `{"order":"${seed}"}`;
  }
}

async function write(
  view: Parameters<typeof exportRows>[1]['view'],
  format: ExportFormat,
  name: string,
): Promise<number> {
  const target = path.join(folder, `out.${name}`);
  const { bytes } = await exportRows(
    client,
    { view, format, file: target },
    { signal: new AbortController().signal },
  );
  await rm(target);
  return bytes;
}

async function commandLineTool(): Promise<number> {
  const target = path.join(folder, 'cli.csv');
  const select = `SELECT id, ${columns.map(({ name }) => name)} FROM t WHERE _deleted_at IS NULL`;
  await promisify(execFile)('sqlite3', [
    '-readonly',
    file,
    '.headers on',
    '.mode csv',
    `.output ${target}`,
    select,
  ]);
  return (await stat(target)).size;
}

async function measure(what: string, work: () => Promise<number>): Promise<void> {
  const start = performance.now();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const before = process.memoryUsage.rss();
  const bytes = await work();
  clearInterval(watch);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  console.log(`${what}: ${seconds} s, ${megabytes(bytes)}, memory +${megabytes(Math.max(0, peak - before))}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

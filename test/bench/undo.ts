// What undo costs: time of a first import, size of a refresh, time of a rollback. `npm run bench:undo`
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseApi, TableDefinition } from '../../src/database/api.ts';
import { createDatabase } from '../../src/database/database.ts';
import { Undo } from '../../src/database/undo.ts';
import type { Column, Row } from '../../src/shared/columns.ts';

const dataflow = 'Bench';
const batchLength = 100;
/** Some 450 bytes a row, as Stripe's objects have. */
const columnCount = 30;

const columns: readonly Column[] = Array.from({ length: columnCount - 1 }, (_, index) => ({
  name: `column_${index}`,
  type: index % 3 === 0 ? 'integer' : 'text',
}));
const table: TableDefinition = {
  name: 'bench_charges',
  dataflow,
  resource: 'charges',
  columns: [{ name: 'id', type: 'text' }, ...columns],
};

const folder = await mkdtemp(join(tmpdir(), 'dataflows-undo-'));
try {
  await benchFirstImport(140_000);
  await benchRefresh(100_000, 10_000);
  await benchRollback(830_000, 1_000);
} finally {
  await rm(folder, { recursive: true });
}

async function benchFirstImport(rows: number): Promise<void> {
  const database = await openDatabase('first');
  const undo = timeUndo();
  const seconds = timed(() => run(database, 0, rows, 'first'));
  undo.restore();
  print(
    `first import of ${count(rows)} rows: ${seconds.toFixed(2)} s; undo's part ${undo.seconds().toFixed(3)} s,`,
    `${percent(undo.seconds() / (seconds - undo.seconds()))} of the rest`,
  );
  database.close();
}

async function benchRefresh(rows: number, changed: number): Promise<void> {
  const database = await openDatabase('refresh');
  run(database, 0, rows, 'first');
  const before = database.save()?.bytes ?? 0;
  run(database, 0, changed, 'second');
  const after = database.save()?.bytes ?? 0;
  const ofRows = (before / rows) * changed;
  print(
    `refresh that changes ${count(changed)} of ${count(rows)} rows: ${megabytes(after - before)} of images,`,
    `${((after - before) / ofRows).toFixed(2)} × the ${megabytes(ofRows)} of these rows`,
  );
  database.close();
}

async function benchRollback(rows: number, changed: number): Promise<void> {
  const database = await openDatabase('rollback');
  run(database, 0, rows, 'first');
  run(database, rows - changed / 2, changed, 'second');
  const bytes = database.save()?.bytes ?? 0;
  const target = { dataflow };
  let plan: ReturnType<DatabaseApi['rollbackPlan']>;
  const planning = timed(() => {
    plan = database.rollbackPlan(target);
  });
  const undoing = timed(() => database.rollback(target, plan?.run.id ?? 0));
  print(
    `rollback of a refresh of ${count(changed)} rows, half of them new, in ${megabytes(bytes)}:`,
    `${(planning + undoing).toFixed(3)} s (the question ${planning.toFixed(3)} s, the rollback ${undoing.toFixed(3)} s),`,
    `without writing the file`,
  );
}

async function openDatabase(name: string): Promise<DatabaseApi> {
  const database = await createDatabase(fileURLToPath(import.meta.resolve('sql.js/dist/sql-wasm.wasm')));
  database.open({ file: join(folder, `${name}.sqlite`), readOnly: false });
  return database;
}

/** A run that brings these rows. @param text What is in them; another one makes them updates. */
function run(database: DatabaseApi, first: number, length: number, text: string): void {
  const { id } = database.beginRun({ dataflow, source: 'bench', tables: [table.name] });
  database.prepareTables([table], id);
  for (let start = first; start < first + length; start += batchLength) {
    const rows = Array.from({ length: batchLength }, (_, index) => row(start + index, text));
    database.writeBatch(id, { table: table.name, rows });
  }
  database.finishTable(id, {
    table: table.name,
    status: 'succeeded',
    complete: false,
    requests: 0,
    retries: 0,
  });
  database.finishRun(id, { status: 'succeeded' });
}

function row(number: number, text: string): Row {
  const cells = columns.map(({ type }, index) =>
    type === 'integer' ? number * (index + 1) : `${text} text of column ${index}`,
  );
  return [`ch_${number.toString(36).padStart(24, '0')}`, ...cells];
}

/** Takes the time of what undo does while rows are written. */
function timeUndo(): { readonly seconds: () => number; readonly restore: () => void } {
  let milliseconds = 0;
  const { beforePrepare, beforeWrite, afterWrite, forgetOlder } = Undo.prototype;
  const originals = { beforePrepare, beforeWrite, afterWrite, forgetOlder };
  for (const [name, method] of Object.entries(originals)) {
    Reflect.set(Undo.prototype, name, function (this: Undo, ...parameters: unknown[]) {
      const start = performance.now();
      try {
        return Reflect.apply(method, this, parameters);
      } finally {
        milliseconds += performance.now() - start;
      }
    });
  }
  return {
    seconds: () => milliseconds / 1000,
    restore: () => {
      Object.assign(Undo.prototype, originals);
    },
  };
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function print(...parts: readonly string[]): void {
  process.stdout.write(`${parts.join(' ')}\n`);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

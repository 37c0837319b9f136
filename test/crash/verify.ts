import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { contentOf } from '../integration/undoModel.ts';
import { databaseFile, dataflowName, type Engine, firstDataflow, openEngine } from './engine.ts';

/** Checks a folder after a crash, as it is and as the next start makes it. */
export async function verify(
  folder: string,
  url: string,
): Promise<{ readonly hasFile: boolean; readonly interrupted: number }> {
  const file = databaseFile(folder);
  const hasFile = existsSync(file);
  const running = hasFile ? checkFile(file) : [];
  const engine = openEngine(folder, url);
  try {
    const runs = await engine.database.runs(dataflowName);
    assert.deepEqual(
      runs.filter(({ status }) => status === 'interrupted').map(({ id }) => id),
      running,
    );
    assert.ok(runs.every(({ status }) => status !== 'running'));
    await runToTheEnd(engine);
    const undisturbed = await undisturbedImport(url);
    assert.deepEqual(presentRows(file), undisturbed, 'the import that went on');
    // Undo knows what the interrupted run and the one after it did.
    const plan = await engine.database.rollbackPlan({ dataflow: dataflowName });
    if (plan !== undefined) {
      await engine.database.rollback({ dataflow: dataflowName }, plan.run.id);
      await runToTheEnd(engine);
      assert.deepEqual(presentRows(file), undisturbed, 'the import after a rollback');
    }
    return { hasFile, interrupted: running.length };
  } finally {
    await engine.database.dispose();
  }
}

/** The file as the crash left it: whole, and the state between two transactions. Returns the runs that were going. */
function checkFile(file: string): readonly number[] {
  const { integrity, tables } = contentOf(file);
  assert.deepEqual(integrity, ['ok']);
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    for (const [table, { rows }] of tables) {
      const records = database
        .prepare('SELECT run_id, existed, inserted FROM _dataflows_undo WHERE table_name = ?')
        .all(table);
      // The counts were written in the rows' own transactions, and no row ever goes but by a rollback.
      if (records.some(({ existed }) => existed === 0)) {
        const inserted = records.reduce((sum, record) => sum + Number(record['inserted']), 0);
        assert.equal(rows.length, inserted, table);
      }
    }
    return database
      .prepare(`SELECT id FROM _dataflows_runs WHERE status = 'running' ORDER BY id DESC`)
      .all()
      .map(({ id }) => Number(id));
  } finally {
    database.close();
  }
}

async function runToTheEnd({ runner, definitions }: Engine): Promise<void> {
  // A crash before the definition was written leaves none.
  const [dataflow = firstDataflow] = await definitions.load();
  const run = await runner.run(dataflow);
  assert.equal(run.status, 'succeeded', run.description);
}

async function undisturbedImport(url: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'dataflows-undisturbed-'));
  const engine = openEngine(folder, url);
  try {
    await runToTheEnd(engine);
    return presentRows(databaseFile(folder));
  } finally {
    await engine.database.dispose();
    await rm(folder, { recursive: true });
  }
}

/** The rows that the source has, by resource and id, without what tells when they came. */
function presentRows(file: string): unknown {
  return Object.fromEntries(
    [...contentOf(file).tables.values()].map(({ described, rows }) => [
      described['resource'],
      Object.fromEntries(
        rows
          .filter((row) => row['_deleted_at'] === 'null NULL')
          .map(({ _run_id, ...row }) => [row['id'], row]),
      ),
    ]),
  );
}

import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { DatabaseApi } from '../../src/database/api.ts';
import { createDatabase } from '../../src/database/database.ts';
import { readDatabaseFile } from '../../src/database/file.ts';
import { loadEngine } from '../../src/database/sqlite.ts';
import type { SqlValue } from '../../src/shared/columns.ts';
import { definition, inFolder, openDatabase, readAll, runOnce, wasm } from './databaseSupport.ts';

const table = definition('customers', [
  { name: 'name', type: 'text' },
  { name: 'balance', type: 'integer' },
]);

describe('rows of runs', () => {
  it('inserts, leaves unchanged rows alone, updates, and counts each', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    const first = runOnce(database, 'customers', [
      ['a', 'Ann', 1],
      ['b', 'Bob', 2],
    ]);
    const second = runOnce(database, 'customers', [
      ['a', 'Ann', 1],
      ['b', null, 2],
      ['c', 'Cy', 3],
    ]);
    assert.deepEqual(first.counts, { inserted: 2, updated: 0, unchanged: 0, deleted: 0 });
    assert.deepEqual(second.counts, { inserted: 1, updated: 1, unchanged: 1, deleted: 0 });
    assert.deepEqual(readAll(database, 'customers', ['id', 'name', '_run_id']), [
      ['a', 'Ann', first.run],
      ['b', null, second.run],
      ['c', 'Cy', second.run],
    ]);
  });

  it('marks rows that a complete run did not see, once, and brings them back as updated', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    runOnce(database, 'customers', [
      ['a', 'Ann', 1],
      ['b', 'Bob', 2],
    ]);
    const gone = runOnce(database, 'customers', [['a', 'Ann', 1]], { complete: true });
    assert.equal(gone.deleted, 1);
    assert.equal(runOnce(database, 'customers', [['a', 'Ann', 1]], { complete: true }).deleted, 0);
    const [, deleted] = readAll(database, 'customers', ['_deleted_at', '_run_id']);
    assert.match(String(deleted?.[0]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(deleted?.[1], gone.run);

    const back = runOnce(database, 'customers', [['b', 'Bob', 2]]);
    assert.deepEqual(back.counts, { inserted: 0, updated: 1, unchanged: 0, deleted: 0 });
    assert.equal(database.tables()[0]?.rowCount, 2);
  });

  it('marks all rows of a table whose complete list is empty', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    runOnce(database, 'customers', [['a', 'Ann', 1]]);
    assert.equal(runOnce(database, 'customers', [], { complete: true }).deleted, 1);
  });

  it('marks the objects that the source says are gone, once', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    runOnce(database, 'customers', [
      ['a', 'Ann', 1],
      ['b', 'Bob', 2],
    ]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['customers'] }).id;
    const batch = {
      table: 'customers',
      rows: [],
      deletedIds: ['b', 'nobody', "'); DROP TABLE customers; --"],
    };
    const none = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
    assert.deepEqual(database.writeBatch(run, batch), { ...none, deleted: 1 });
    assert.deepEqual(database.writeBatch(run, batch), none);
    assert.deepEqual(contents(database), [
      ['a', 'Ann', 1, run - 1, null],
      ['b', 'Bob', 2, run, 'deleted'],
    ]);
    const outcome = { table: 'customers', status: 'succeeded', requests: 0, retries: 0 } as const;
    assert.equal(database.finishTable(run, { ...outcome, complete: false }).deleted, 1);
  });

  it('marks what is missing in a group that is whole, and leaves other groups alone', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('lines', [{ name: 'invoice', type: 'text' }])]);
    runOnce(database, 'lines', [
      ['1', 'in_a'],
      ['2', 'in_a'],
      ['3', 'in_b'],
      ['4', 'in_c'],
    ]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['lines'] }).id;
    const counts = database.writeBatch(run, {
      table: 'lines',
      rows: [
        ['2', 'in_a'],
        ['5', 'in_a'],
      ],
      wholeGroups: { column: 'invoice', groups: ['in_a', 'in_c'], ids: ['2', '5'] },
    });
    assert.deepEqual(counts, { inserted: 1, updated: 0, unchanged: 1, deleted: 2 });
    assert.deepEqual(
      readAll(database, 'lines', ['id', '_deleted_at']).map(([id, at]) => [id, at === null]),
      [
        ['1', false],
        ['2', true],
        ['3', true],
        ['4', false],
        ['5', true],
      ],
    );
  });

  it('finds groups by an index where many are read again, also when the table has another name', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await openDatabase(file);
      const lines = definition('lines', [{ name: 'invoice', type: 'text' }]);
      const indexed = (): string[] => {
        database.save();
        const saved = new DatabaseSync(file, { readOnly: true });
        const columns = saved.prepare(
          `SELECT tbl_name || '.' || c.name AS name FROM sqlite_schema s, pragma_index_info(s.name) c
           WHERE s.type = 'index' AND c.name = 'invoice'`,
        );
        const names = columns.all().map((row) => String(row['name']));
        saved.close();
        return names;
      };
      const readGroups = (table: string, times = 4) => {
        const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: [table] }).id;
        const wholeGroups = { column: 'invoice', groups: ['in_a'], ids: ['1'] };
        const counts = Array.from({ length: times }, () =>
          database.writeBatch(run, { table, rows: [['1', 'in_a']], wholeGroups }),
        );
        database.finishRun(run, { status: 'succeeded' });
        return counts.reduce((sum, { deleted }) => sum + deleted, 0);
      };
      database.prepareTables([lines]);
      runOnce(database, 'lines', [
        ['1', 'in_a'],
        ['2', 'in_a'],
        ['3', 'in_b'],
      ]);
      assert.equal(readGroups('lines', 3), 1);
      assert.deepEqual(indexed(), []);
      assert.equal(readGroups('lines'), 0);
      assert.deepEqual(indexed(), ['lines.invoice']);
      database.changeTables({ dropped: [], renamed: [{ from: 'lines', to: 'others' }] });
      database.prepareTables([lines]);
      runOnce(database, 'lines', [['4', 'in_a']]);
      assert.deepEqual([readGroups('others'), readGroups('lines')], [0, 1]);
      assert.deepEqual(indexed().sort(), ['lines.invoice', 'others.invoice']);
      database.close();
    });
  });

  it('keeps what a run has seen while other tables come, go and change', async () => {
    const database = await openDatabase();
    database.prepareTables([table, definition('other', [])]);
    runOnce(database, 'customers', [['a', 'Ann', 1]]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['customers'] }).id;
    database.writeBatch(run, { table: 'customers', rows: [['a', 'Ann', 1]] });
    database.changeTables({ dropped: [], renamed: [{ from: 'other', to: 'another' }] });
    database.prepareTables([definition('third', [])]);
    database.changeTables({ dropped: ['another'], renamed: [] });
    const outcome = { table: 'customers', status: 'succeeded', requests: 0, retries: 0 } as const;
    assert.equal(database.finishTable(run, { ...outcome, complete: true }).deleted, 0);
  });

  it('writes a batch as a whole or not at all', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['customers'] }).id;
    const rows = [
      ['a', 'Ann', 1],
      ['b', 'Bob'],
    ];
    assert.throws(() => database.writeBatch(run, { table: 'customers', rows, state: 'after' }), {
      reason: 'internal',
    });
    assert.throws(
      () =>
        database.writeBatch(run, {
          table: 'customers',
          rows: [
            ['a', 'A', 1],
            [null, 'B', 1],
          ],
          state: 'after',
        }),
      { reason: 'internal' },
    );
    assert.equal(database.tables()[0]?.rowCount, 0);
    assert.equal(database.readState('customers'), undefined);
    assert.deepEqual(
      database.writeBatch(run, { table: 'customers', rows: [['a', 'Ann', 1]], state: 'after' }),
      {
        inserted: 1,
        updated: 0,
        unchanged: 0,
        deleted: 0,
      },
    );
    assert.equal(database.readState('customers'), 'after');
  });

  it('takes tables of 1,500 columns', async () => {
    const database = await openDatabase();
    const columns = Array.from({ length: 1500 }, (_, index) => ({
      name: `c${index}`,
      type: 'text' as const,
    }));
    database.prepareTables([definition('wide', columns)]);
    const row = ['a', ...columns.map(({ name }) => name)];
    runOnce(database, 'wide', [row]);
    assert.equal(runOnce(database, 'wide', [row]).counts.unchanged, 1);
    assert.equal(runOnce(database, 'wide', [[...row.slice(0, -1), 'new']]).counts.updated, 1);
    assert.equal(readAll(database, 'wide', ['c1499'])[0]?.[0], 'new');
    assert.equal(database.completeness('wide').columns.length, 1501);
  });
});

describe('any sequence of runs', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const row = fc.tuple(id, fc.constantFrom('x', 'y', '', null), fc.constantFrom(0, 1, null));
  const aRun = fc.record({
    batches: fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 3 }),
    complete: fc.boolean(),
    reopen: fc.boolean(),
  });

  it('leaves what a simple model of it leaves, also in the file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aRun, { minLength: 1, maxLength: 6 }), async (runs) => {
        await inFolder(async (folder) => {
          const file = path.join(folder, 'data.sqlite');
          const database = await createDatabase(wasm);
          database.open({ file, readOnly: false });
          database.prepareTables([table]);
          const model = new Model();
          for (const { batches, complete, reopen } of runs) {
            checkRun(database, model, batches, complete);
            if (reopen) {
              database.close();
              database.open({ file, readOnly: false });
            }
            assert.deepEqual(contents(database), model.contents());
          }
          database.close();
          assert.deepEqual(await integrity(file), ['ok']);
        });
      }),
      { numRuns: 60 },
    );
  });
});

type ModelRow = readonly [string, string | null, number | null];

/** What the tables must do, over a Map. */
class Model {
  readonly #rows = new Map<string, { cells: ModelRow; run: number; deleted: boolean }>();

  write(run: number, cells: ModelRow): 'inserted' | 'updated' | 'unchanged' {
    const known = this.#rows.get(cells[0]);
    if (known !== undefined && !known.deleted && JSON.stringify(known.cells) === JSON.stringify(cells)) {
      return 'unchanged';
    }
    this.#rows.set(cells[0], { cells, run, deleted: false });
    return known === undefined ? 'inserted' : 'updated';
  }

  deleteOthers(run: number, seen: ReadonlySet<string>): number {
    const gone = [...this.#rows].filter(([id, row]) => !row.deleted && !seen.has(id));
    for (const [id, row] of gone) {
      this.#rows.set(id, { ...row, run, deleted: true });
    }
    return gone.length;
  }

  contents(): SqlValue[][] {
    return [...this.#rows.values()].map(({ cells, run, deleted }) => [
      ...cells,
      run,
      deleted ? 'deleted' : null,
    ]);
  }
}

function contents(database: DatabaseApi): SqlValue[][] {
  return readAll(database, 'customers', ['id', 'name', 'balance', '_run_id', '_deleted_at']).map((row) => [
    ...row.slice(0, 4),
    row[4] == null ? null : 'deleted',
  ]);
}

function checkRun(
  database: DatabaseApi,
  model: Model,
  batches: readonly (readonly ModelRow[])[],
  complete: boolean,
): void {
  const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['customers'] }).id;
  const total = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
  for (const rows of batches) {
    const expected = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
    for (const cells of rows) {
      const kind = model.write(run, cells);
      expected[kind] += 1;
      total[kind] += 1;
    }
    assert.deepEqual(database.writeBatch(run, { table: 'customers', rows }), expected);
  }
  const seen = new Set(batches.flat().map(([id]) => id));
  const deleted = complete ? model.deleteOthers(run, seen) : 0;
  const outcome = { table: 'customers', status: 'succeeded', complete, requests: 2, retries: 1 } as const;
  assert.deepEqual(database.finishTable(run, outcome), {
    table: 'customers',
    status: 'succeeded',
    ...total,
    deleted,
    requests: 2,
    retries: 1,
  });
  database.finishRun(run, { status: 'succeeded' });
}

async function integrity(file: string): Promise<SqlValue[]> {
  const sqlite = (await loadEngine(wasm)).open(readDatabaseFile(file).bytes);
  try {
    return sqlite.all('PRAGMA integrity_check').flat();
  } finally {
    sqlite.close();
  }
}

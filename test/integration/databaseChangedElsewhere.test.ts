import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DatabaseApi, TableDefinition } from '../../src/database/api.ts';
import type { Column, Row } from '../../src/shared/columns.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { changeFile, definition, inFolder, openDatabase, readAll } from './databaseSupport.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';

function rowsIn(file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

describe('a dataflow, of whose tables another program', () => {
  const dataflow = testDataflow('Billing', 'stripe', ['customers', 'products']);
  const target = { dataflow: 'Billing' };
  let server: StripeServer;
  let workspace: TestWorkspace;

  /** Two runs, the second of which changed a row of each table. */
  beforeEach(async () => {
    server = await startStripeServer({ customers: 20 });
    workspace = await openWorkspace(server.url);
    await workspace.runner.run(dataflow);
    for (const kind of ['customers', 'products']) {
      server.update(kind, server.objects(kind)[0]?.id ?? '', { name: 'Renamed' });
    }
    await workspace.runner.run(dataflow);
  });

  afterEach(async () => {
    await workspace.dispose();
    await server.close();
  });

  async function change(sql: string): Promise<void> {
    changeFile(workspace.file, sql);
    assert.ok(await workspace.database.refresh());
  }

  async function tablesInFile(): Promise<unknown[]> {
    await workspace.database.save();
    return rowsIn(workspace.file, "SELECT name FROM sqlite_schema WHERE name LIKE '%billing%'").map(
      ({ name }) => name,
    );
  }

  it('has renamed one, makes that anew, and the renamed one stays', async () => {
    await change('ALTER TABLE billing_customers RENAME TO mine');
    const run = await workspace.runner.run(dataflow);
    assert.equal(run.status, 'succeeded', run.description);
    const counts =
      'SELECT (SELECT count(*) FROM mine) AS mine, (SELECT count(*) FROM billing_customers) AS ours';
    assert.deepEqual(rowsIn(workspace.file, counts), [{ mine: 20, ours: 20 }]);
    const [index] = rowsIn(
      workspace.file,
      "SELECT tbl_name FROM sqlite_schema WHERE name = '_dataflows_deleted_billing_customers'",
    );
    assert.deepEqual(index, { tbl_name: 'billing_customers' });
    await workspace.database.removeDataflow('Billing');
    await workspace.database.save();
    assert.deepEqual(rowsIn(workspace.file, 'SELECT count(*) AS rows FROM mine'), [{ rows: 20 }]);
  });

  it('has dropped one, is rolled back without it', async () => {
    await change('DROP TABLE billing_customers');
    for (const number of [2, 1]) {
      const plan = await workspace.database.rollbackPlan(target);
      assert.deepEqual(
        plan?.tables.map(({ table }) => table),
        ['billing_products'],
      );
      assert.equal(plan?.run.number, number);
      await workspace.database.rollback(target, plan.run.id);
    }
    assert.equal(await workspace.database.rollbackPlan(target), undefined);
  });

  it('has dropped one, is rolled back also after that was left out', async () => {
    await change('DROP TABLE billing_customers');
    await workspace.database.changeTables({ ...target, dropped: ['billing_customers'], renamed: [] });
    const plan = await workspace.database.rollbackPlan(target);
    assert.deepEqual(
      plan?.tables.map(({ table }) => table),
      ['billing_products'],
    );
  });

  it('has dropped one, may give its name to another one', async () => {
    await change('DROP TABLE billing_customers');
    const [, products] = dataflow.tables;
    assert.ok(products !== undefined);
    const tables = [{ ...products, table: 'billing_customers' }];
    const run = await workspace.runner.run({ ...dataflow, tables });
    assert.equal(run.status, 'succeeded', run.description);
    const [table] = await workspace.database.tables('Billing');
    assert.deepEqual(
      [table?.name, table?.rowCount],
      ['billing_customers', server.objects('products').length],
    );
    assert.equal((await workspace.database.rollbackPlan(target))?.run.number, 2);
  });

  it('has dropped one, knows nothing more of what runs changed in it, once it is made anew', async () => {
    const [{ id = 0 } = {}] = await workspace.database.runs('Billing', 1);
    await change('DROP TABLE billing_customers');
    await workspace.runner.run(dataflow);
    assert.deepEqual(
      (await workspace.database.changedTables(id)).map(({ table }) => table),
      ['billing_products'],
    );
  });

  for (const [what, sql] of [
    ['dropped one', 'DROP TABLE billing_customers'],
    ['taken a column that all have', 'ALTER TABLE billing_customers DROP COLUMN _run_id'],
    [
      'taken the key',
      `CREATE TABLE t AS SELECT * FROM billing_customers; DROP TABLE billing_customers;
       ALTER TABLE t RENAME TO billing_customers`,
    ],
  ] as const) {
    it(`has ${what}, leaves nothing behind when it is removed`, async () => {
      await change(sql);
      await workspace.database.removeDataflow('Billing');
      assert.deepEqual(await tablesInFile(), []);
    });
  }

  it('has taken the key, keeps it where it is left out: nobody could be asked with its rows', async () => {
    await change(
      `CREATE TABLE t AS SELECT * FROM billing_customers; DROP TABLE billing_customers;
       ALTER TABLE t RENAME TO billing_customers`,
    );
    await workspace.database.changeTables({ ...target, dropped: ['billing_customers'], renamed: [] });
    assert.ok((await tablesInFile()).includes('billing_customers'));
  });

  it('has put one of its own in the place, keeps that when it is removed', async () => {
    await change('DROP TABLE billing_customers; CREATE TABLE billing_customers (id TEXT PRIMARY KEY, note)');
    const run = await workspace.runner.run(dataflow);
    assert.match(run.description ?? '', /Another program has changed the table “billing_customers”/);
    await workspace.database.removeDataflow('Billing');
    assert.deepEqual(await tablesInFile(), ['billing_customers', 'sqlite_autoindex_billing_customers_1']);
  });

  it('has taken the key, says so, and is rolled back without it', async () => {
    await change(
      `CREATE TABLE t AS SELECT * FROM billing_customers; DROP TABLE billing_customers;
       ALTER TABLE t RENAME TO billing_customers`,
    );
    const run = await workspace.runner.run(dataflow);
    assert.equal(run.status, 'failed');
    assert.match(run.description ?? '', /Another program has changed the table “billing_customers”/);
    const plan = await workspace.database.rollbackPlan(target);
    assert.deepEqual(
      plan?.tables.map(({ table }) => table),
      ['billing_products'],
    );
    await workspace.database.rollback(target, plan.run.id);
    assert.equal((await workspace.database.rollbackPlan(target))?.run.number, 1);
  });
});

describe('a table to which another program', () => {
  const size: Column = { name: 'size', type: 'integer' };
  const weight: Column = { name: 'weight', type: 'integer' };

  function run(database: DatabaseApi, table: TableDefinition, rows: readonly Row[], state?: string): number {
    const { id } = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['things'] });
    database.prepareTables([table], id);
    database.writeBatch(id, { table: 'things', rows, state });
    database.finishTable(id, {
      table: 'things',
      status: 'succeeded',
      complete: false,
      requests: 1,
      retries: 0,
    });
    database.finishRun(id, { status: 'succeeded' });
    return id;
  }

  function rollBack(database: DatabaseApi): void {
    database.rollback({ dataflow: 'Shop' }, database.rollbackPlan({ dataflow: 'Shop' })?.run.id ?? 0);
  }

  /** Between the first run, of things with a size, and what follows, another program changes the file. */
  async function afterChange(
    sql: string,
    use: (database: DatabaseApi, file: string) => Promise<void> | void,
  ): Promise<void> {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await openDatabase(file);
      run(database, definition('things', [size]), [['a', 1]]);
      database.save();
      changeFile(file, sql);
      assert.ok(database.refresh());
      await use(database, file);
      database.close();
    });
  }

  it('added a column, an index and a trigger, keeps them when its columns change, and when that is rolled back', async () => {
    await afterChange(
      `ALTER TABLE things ADD COLUMN note VARCHAR(20);
       UPDATE things SET note = 'precious';
       CREATE INDEX by_note ON things (note);
       CREATE TRIGGER noted AFTER DELETE ON things BEGIN SELECT 1; END`,
      (database, file) => {
        const added = () => {
          database.save();
          return [
            rowsIn(file, 'SELECT note FROM things'),
            rowsIn(file, "SELECT name FROM sqlite_schema WHERE name IN ('by_note', 'noted') ORDER BY name"),
          ];
        };
        const before = added();
        assert.deepEqual(before, [[{ note: 'precious' }], [{ name: 'by_note' }, { name: 'noted' }]]);
        run(database, definition('things', [{ ...size, type: 'text' }, weight]), [['a', '1', 2]]);
        assert.deepEqual(added(), before);
        rollBack(database);
        assert.deepEqual(added(), before);
        assert.deepEqual(readAll(database, 'things', ['id', 'size']), [['a', 1]]);
      },
    );
  });

  it('added a column takes that over where the source has one of its name', async () => {
    await afterChange('ALTER TABLE things ADD COLUMN weight; UPDATE things SET weight = 7', (database) => {
      run(database, definition('things', [size, weight]), [['a', 1, 2]]);
      assert.deepEqual(readAll(database, 'things', ['size', 'weight']), [[1, 2]]);
    });
  });

  it('gave a column another name keeps its values when the run that made that anew is rolled back', async () => {
    await afterChange('ALTER TABLE things RENAME COLUMN size TO mass', (database, file) => {
      run(database, definition('things', [size]), [['a', 5]]);
      rollBack(database);
      database.save();
      assert.deepEqual(rowsIn(file, 'SELECT id, mass FROM things'), [{ id: 'a', mass: 1 }]);
    });
  });

  it('took a column is read again after the rollback of a run', async () => {
    await afterChange("INSERT INTO things (id, size) VALUES ('b', 2)", (database, file) => {
      run(database, definition('things', [size]), [['a', 1]], 'first');
      run(database, definition('things', [size, weight]), [['a', 1, 1]], 'second');
      database.save();
      changeFile(file, 'ALTER TABLE things DROP COLUMN size');
      database.refresh();
      rollBack(database);
      database.prepareTables([definition('things', [size])]);
      assert.equal(database.readState('things'), undefined);
    });
  });
});

describe('a table whose columns another version changes', () => {
  const tables = (columns: readonly Column[]) => [definition('things', columns)];
  const size: Column = { name: 'size', type: 'integer' };

  async function begun(columns: readonly Column[]): Promise<{ database: DatabaseApi; run: number }> {
    const database = await openDatabase();
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['things'] }).id;
    database.prepareTables(tables(columns), run);
    database.writeBatch(run, {
      table: 'things',
      rows: [
        ['a', ...columns.map(() => 1)],
        ['b', ...columns.map(() => 2)],
      ],
      state: 'read',
    });
    database.finishRun(run, { status: 'succeeded' });
    return { database, run };
  }

  it('goes on from where it was without one', async () => {
    const { database } = await begun([size]);
    database.prepareTables(tables([]));
    assert.equal(database.readState('things'), 'read');
  });

  it('is read again with a new one, one that comes back, and one of another type', async () => {
    for (const [before, after] of [
      [[], [size]],
      [[size], [{ ...size, type: 'text' }]],
      [[size], [{ ...size, type: 'boolean' }]],
    ] as const) {
      const { database } = await begun(before);
      database.prepareTables(tables(after));
      assert.equal(database.readState('things'), undefined);
    }
    const { database } = await begun([size]);
    database.prepareTables(tables([]));
    const next = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['things'] }).id;
    database.writeBatch(next, { table: 'things', rows: [['a']], state: 'read without it' });
    database.finishRun(next, { status: 'succeeded' });
    database.prepareTables(tables([size]));
    assert.equal(database.readState('things'), undefined);
  });

  it('tells what each run did, also before its type changed', async () => {
    const { database, run } = await begun([size]);
    for (const type of ['text', 'integer', 'text'] as const) {
      const next = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['things'] }).id;
      database.prepareTables(tables([{ ...size, type }]), next);
      database.finishRun(next, { status: 'succeeded' });
    }
    const { name } = database.openRunChanges(run, 'things');
    assert.deepEqual(readAll(database, name, ['id', '_change', 'size']), [
      ['a', 'inserted', '1'],
      ['b', 'inserted', '2'],
    ]);
  });
});

import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DatabaseApi } from '../../src/database/api.ts';
import type { createDatabase } from '../../src/database/database.ts';
import { readDatabaseFile } from '../../src/database/file.ts';
import { loadEngine } from '../../src/database/sqlite.ts';
import type { Row, SqlValue } from '../../src/shared/columns.ts';
import { definition, inFolder, openDatabase, readAll, runOnce, wasm } from './databaseSupport.ts';

const hostileNames = [
  'select',
  'a b',
  'a"b',
  "a'b",
  'x"; DROP TABLE _dataflows_runs; --',
  '[brackets]',
  '`ticks`',
  'größe 😀',
  '\u202Eright to left',
  '%s ?1 :a @b $c',
  'rowid',
];

describe('tables', () => {
  it('have the declared types, the primary key and the own columns', async () => {
    await inFolder(async (folder) => {
      const columns = (['text', 'integer', 'real', 'boolean', 'datetime', 'decimal', 'json'] as const).map(
        (type) => ({ name: `a_${type}`, type }),
      );
      const declared = await schemaOf(path.join(folder, 'data.sqlite'), 't', (database) =>
        database.prepareTables([definition('t', columns)]),
      );
      assert.deepEqual(declared, [
        ['id', 'TEXT', 1, 1],
        ['a_text', 'TEXT', 0, 0],
        ['a_integer', 'INTEGER', 0, 0],
        ['a_real', 'REAL', 0, 0],
        ['a_boolean', 'BOOLEAN', 0, 0],
        ['a_datetime', 'DATETIME', 0, 0],
        ['a_decimal', 'TEXT', 0, 0],
        ['a_json', 'TEXT', 0, 0],
        ['_run_id', 'INTEGER', 0, 0],
        ['_deleted_at', 'DATETIME', 0, 0],
      ]);
    });
  });

  it('are told by name, with their columns, counts and last refresh', async () => {
    const database = await openDatabase();
    const balance = { name: 'balance', type: 'decimal' } as const;
    database.prepareTables([definition('b', [balance]), definition('a', [], 'Other')]);
    const before = Date.now();
    runOnce(database, 'b', [['x', '1.50']]);
    const [a, b] = database.tables();
    assert.deepEqual(a, { ...definition('a', [], 'Other'), rowCount: 0 });
    const { lastRefresh = 0, ...rest } = b ?? {};
    assert.deepEqual(rest, { ...definition('b', [balance]), rowCount: 1 });
    assert.ok(lastRefresh >= before && lastRefresh <= Date.now());
    assert.deepEqual(
      database.tables('OTHER').map(({ name }) => name),
      ['a'],
    );
  });

  it('of another dataflow are neither renamed nor dropped for one that thinks they are its own', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('mine', []), definition('theirs', [], 'Other')]);
    database.changeTables({
      dataflow: 'SHOP',
      dropped: ['theirs'],
      renamed: [
        { from: 'theirs', to: 'taken' },
        { from: 'mine', to: 'still_mine' },
      ],
    });
    assert.deepEqual(
      database.tables().map(({ name }) => name),
      ['still_mine', 'theirs'],
    );
  });

  it('take any name for themselves and their columns', async () => {
    const database = await openDatabase();
    for (const name of hostileNames) {
      const columns = [...hostileNames, '_rowid_'].map((column) => ({ name: column, type: 'text' as const }));
      database.prepareTables([definition(name, columns)]);
      const row = ['1', ...columns.map((column) => column.name)];
      runOnce(database, name, [row]);
      assert.equal(runOnce(database, name, [row], { complete: true }).counts.unchanged, 1);
      assert.equal(runOnce(database, name, [], { complete: true }).deleted, 1);
      assert.deepEqual(readAll(database, name, ['id', ...columns.map((column) => column.name)]), [row]);
      assert.equal(database.completeness(name).columns.at(-1)?.column, '_rowid_');
      database.changeTables({ dropped: [], renamed: [{ from: name, to: `${name}2` }] });
    }
    assert.equal(database.tables().length, hostileNames.length);
    database.changeTables({ dropped: hostileNames.map((name) => `${name}2`), renamed: [] });
    assert.deepEqual(database.tables(), []);
    assert.notEqual(database.runs().length, 0);
  });

  it('keep their rows when columns come, go and come back', async () => {
    const database = await openDatabase();
    const old = { name: 'old', type: 'text' } as const;
    const fresh = { name: 'fresh', type: 'integer' } as const;
    database.prepareTables([definition('t', [old])]);
    runOnce(database, 't', [['a', 'kept']]);
    database.prepareTables([definition('t', [fresh])]);
    assert.deepEqual(
      database.tables()[0]?.columns.map(({ name }) => name),
      ['id', 'fresh', 'old'],
    );
    runOnce(database, 't', [['a', 7]]);
    assert.deepEqual(readAll(database, 't', ['id', 'fresh', 'old']), [['a', 7, 'kept']]);
    database.prepareTables([definition('t', [old, fresh])]);
    assert.equal(runOnce(database, 't', [['a', 'kept', 7]]).counts.unchanged, 1);
  });

  it('keep their rows when a type changes, and then store it exactly', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [{ name: 'n', type: 'integer' }])]);
    const { run } = runOnce(database, 't', [['a', 7]]);
    runOnce(database, 't', [], { complete: true });
    database.prepareTables([definition('t', [{ name: 'n', type: 'text' }])]);
    runOnce(database, 't', [['b', '007']]);
    assert.deepEqual(readAll(database, 't', ['id', 'n', '_run_id']), [
      ['a', '7', run + 1],
      ['b', '007', run + 2],
    ]);
    assert.equal(database.tables()[0]?.rowCount, 1);
  });

  it('are renamed with their rows and state, also in case alone', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [])]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
    database.writeBatch(run, { table: 't', rows: [['a']], state: 'here' });
    database.finishRun(run, { status: 'succeeded' });
    database.changeTables({ dropped: [], renamed: [{ from: 't', to: 'T' }] });
    database.changeTables({ dropped: [], renamed: [{ from: 'T', to: 'u' }] });
    database.prepareTables([definition('t', [])]);
    assert.equal(database.readState('u'), 'here');
    assert.equal(database.readState('t'), undefined);
    assert.deepEqual(
      database.tables().map(({ name, rowCount }) => [name, rowCount]),
      [
        ['t', 0],
        ['u', 1],
      ],
    );
  });

  it('begin with no state, also where a run kept one of a table that was dropped under it', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [])]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
    database.changeTables({ dropped: ['t'], renamed: [] });
    const end = { status: 'succeeded', complete: false, requests: 1, retries: 0, state: 'followed' } as const;
    database.finishTable(run, { table: 't', ...end });
    database.finishRun(run, { status: 'succeeded' });
    database.prepareTables([definition('t', [])]);
    assert.equal(database.readState('t'), undefined);
  });

  it('do not take the place of another', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('mine', []), definition('theirs', [], 'Other')]);
    for (const name of ['theirs', 'THEIRS', '_dataflows_runs', '_DATAFLOWS_new', 'sqlite_new']) {
      assert.throws(() => database.prepareTables([definition(name, [])]), { reason: 'nameTaken' });
      assert.throws(() => database.changeTables({ dropped: [], renamed: [{ from: 'mine', to: name }] }), {
        reason: 'nameTaken',
      });
    }
    assert.throws(() => database.prepareTables([definition('theirs', [])]), {
      message:
        /belongs to the dataflow “Other”, and “Shop” wants its name\. If you renamed “Other” in dataflows\.json/,
    });
    database.changeTables({ dropped: [], renamed: [{ from: 'none', to: 'other' }] });
    assert.deepEqual(
      database.tables().map(({ name }) => name),
      ['mine', 'theirs'],
    );
  });

  it('are made all together or none', async () => {
    const database = await openDatabase();
    assert.throws(() => database.prepareTables([definition('good', []), definition('_dataflows_bad', [])]), {
      reason: 'nameTaken',
    });
    assert.deepEqual(database.tables(), []);
  });

  it('are not changed while a run writes them', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [])]);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
    database.writeBatch(run, { table: 't', rows: [['a']] });
    for (const change of [
      () => database.changeTables({ dropped: [], renamed: [{ from: 'T', to: 'u' }] }),
      () => database.changeTables({ dropped: ['t'], renamed: [] }),
      () => database.removeDataflow('Shop'),
      () => database.prepareTables([definition('t', [{ name: 'n', type: 'text' }])]),
    ]) {
      assert.throws(change, { reason: 'tableInUse' });
    }
    database.finishRun(run, { status: 'cancelled' });
    database.changeTables({ dropped: ['t', 'never there'], renamed: [] });
    assert.deepEqual(database.tables(), []);
  });

  it('go with their dataflow, its runs and states; the file gets smaller', async () => {
    await inFolder(async (folder) => {
      const database = await openDatabase(path.join(folder, 'data.sqlite'));
      database.prepareTables([definition('t', []), definition('kept', [], 'Other')]);
      runOnce(database, 'kept', [['a']], { dataflow: 'Other' });
      const small = database.save()?.bytes ?? 0;
      runOnce(
        database,
        't',
        Array.from({ length: 5000 }, (_, index) => [`row ${index}`]),
      );
      assert.ok((database.save()?.bytes ?? 0) > 2 * small);
      database.removeDataflow('shop');
      assert.deepEqual(
        database.tables().map(({ name }) => name),
        ['kept'],
      );
      assert.deepEqual(
        database.runs().map(({ dataflow }) => dataflow),
        ['Other'],
      );
      assert.ok((database.save()?.bytes ?? 0) <= small);
    });
  });

  it('tell how complete their columns are, leaving deleted rows out', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [{ name: 'n', type: 'integer' }])]);
    assert.deepEqual(database.completeness('t').columns, [
      { column: 'id', share: 0 },
      { column: 'n', share: 0 },
    ]);
    runOnce(database, 't', [['gone', 1]]);
    const rows = [
      ['a', 1],
      ['b', null],
      ['c', null],
      ['d', 0],
    ];
    runOnce(database, 't', rows, { complete: true });
    assert.deepEqual(database.completeness('t').columns, [
      { column: 'id', share: 1 },
      { column: 'n', share: 0.5 },
    ]);
    assert.throws(() => database.completeness('none'), { reason: 'unknownTable' });
  });

  it('count how complete columns are bit by bit, and again after a change', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [{ name: 'n', type: 'integer' }])]);
    const rows = Array.from(
      { length: 45_000 },
      (_, index): Row => [`id${index}`, index % 4 === 0 ? null : index],
    );
    runOnce(database, 't', rows);
    const shareOfN = () => {
      for (;;) {
        const { columns, complete } = database.completeness('t');
        if (complete) {
          return columns[1]?.share;
        }
      }
    };
    assert.equal(shareOfN(), 0.75);
    assert.equal(database.completeness('t').complete, true);
    runOnce(database, 't', rows.slice(0, 4), { complete: true });
    assert.equal(shareOfN(), 0.75);
    runOnce(database, 't', [['new', null]]);
    assert.equal(shareOfN(), 0.6);
  });
});

describe('views', () => {
  it('that someone made are listed with their columns', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const first = await openDatabase(file);
      first.prepareTables([definition('t', [{ name: 'n', type: 'integer' }])]);
      first.close();
      const other = new DatabaseSync(file);
      other.exec(`CREATE VIEW "my ""view" AS SELECT n, n + 1 AS more FROM t`);
      other.exec('CREATE VIEW broken AS SELECT * FROM gone');
      other.close();
      const database = await openDatabase(file);
      assert.deepEqual(database.views(), [
        { name: 'broken', columns: [] },
        { name: 'my "view', columns: ['n', 'more'] },
      ]);
      database.close();
    });
  });

  const n = (type: 'integer' | 'text') => definition('t', [{ name: 'n', type }]);

  /** A database with one row in `t`, to which another program has added something. */
  async function withForeign(sql: string, use: (database: DatabaseApi, file: string) => void): Promise<void> {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const first = await openDatabase(file);
      first.prepareTables([n('integer'), definition('other', [])]);
      runOnce(first, 't', [['a', 7]]);
      first.close();
      const other = new DatabaseSync(file);
      other.exec(sql);
      other.close();
      const database = await openDatabase(file);
      use(database, file);
      database.close();
    });
  }

  function rowsOf(database: DatabaseApi, file: string, view: string): unknown {
    database.save();
    const saved = new DatabaseSync(file, { readOnly: true });
    try {
      return saved.prepare(`SELECT * FROM ${view}`).all().map(Object.values);
    } finally {
      saved.close();
    }
  }

  it('stay when the type of a column changes below them, and when that is rolled back', async () => {
    await withForeign('CREATE VIEW v AS SELECT id, n FROM t', (database, file) => {
      const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
      database.prepareTables([n('text')], run);
      database.writeBatch(run, { table: 't', rows: [['b', '007']] });
      database.finishRun(run, { status: 'succeeded' });
      assert.deepEqual(rowsOf(database, file, 'v'), [
        ['a', '7'],
        ['b', '007'],
      ]);
      database.rollback({ dataflow: 'Shop' }, run);
      assert.deepEqual(rowsOf(database, file, 'v'), [['a', 7]]);
    });
  });

  it('stay when columns below them are rolled back', async () => {
    await withForeign('CREATE VIEW v AS SELECT * FROM t', (database, file) => {
      const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
      database.prepareTables(
        [
          definition('t', [
            { name: 'n', type: 'integer' },
            { name: 'more', type: 'text' },
          ]),
        ],
        run,
      );
      database.writeBatch(run, { table: 't', rows: [['a', 8, 'x']] });
      database.finishRun(run, { status: 'succeeded' });
      database.rollback({ dataflow: 'Shop' }, run);
      assert.deepEqual(rowsOf(database, file, 'v'), [['a', 7, 1, null]]);
    });
  });

  it('follow a table that is renamed, and their own names stay', async () => {
    await withForeign('CREATE VIEW v AS SELECT id, n FROM t', (database, file) => {
      database.changeTables({ dropped: [], renamed: [{ from: 't', to: 'T' }] });
      database.changeTables({ dropped: [], renamed: [{ from: 'T', to: 'renamed' }] });
      assert.deepEqual(rowsOf(database, file, 'v'), [['a', 7]]);
    });
  });

  it('that are broken, and triggers, keep no table from being renamed with what undoes its runs', async () => {
    const foreign = `CREATE VIEW broken AS SELECT * FROM other;
      CREATE TABLE own (x);
      CREATE TRIGGER broken_too AFTER DELETE ON own BEGIN INSERT INTO other VALUES (1, 2, 3); END`;
    await withForeign(foreign, (database, file) => {
      database.changeTables({ dropped: ['other'], renamed: [] });
      const { run } = runOnce(database, 't', [['a', 8]]);
      database.changeTables({ dropped: [], renamed: [{ from: 't', to: 'renamed' }] });
      assert.deepEqual(rowsOf(database, file, 'renamed'), [['a', 8, run, null]]);
      database.rollback({ dataflow: 'Shop' }, run);
      assert.deepEqual(readAll(database, 'renamed', ['id', 'n']), [['a', 7]]);
      assert.throws(() => rowsOf(database, file, 'broken'), /no such table: main.other/);
    });
  });
});

/** Saves what `change` makes and reads name, type, not-null and key of the table's columns from the file. */
async function schemaOf(
  file: string,
  table: string,
  change: (database: Awaited<ReturnType<typeof createDatabase>>) => void,
): Promise<SqlValue[][]> {
  const database = await openDatabase(file);
  change(database);
  database.close();
  const sqlite = (await loadEngine(wasm)).open(readDatabaseFile(file).bytes);
  try {
    return sqlite.all('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', [table]);
  } finally {
    sqlite.close();
  }
}

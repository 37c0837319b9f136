import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { DatabaseApi } from '../../src/database/api.ts';
import { createDatabase } from '../../src/database/database.ts';
import type { Column, Row, SqlValue } from '../../src/shared/columns.ts';
import { backToVersion1 } from '../formerFormat.ts';
import { definition, inFolder, openDatabase, readAll, runOnce, wasm } from './databaseSupport.ts';
import { contentOf, UndoModel } from './undoModel.ts';

/** What a catalog may have of one resource, one version after another, forwards and back. */
const versions: readonly (readonly Column[])[] = [
  [
    { name: 'name', type: 'text' },
    { name: 'balance', type: 'integer' },
    { name: 'share', type: 'real' },
  ],
  [
    { name: 'name', type: 'text' },
    { name: 'balance', type: 'integer' },
    { name: 'added', type: 'json' },
    { name: 'share', type: 'real' },
  ],
  [
    { name: 'name', type: 'integer' },
    { name: 'balance', type: 'text' },
  ],
];

const ids = ['a', 'b', 'c', 'd', 'e', '1', '01'];
const values: readonly SqlValue[] = [
  null,
  0,
  1,
  -0.5,
  1e300,
  2n ** 62n,
  '',
  '007',
  '1.50',
  'Zoë 🦊\n"\'',
  '2026',
];

const anId = fc.constantFrom(...ids);
const aValue = fc.constantFrom(...values);
const aTableRun = fc.record({
  rows: fc.array(fc.tuple(anId, aValue, aValue, aValue, aValue), { maxLength: 6 }),
  deletedIds: fc.array(anId, { maxLength: 2 }),
  complete: fc.boolean(),
  state: fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: undefined }),
});
type TableRun = Parameters<Parameters<typeof aTableRun.map>[0]>[0];

const which = fc.nat(1);
const anAction = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      version: fc.constantFrom(0, 0, 0, 1, 2),
      tables: fc.tuple(fc.option(aTableRun, { nil: undefined }), fc.option(aTableRun, { nil: undefined })),
      end: fc.constantFrom('finish', 'finish', 'interrupt'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rollback' as const), table: fc.option(which) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), table: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), table: which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('save' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
);
type Action = Parameters<Parameters<typeof anAction.map>[0]>[0];

const keepRuns = 3;

describe('a rollback', () => {
  const customers = definition('customers', [{ name: 'name', type: 'text' }]);
  const namesOf = (database: DatabaseApi) =>
    readAll(database, 'customers', ['id', 'name']).map((row) => row.join(' '));

  /** How many notes the file has of what runs changed. */
  function notes(database: DatabaseApi): unknown {
    const folder = mkdtempSync(path.join(tmpdir(), 'dataflows-undo-'));
    const copy = path.join(folder, 'copy.sqlite');
    database.saveCopy(copy);
    const file = new DatabaseSync(copy);
    const found = file.prepare('SELECT count(*) AS count FROM _dataflows_undo').get();
    file.close();
    rmSync(folder, { recursive: true });
    return found?.['count'];
  }

  async function withRuns(): Promise<DatabaseApi> {
    const database = await openDatabase();
    database.prepareTables([customers]);
    runOnce(database, 'customers', [
      ['a', 'Ann'],
      ['b', 'Bob'],
      ['c', 'Cy'],
    ]);
    runOnce(
      database,
      'customers',
      [
        ['a', 'Anna'],
        ['b', 'Bob'],
        ['d', 'Di'],
      ],
      { complete: true },
    );
    return database;
  }

  it('says beforehand what it removes, restores and brings back, and is told as a run', async () => {
    const database = await withRuns();
    const plan = database.rollbackPlan({ dataflow: 'shop' });
    assert.equal(plan?.run.number, 2);
    assert.deepEqual(plan?.tables, [
      { table: 'customers', removed: 1, restored: 1, broughtBack: 1, dropped: false, columns: false },
    ]);
    const record = database.rollback({ dataflow: 'Shop' }, plan?.run.id ?? 0);
    assert.deepEqual(namesOf(database), ['a Ann', 'b Bob', 'c Cy']);
    assert.equal(record.number, 3);
    assert.deepEqual(
      record.tables.map(({ table, inserted, updated, deleted }) => [table, inserted, updated, deleted]),
      [['customers', 1, 1, 1]],
    );
    assert.deepEqual(
      database.runs('Shop').map(({ number, status, undoneBy }) => [number, status, undoneBy]),
      [
        [3, 'rolledBack', undefined],
        [2, 'succeeded', 3],
        [1, 'succeeded', undefined],
      ],
    );
  });

  it('passes over runs that found everything as it was', async () => {
    const database = await withRuns();
    const before = notes(database);
    runOnce(database, 'customers', [['a', 'Anna']]);
    assert.equal(database.rollbackPlan({ dataflow: 'Shop' })?.run.number, 2);
    assert.equal(notes(database), before, 'and keeps nothing of them');
  });

  it('ends with the runs that are kept, and drops older images in the run that passes the limit', async () => {
    const database = await openDatabase();
    database.prepareTables([customers]);
    for (let number = 0; number < 5; number += 1) {
      const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['customers'] }).id;
      database.writeBatch(run, { table: 'customers', rows: [['a', `name ${number}`]] });
      database.finishRun(run, { status: 'succeeded', keepRuns: 2 });
    }
    for (const left of ['name 3', 'name 2']) {
      const plan = database.rollbackPlan({ dataflow: 'Shop' });
      database.rollback({ dataflow: 'Shop' }, plan?.run.id ?? 0);
      assert.deepEqual(namesOf(database), [`a ${left}`]);
    }
    assert.equal(database.rollbackPlan({ dataflow: 'Shop' }), undefined);
  });

  it('is refused while the dataflow runs, and where another run came between; nothing is changed', async () => {
    const database = await withRuns();
    const before = namesOf(database);
    const plan = database.rollbackPlan({ dataflow: 'Shop' })?.run.id ?? 0;
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['customers'] }).id;
    assert.throws(() => database.rollback({ dataflow: 'Shop' }, plan), { reason: 'tableInUse' });
    database.writeBatch(run, { table: 'customers', rows: [['e', 'Eve']] });
    database.finishRun(run, { status: 'succeeded' });
    assert.throws(() => database.rollback({ dataflow: 'Shop' }, plan), { reason: 'rollbackOutdated' });
    assert.deepEqual(namesOf(database), [...before, 'e Eve']);
  });

  it('finds rows by their id, also after a VACUUM by another program', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await openDatabase(file);
      database.prepareTables([customers]);
      runOnce(database, 'customers', [
        ['a', 'Ann'],
        ['b', 'Bob'],
        ['c', 'Cy'],
      ]);
      runOnce(database, 'customers', [
        ['b', 'Bobby'],
        ['d', 'Di'],
      ]);
      database.close();
      const other = new DatabaseSync(file);
      other.exec(`DELETE FROM customers WHERE id = 'a'; VACUUM`);
      other.close();
      database.open({ file, readOnly: false });
      database.rollback({ dataflow: 'Shop' }, database.rollbackPlan({ dataflow: 'Shop' })?.run.id ?? 0);
      assert.deepEqual(namesOf(database), ['b Bob', 'c Cy']);
      database.close();
    });
  });

  it('comes to a database of version 1 with its migration', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await openDatabase(file);
      database.prepareTables([customers]);
      runOnce(database, 'customers', [['a', 'Ann']]);
      database.close();
      const other = new DatabaseSync(file);
      other.exec(backToVersion1);
      other.close();
      database.open({ file, readOnly: false });
      assert.equal(database.rollbackPlan({ dataflow: 'Shop' }), undefined, 'nothing was kept of that run');
      runOnce(database, 'customers', [['a', 'Anna']]);
      database.rollback({ dataflow: 'Shop' }, database.rollbackPlan({ dataflow: 'Shop' })?.run.id ?? 0);
      assert.deepEqual(namesOf(database), ['a Ann']);
      database.close();
    });
  });
});

describe('the changes of a run', () => {
  const customers = definition('customers', [
    { name: 'name', type: 'text' },
    { name: 'balance', type: 'integer' },
  ]);

  async function withRuns(): Promise<{ database: DatabaseApi; runs: number[] }> {
    const database = await openDatabase();
    database.prepareTables([customers]);
    const first = runOnce(database, 'customers', [
      ['a', 'Ann', 1],
      ['b', 'Bob', null],
      ['c', 'Cy', 3],
      ['d', 'Di', 2n ** 60n],
    ]);
    const second = runOnce(
      database,
      'customers',
      [
        ['a', 'Ann', 10],
        ['b', 'Bo', 0],
        ['d', 'Di', 2n ** 60n],
        ['e', 'Eve', 5],
      ],
      { complete: true },
    );
    const third = runOnce(database, 'customers', [
      ['a', 'Anna', 11],
      ['c', 'Cy', 3],
      ['e', 'Eva', 5],
    ]);
    return { database, runs: [first.run, second.run, third.run] };
  }

  function changes(database: DatabaseApi, run: number): Row[] {
    const info = database.openRunChanges(run, 'customers');
    assert.equal(database.tables('Shop').length, 1, 'it is no table of the dataflow');
    assert.deepEqual(database.tables(info.dataflow), [info]);
    return readAll(database, info.name, ['id', '_change', '_changed_columns', 'name', 'balance']).sort(
      (a, b) => String(a[0]).localeCompare(String(b[0])),
    );
  }

  it('are the rows that it inserted, updated, with the values before, and deleted', async () => {
    const { database, runs } = await withRuns();
    assert.deepEqual(changes(database, runs[1] ?? 0), [
      ['a', 'updated', 'balance', 'Ann', '1 → 10'],
      ['b', 'updated', 'name, balance', 'Bob → Bo', 'NULL → 0'],
      ['c', 'deleted', null, 'Cy', '3'],
      ['e', 'inserted', null, 'Eve', '5'],
    ]);
    assert.deepEqual(changes(database, runs[2] ?? 0), [
      ['a', 'updated', 'name, balance', 'Ann → Anna', '10 → 11'],
      ['c', 'came back', null, 'Cy', '3'],
      ['e', 'updated', 'name', 'Eve → Eva', '5'],
    ]);
  });

  it('of a first run are all its rows, as it brought them, whatever later runs made of them', async () => {
    const { database, runs } = await withRuns();
    assert.deepEqual(changes(database, runs[0] ?? 0), [
      ['a', 'inserted', null, 'Ann', 1],
      ['b', 'inserted', null, 'Bob', null],
      ['c', 'inserted', null, 'Cy', 3],
      ['d', 'inserted', null, 'Di', 2n ** 60n],
    ]);
  });

  it('are kept of the last few that were asked for', async () => {
    const database = await openDatabase();
    database.prepareTables([customers]);
    const names = [1, 2, 3, 4, 5, 6].map((balance) => {
      const { run } = runOnce(database, 'customers', [['a', 'Ann', balance]]);
      return database.openRunChanges(run, 'customers').name;
    });
    const [first, ...others] = names;
    assert.throws(() => readAll(database, first ?? '', ['id']), { reason: 'unknownTable' });
    for (const name of others) {
      assert.deepEqual(readAll(database, name, ['id']), [['a']]);
    }
  });

  it('are gone with its rollback, and in no file', async () => {
    const { database, runs } = await withRuns();
    const last = runs[2] ?? 0;
    assert.deepEqual(database.changedTables(last), [{ table: 'customers', inserted: 0, changed: 3 }]);
    changes(database, last);
    await inFolder((folder) => {
      const copy = path.join(folder, 'copy.sqlite');
      database.saveCopy(copy);
      assert.deepEqual([...contentOf(copy).tables.keys()], ['customers']);
    });
    assert.equal(changes(database, last).length, 3, 'saving leaves it');
    database.rollback({ dataflow: 'Shop' }, last);
    assert.deepEqual(database.changedTables(last), []);
    assert.throws(() => database.openRunChanges(last, 'customers'), { reason: 'changesGone' });
  });
});

describe('any sequence of runs, edits, rollbacks and crashes', () => {
  it('is undone run by run, to exactly what there was before', async function () {
    // It writes the file after each action.
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(anAction, { minLength: 2, maxLength: 14 }), async (actions) => {
        await inFolder(async (folder) => {
          const history = await History.begin(path.join(folder, 'data.sqlite'));
          for (const action of actions) {
            await history.do(action);
          }
          // What is left of it is undone to its beginning.
          for (let left = keepRuns + 1; left > 0; left -= 1) {
            await history.do({ kind: 'rollback', table: null });
          }
        });
      }),
      { numRuns: 30 },
    );
  });
});

/** One history of a file and of a model, which are compared after each action. */
class History {
  readonly #file: string;
  readonly #database: DatabaseApi;
  #names = ['first', 'second'];
  #renames = 0;
  #model = new UndoModel(keepRuns);
  #saved: { bytes: Buffer; model: UndoModel; names: string[] };

  static async begin(file: string): Promise<History> {
    const database = await createDatabase(wasm);
    database.open({ file, readOnly: false });
    // A run of another dataflow, which nothing may touch.
    database.prepareTables([definition('bystander', versions[0] ?? [], 'Other')]);
    database.save();
    return new History(file, database, await readFile(file));
  }

  private constructor(file: string, database: DatabaseApi, bytes: Buffer) {
    this.#file = file;
    this.#database = database;
    this.#model.tables = new Map(contentOf(file).tables);
    this.#saved = { bytes, model: this.#model.clone(), names: this.#names };
  }

  async do(action: Action): Promise<void> {
    switch (action.kind) {
      case 'run':
        this.#run(action);
        break;
      case 'rollback':
        this.#rollBack(action.table === null ? undefined : this.#names[action.table]);
        break;
      case 'rename':
        this.#rename(action.table);
        break;
      case 'drop':
        this.#change({ dropped: [this.#names[action.table] ?? ''], renamed: [] });
        this.#model.drop(this.#names[action.table] ?? '');
        break;
      case 'save':
        this.#saved = {
          bytes: await readFile(this.#file),
          model: this.#model.clone(),
          names: [...this.#names],
        };
        break;
      case 'crash':
        await writeFile(this.#file, this.#saved.bytes);
        this.#model = this.#saved.model.clone();
        this.#names = [...this.#saved.names];
        this.#database.open({ file: this.#file, readOnly: false });
        break;
    }
    this.#compare();
  }

  #compare(): void {
    this.#database.save();
    const content = contentOf(this.#file);
    assert.deepEqual(content.integrity, ['ok']);
    assert.deepEqual(byName(content.tables), byName(this.#model.tables));
  }

  #run({ version, tables, end }: Extract<Action, { kind: 'run' }>): void {
    const columns = versions[version] ?? [];
    const named = tables.flatMap((table, index) =>
      table === undefined ? [] : [{ ...table, name: this.#names[index] ?? '', resource: `resource${index}` }],
    );
    const run = this.#database.beginRun({
      dataflow: 'Shop',
      source: 'test',
      tables: named.map(({ name }) => name),
    }).id;
    this.#database.prepareTables(
      named.map(({ name, resource }) => ({ ...definition(name, columns), resource })),
      run,
    );
    for (const table of named) {
      this.#runTable(run, table, columns.length + 1);
    }
    if (end === 'finish') {
      this.#database.finishRun(run, { status: 'succeeded', keepRuns });
    } else {
      this.#database.save();
      this.#database.open({ file: this.#file, readOnly: false });
    }
    this.#database.save();
    this.#model.ran(
      run,
      named.map(({ name }) => name),
      contentOf(this.#file).tables,
      end === 'finish',
    );
  }

  #runTable(
    run: number,
    { name, rows, deletedIds, complete, state }: TableRun & { name: string },
    width: number,
  ): void {
    const cells = rows.map((row): Row => row.slice(0, width));
    this.#database.writeBatch(run, { table: name, rows: cells, deletedIds, state });
    this.#database.finishTable(run, { table: name, status: 'succeeded', complete, requests: 1, retries: 0 });
  }

  #rollBack(table: string | undefined): void {
    const target = { dataflow: 'Shop', table };
    const plan = this.#database.rollbackPlan(target);
    assert.equal(plan?.run.id, this.#model.newestRun(table));
    if (plan !== undefined) {
      assert.equal(this.#database.rollback(target, plan.run.id).status, 'rolledBack');
      this.#model.rollBack(table);
    }
  }

  #rename(index: number): void {
    const from = this.#names[index] ?? '';
    const to = `name${this.#renames++}`;
    if (this.#model.tables.has(from)) {
      this.#change({ dropped: [], renamed: [{ from, to }] });
      this.#model.rename(from, to);
      this.#names = this.#names.with(index, to);
    }
  }

  #change(change: Parameters<DatabaseApi['changeTables']>[0]): void {
    this.#database.changeTables(change);
  }
}

function byName<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => a.localeCompare(b));
}

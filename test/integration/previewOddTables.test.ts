import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseClient } from '../../src/database/client.ts';
import type { Column } from '../../src/shared/columns.ts';
import type { RowsView } from '../../src/shared/preview.ts';
import { RowReader } from '../../src/workbench/preview/rowReader.ts';
import { changeFile, definition, inFolder, wasm, worker } from './databaseSupport.ts';

const everything: RowsView = { where: [], search: '', includeDeleted: false, orderBy: [] };

const oddNames = [
  `it's "quoted" \`too\` [x]`,
  '<script>alert(1)</script>',
  '=cmd()',
  '😀 emoji',
  'שם עברי',
  'rowid',
  '-- ; DROP TABLE t',
];
const oddValues = [
  '</script><script>alert(1)</script>',
  '=cmd()',
  `'; DROP TABLE t; --`,
  '100% _\\',
  '😀👩‍👩‍👧',
  '\u202Eשלום',
  '',
];

/** A table that another program changes; `reopen` takes that in, as the extension does when the file has changed. */
async function withTable(
  columns: readonly Column[],
  use: (parts: {
    readonly database: DatabaseClient;
    readonly rows: RowReader;
    readonly change: (sql: string) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'data.sqlite');
    const database = new DatabaseClient({ worker, wasm, file, readOnly: false });
    let version = 0;
    const change = async (sql: string) => {
      await database.save();
      changeFile(file, sql);
      assert.equal(await database.refresh(), true);
      version += 1;
    };
    try {
      await database.prepareTables([definition('t', columns)]);
      const rows = new RowReader({
        database,
        dataflow: 'Shop',
        table: 't',
        meanings: async () => new Map(),
        asOf: () => version,
        isLookedAt: () => true,
      });
      await use({ database, rows, change });
    } finally {
      await database.dispose();
    }
  });
}

async function write(
  database: DatabaseClient,
  rows: readonly (readonly string[])[],
  state?: string,
): Promise<void> {
  const { id } = await database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
  await database.writeBatch(id, { table: 't', rows, state });
  await database.finishTable(id, {
    table: 't',
    status: 'succeeded',
    complete: true,
    requests: 1,
    retries: 0,
  });
  await database.finishRun(id, { status: 'succeeded' });
}

describe('the preview of a table', () => {
  it('takes columns and values of any name and kind as they are', async () => {
    const columns = oddNames.map((name) => ({ name, type: 'text' }) as const);
    await withTable(columns, async ({ database, rows }) => {
      await write(database, [
        ['odd', ...oddValues],
        ['plain', ...oddValues.map(() => 'x')],
      ]);
      for (const [index, column] of oddNames.entries()) {
        const value = oddValues[index] ?? '';
        const views = {
          equals: { ...everything, where: [{ column, operator: 'equals', value }] },
          oneOf: { ...everything, where: [{ column, operator: 'oneOf', values: [value] }] },
          sorted: {
            ...everything,
            where: [{ column, operator: 'isNotNull' }],
            search: value,
            // The empty text is searched for in vain, and stands first.
            orderBy: [{ column, descending: value !== '' }],
          },
        } as const satisfies Record<string, RowsView>;
        for (const [what, view] of Object.entries(views)) {
          const page = await rows.read({ view, columns: [column], offset: 0, limit: 1 });
          assert.deepEqual(page, [[value]], `${what} of ${column}`);
        }
        const summary = await rows.summarize({ purpose: 'summary', filter: { ...everything }, column });
        assert.deepEqual([summary.rows, summary.distinct], [2, 2]);
      }
      const { text } = await rows.copy({
        view: everything,
        columns: oddNames,
        offset: 0,
        limit: 1,
        format: 'json',
        header: true,
      });
      assert.deepEqual(JSON.parse(text), [
        Object.fromEntries(oddNames.map((name, index) => [name, oddValues[index]])),
      ]);
    });
  });

  it('shows a blob of another program in SQL’s notation, and finds its row', async () => {
    await withTable([{ name: 'b', type: 'text' }], async ({ database, rows, change }) => {
      await write(database, [['a', 'text']]);
      await change(`UPDATE t SET b = x'00ff'`);
      const orderBy = [{ column: 'b', descending: true }];
      const page = { columns: ['b'], offset: 0, limit: 1 };
      assert.deepEqual(await rows.read({ ...page, view: { ...everything, orderBy } }), [[`x'00ff'`]]);
      assert.deepEqual((await rows.row({ table: 't', id: 'a' })).row?.cells[1], `x'00ff'`);
      const part = { table: 't', id: 'a', column: 'b', offset: 2, length: 4 };
      assert.deepEqual(await rows.text(part), { text: '00ff', bytes: 2 });
    });
  });

  it('takes as many columns as there can be', async () => {
    const columns = Array.from({ length: 1997 }, (_, index): Column => ({ name: `c${index}`, type: 'text' }));
    await withTable(columns, async ({ database, rows }) => {
      await write(database, [['a', ...columns.map(({ name }) => name)]]);
      const names = (await rows.columns())?.map(({ name }) => name) ?? [];
      assert.equal(names.length, 1999);
      const view = { ...everything, search: 'c1996', orderBy: [{ column: 'c1996', descending: true }] };
      const [cells] = await rows.read({ view, columns: names, offset: 0, limit: 80 });
      assert.equal(cells?.length, 1999);
      assert.equal((await rows.row({ table: 't', id: 'a' })).row?.cells.length, 1999);
    });
  });

  it('of no rows has none, in any view', async () => {
    await withTable([{ name: 'n', type: 'integer' }], async ({ rows }) => {
      assert.deepEqual(await rows.count(), { present: 0, deleted: 0 });
      const orderBy = [{ column: 'n', descending: true }];
      const where = [{ column: 'n', operator: 'isNull' as const }];
      for (const view of [
        everything,
        { ...everything, orderBy },
        { ...everything, where },
        { ...everything, where, orderBy, search: 'x' },
      ]) {
        assert.deepEqual(await rows.find(view, () => undefined), { count: 0, complete: true });
        assert.deepEqual(await rows.read({ view, columns: ['n'], offset: 0, limit: 10 }), []);
      }
      assert.equal((await rows.summarize({ purpose: 'summary', filter: everything, column: 'n' })).rows, 0);
    });
  });

  it('shows what another program has put in its place, and that it has gone', async () => {
    await withTable([{ name: 'n', type: 'text' }], async ({ database, rows, change }) => {
      await write(database, [
        ['a', 'x'],
        ['b', 'y'],
      ]);
      const view = { ...everything, orderBy: [{ column: 'n', descending: true }] };
      const page = { view, columns: ['id'], offset: 0, limit: 10 };
      assert.deepEqual(await rows.read(page), [['b'], ['a']]);
      await change(
        `DELETE FROM t; INSERT INTO t (id, n, _deleted_at) VALUES ('c', 'z', NULL), ('d', 'z', '2026')`,
      );
      assert.deepEqual(await rows.read(page), [['c']]);
      assert.deepEqual(await rows.count(), { present: 1, deleted: 1 });
      assert.deepEqual(await rows.read({ ...page, view: { ...view, includeDeleted: true } }), [['c'], ['d']]);
      await change(`DROP TABLE t; DELETE FROM _dataflows_tables WHERE name = 't'`);
      assert.equal(await rows.columns(), undefined);
      await assert.rejects(rows.read(page), { reason: 'unknownTable' });
    });
  });

  it('shows no column that another program has renamed, until it has been made and read again', async () => {
    const columns: readonly Column[] = [
      { name: 'n', type: 'text' },
      { name: 'Größe', type: 'integer' },
    ];
    await withTable(columns, async ({ database, rows, change }) => {
      await write(database, [['a', 'x', '1']], 'listed');
      await change('ALTER TABLE t RENAME COLUMN n TO other');
      assert.deepEqual(await rows.columns(), [
        { name: 'id', type: 'text' },
        { name: 'Größe', type: 'integer' },
        { name: '_deleted_at', type: 'datetime' },
      ]);
      const page = { view: everything, columns: ['id', 'Größe'], offset: 0, limit: 10 };
      assert.deepEqual(await rows.read(page), [['a', 1]]);
      await assert.rejects(rows.read({ ...page, columns: ['n'] }), { reason: 'invalidQuery' });
      assert.equal(await database.readState('t'), 'listed');
      await database.prepareTables([definition('t', columns)]);
      assert.equal(await database.readState('t'), undefined);
      await write(database, [['a', 'x', '1']]);
      assert.deepEqual(await rows.read({ ...page, columns: ['n', 'Größe'] }), [['x', 1]]);
    });
  });

  for (const [what, sql] of [
    ['dropped', 'DROP TABLE t'],
    ['replaced', 'DROP TABLE t; CREATE TABLE t (id)'],
  ] as const) {
    it(`says that it has gone when another program has ${what} it, and leaves the other tables`, async () => {
      await withTable([{ name: 'n', type: 'text' }], async ({ database, rows, change }) => {
        await database.prepareTables([definition('kept', [])]);
        await change(sql);
        assert.equal(await rows.columns(), undefined);
        assert.deepEqual(
          (await database.tables()).map(({ name }) => name),
          ['kept'],
        );
        const prepared = database.prepareTables([definition('t', [{ name: 'n', type: 'text' }])]);
        if (what === 'dropped') {
          await prepared;
          await write(database, [['a', 'x']]);
          assert.equal((await database.tables()).length, 2);
        } else {
          await assert.rejects(prepared, { reason: 'nameTaken' });
        }
        await database.changeTables({ dropped: [], renamed: [{ from: 'kept', to: 'other' }] });
      });
    });
  }
});

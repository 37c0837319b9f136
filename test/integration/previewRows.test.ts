import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseClient } from '../../src/database/client.ts';
import type { Column, Row } from '../../src/shared/columns.ts';
import { maxGridText, type RowsView, textPartLength } from '../../src/shared/preview.ts';
import {
  RowReader,
  type RowReaderOptions,
  SupersededError,
  TooMuchToCopyError,
} from '../../src/workbench/preview/rowReader.ts';
import { definition, inFolder, wasm, worker } from './databaseSupport.ts';

const everything: RowsView = { where: [], search: '', includeDeleted: false, orderBy: [] };
const columns: Column[] = [
  { name: 'n', type: 'integer' },
  { name: 's', type: 'text' },
  { name: 'customer', type: 'text' },
];

/** Runs `use` with the preview's reader of a table, as the extension host has it: the database is in its thread. */
async function withRows(
  rows: readonly Row[],
  use: (rows: RowReader, database: DatabaseClient) => Promise<void>,
  options: Partial<Pick<RowReaderOptions, 'meanings' | 'isLookedAt' | 'asOf'>> = {},
): Promise<void> {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'data.sqlite');
    const database = new DatabaseClient({ worker, wasm, file, readOnly: false });
    try {
      await database.prepareTables([definition('t', columns), definition('customers', [])]);
      await importRows(database, 't', rows);
      await importRows(database, 'customers', [['cus_123456789']]);
      const reader = new RowReader({
        database,
        dataflow: 'Shop',
        table: 't',
        meanings: async () => new Map(),
        asOf: () => 1,
        isLookedAt: () => true,
        ...options,
      });
      await use(reader, database);
    } finally {
      await database.dispose();
    }
  });
}

async function importRows(database: DatabaseClient, table: string, rows: readonly Row[]): Promise<void> {
  const { id } = await database.beginRun({ dataflow: 'Shop', source: 'test', tables: [table] });
  await database.writeBatch(id, { table, rows });
  await database.finishTable(id, { table, status: 'succeeded', complete: true, requests: 1, retries: 0 });
  await database.finishRun(id, { status: 'succeeded' });
}

function manyRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => [`row${index}`, index % 100, `text ${index}`, null]);
}

describe('the rows of a preview', () => {
  it('are found no longer than they are wanted', async () => {
    await withRows(manyRows(10_000), async (rows) => {
      const first = rows.find({ ...everything, search: 'nowhere to be found' }, () => undefined);
      const second = rows.find({ ...everything, search: 'text 9999' }, () => undefined);
      assert.equal((await first).complete, false);
      assert.deepEqual(await second, { count: 1, complete: true });
    });
  });

  it('are found no longer than somebody looks at them', async () => {
    await withRows(
      manyRows(10_000),
      async (rows) => {
        const view = { ...everything, search: 'nowhere to be found' };
        const turns: number[] = [];
        const found = await rows.find(view, ({ count }) => turns.push(count));
        assert.deepEqual([found.complete, turns], [false, []]);
      },
      { isLookedAt: () => false },
    );
  });

  it('are told from the first on while others are being found', async () => {
    await withRows(manyRows(10_000), async (rows) => {
      const found = rows.find({ ...everything, search: 'text 9999' }, () => undefined);
      const first = await rows.first((await rows.columns()) ?? []);
      assert.deepEqual(
        [first.columns, first.rows.length, first.rows[1]],
        [['id', 'n', 's', 'customer', '_deleted_at'], 128, ['row1', 1, 'text 1', null, null]],
      );
      assert.deepEqual(await found, { count: 1, complete: true });
    });
  });

  it('are sorted no longer than they are wanted', async () => {
    await withRows(manyRows(10_000), async (rows) => {
      const sorted = (column: string) => ({ ...everything, orderBy: [{ column, descending: true }] });
      const first = rows.find(sorted('s'), () => undefined);
      const second = rows.read({ view: sorted('n'), columns: ['id'], offset: 0, limit: 1 });
      assert.equal((await first).complete, false);
      assert.deepEqual(await second, [['row99']]);
    });
  });

  it('that nobody wants any more are not read', async () => {
    await withRows(manyRows(10_000), async (rows) => {
      const params = { columns: ['id'], offset: 0, limit: 200 };
      const first = rows.read({ ...params, view: { ...everything, search: 'nowhere to be found' } });
      const second = rows.read({ ...params, view: { ...everything, search: 'text 9999' } });
      await assert.rejects(first, SupersededError);
      assert.deepEqual(await second, [['row9999']]);
    });
  });

  it('are those of the sorted view, wherever the page is', async () => {
    await withRows(manyRows(5000), async (rows) => {
      const view = { ...everything, orderBy: [{ column: 'n', descending: true }] };
      const page = await rows.read({ view, columns: ['n', 'id'], offset: 2500, limit: 2 });
      assert.deepEqual(page, [
        [49, 'row49'],
        [49, 'row149'],
      ]);
    });
  });

  it('are read again after the database’s thread was started anew', async () => {
    await withRows(manyRows(3000), async (rows, database) => {
      const view = { ...everything, search: 'text 29' };
      const found = await rows.find(view, () => undefined);
      await database.save();
      await database.reopen();
      assert.deepEqual(await rows.find(view, () => undefined), found);
      assert.deepEqual(await rows.read({ view, columns: ['id'], offset: 0, limit: 1 }), [['row29']]);
    });
  });

  it('have the rows that they refer to, and say where these are', async () => {
    await withRows([['in_1', 1, '<script>', 'cus_123456789']], async (rows) => {
      const { row } = await rows.row({ table: 't', id: 'in_1' });
      assert.deepEqual(row?.cells.slice(0, 4), ['in_1', 1, '<script>', 'cus_123456789']);
      assert.deepEqual(row?.references, { customer: 'customers' });
      assert.equal((await rows.row({ id: 'cus_123456789' })).row?.table, 'customers');
      assert.deepEqual(await rows.row({ table: 't', id: 'gone' }), { row: undefined });
      assert.deepEqual(await rows.row({ table: 'dropped', id: 'in_1' }), { row: undefined });
    });
  });

  it('refer by ids of any form where a column says what it refers to', async () => {
    const meaning = { personalData: 'none', refersTo: ['customers'] } as const;
    await withRows(
      [
        ['a', 1, 'SUMMER25', 'SUMMER25'],
        ['b', 1, '', 'unknown'],
      ],
      async (rows, database) => {
        await importRows(database, 'customers', [['SUMMER25']]);
        assert.deepEqual((await rows.row({ table: 't', id: 'a' })).row?.references, {
          customer: 'customers',
        });
        assert.deepEqual((await rows.row({ table: 't', id: 'b' })).row?.references, {});
      },
      { meanings: async () => new Map([['customer', meaning]]) },
    );
  });

  it('send no more of a text of 50 MB than is asked for', async () => {
    const text = 'é'.repeat(25_000_000);
    await withRows([['a', 1, text, null]], async (rows) => {
      const [[cell]] = (await rows.read({ view: everything, columns: ['s'], offset: 0, limit: 1 })) as [
        [unknown],
      ];
      assert.deepEqual(cell, { start: 'é'.repeat(maxGridText) });
      assert.deepEqual((await rows.row({ table: 't', id: 'a' })).row?.cells[2], cell);
      const part = await rows.text({ table: 't', id: 'a', column: 's', offset: 10, length: textPartLength });
      assert.equal(part.text?.length, textPartLength);
      assert.equal(part.bytes, 50_000_000);
      await assert.rejects(
        rows.copy({ view: everything, columns: ['s'], offset: 0, limit: 1, format: 'tsv', header: false }),
        TooMuchToCopyError,
      );
    });
  });

  it('are copied as they are filtered and sorted', async () => {
    await withRows(manyRows(1200), async (rows) => {
      const view = {
        ...everything,
        where: [{ column: 'n', operator: 'atMost' as const, value: '49' }],
        orderBy: [{ column: 'n', descending: true }],
      };
      const { text, rows: count } = await rows.copy({
        view,
        columns: ['n', 'id'],
        offset: 0,
        limit: 1_000_000,
        format: 'tsv',
        header: true,
      });
      assert.equal(count, 600);
      assert.deepEqual(text.split('\n').slice(0, 3), ['n\tid', '49\trow49', '49\trow149']);
      assert.equal(text.split('\n').length, 601);
    });
  });

  it('are copied as they were at one moment, also where a run ends meanwhile', async () => {
    let asOf = 1;
    await withRows(
      manyRows(1200),
      async (rows, database) => {
        const view = { ...everything, orderBy: [{ column: 's', descending: false }] };
        await rows.find(view, () => undefined);
        await importRows(database, 't', manyRows(1200).slice(300));
        const read = database.readPage.bind(database);
        database.readPage = async (query) => {
          asOf += 1;
          return await read(query);
        };
        const { text } = await rows.copy({
          view,
          columns: ['id'],
          offset: 0,
          limit: 1_000_000,
          format: 'tsv',
          header: false,
        });
        assert.equal(new Set(text.split('\n')).size, 1200);
      },
      { asOf: () => asOf },
    );
  });

  it('are summed up column by column', async () => {
    await withRows(manyRows(2000), async (rows) => {
      const filter = { where: [], search: 'text 19', includeDeleted: false };
      const summary = await rows.summarize({ purpose: 'summary', filter, column: 'n' });
      assert.equal(summary.complete, true);
      assert.equal(summary.rows, 111);
    });
  });

  it('are summed up no longer than somebody looks at them', async () => {
    await withRows(
      manyRows(10_000),
      async (rows) => {
        const filter = { where: [], search: '', includeDeleted: false };
        const summary = await rows.summarize({ purpose: 'summary', filter, column: 'n' });
        assert.equal(summary.complete, false);
      },
      { isLookedAt: () => false },
    );
  });

  it('have no start of a long text for a value that one could look for', async () => {
    const long = ['x'.repeat(201), '😀'.repeat(200)];
    await withRows(
      [...long, 'short'].map((text, index) => [`row${index}`, 1, text, null]),
      async (rows) => {
        const filter = { where: [], search: '', includeDeleted: false };
        const { values, maximum } = await rows.summarize({ purpose: 'filter', filter, column: 's' });
        assert.deepEqual(
          new Set(values.map(({ value }) => value)),
          new Set([{ start: 'x'.repeat(200) }, long[1], 'short']),
        );
        assert.deepEqual(maximum, long[1]);
      },
    );
  });
});

describe('the preview of a table that gets another name', () => {
  it('knows the new name, and no table’s that was there beside it', async () => {
    await withRows(manyRows(1), async (rows, database) => {
      await database.prepareTables([{ ...definition('beside', columns), resource: 't' }]);
      await rows.columns();
      assert.equal(await rows.newName(), undefined);
      await database.changeTables({ dropped: [], renamed: [{ from: 't', to: 'u' }] });
      assert.equal(await rows.columns(), undefined);
      assert.equal(await rows.newName(), 'u');
      await database.changeTables({ dropped: ['u'], renamed: [] });
      assert.equal(await rows.newName(), undefined);
    });
  });
});

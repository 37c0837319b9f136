import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Condition, DatabaseApi, PageQuery } from '../../src/database/api.ts';
import type { Row, SqlValue } from '../../src/shared/columns.ts';
import { definition, openDatabase, runOnce } from './databaseSupport.ts';

const everything = { includeDeleted: false, where: [], orderBy: [], offset: 0, limit: 10_000 } as const;

async function filled(columns: Parameters<typeof definition>[1], rows: readonly Row[]): Promise<DatabaseApi> {
  const database = await openDatabase();
  database.prepareTables([definition('t', columns)]);
  runOnce(database, 't', rows);
  return database;
}

function ids(database: DatabaseApi, query: Partial<PageQuery>): SqlValue[] {
  return database.readPage({ table: 't', columns: ['id'], ...everything, ...query }).flat();
}

describe('filters', () => {
  async function matching(...where: Condition[]): Promise<SqlValue[]> {
    const database = await filled(
      [
        { name: 'name', type: 'text' },
        { name: 'amount', type: 'integer' },
        { name: 'rate', type: 'decimal' },
        { name: 'at', type: 'datetime' },
      ],
      [
        ['a', 'Ann 100%', 5, '9.5', '2026-01-01T00:00:00Z'],
        ['b', 'ANNA_B', 2n ** 53n + 1n, '10.25', '2025-06-01T00:00:00Z'],
        ['c', '', -1, '-3', '2024-12-31T23:59:59Z'],
        ['d', null, null, null, null],
        ['e', 'back\\slash "quoted"', 2n ** 53n, '100', '2026-01-01T00:00:01Z'],
      ],
    );
    const found = ids(database, { where });
    assert.equal(database.countRows({ table: 't', includeDeleted: false, where }), found.length);
    return found;
  }

  it('find text, with %, _, backslash and quotes as they are and A to Z in any case', async () => {
    const contains = (value: string) => matching({ column: 'name', operator: 'contains', value });
    assert.deepEqual(await contains('ann'), ['a', 'b']);
    assert.deepEqual(await contains('%'), ['a']);
    assert.deepEqual(await contains('_'), ['b']);
    assert.deepEqual(await contains('\\'), ['e']);
    assert.deepEqual(await contains('"'), ['e']);
    assert.deepEqual(await contains("' OR 1=1 --"), []);
    assert.deepEqual(await contains(''), ['a', 'b', 'c', 'e']);
  });

  it('tell NULL from empty', async () => {
    assert.deepEqual(await matching({ column: 'name', operator: 'isNull' }), ['d']);
    assert.deepEqual(await matching({ column: 'name', operator: 'equals', value: null }), ['d']);
    assert.deepEqual(await matching({ column: 'name', operator: 'equals', value: '' }), ['c']);
    assert.deepEqual(await matching({ column: 'name', operator: 'isNotNull' }), ['a', 'b', 'c', 'e']);
  });

  it('compare numbers as numbers, exactly', async () => {
    const amount = (
      operator: 'equals' | 'lessThan' | 'atLeast' | 'greaterThan' | 'atMost',
      value: SqlValue,
    ) => matching({ column: 'amount', operator, value });
    assert.deepEqual(await amount('equals', 2n ** 53n + 1n), ['b']);
    assert.deepEqual(await amount('greaterThan', 2n ** 53n), ['b']);
    assert.deepEqual(await amount('atLeast', 2n ** 53n), ['b', 'e']);
    assert.deepEqual(await amount('lessThan', 5), ['c']);
    assert.deepEqual(await amount('atMost', '5'), ['a', 'c']);
  });

  it('compare decimals by value', async () => {
    assert.deepEqual(await matching({ column: 'rate', operator: 'greaterThan', value: '9.9' }), ['b', 'e']);
    assert.deepEqual(await matching({ column: 'rate', operator: 'equals', value: '9.5' }), ['a']);
  });

  it('compare times as text, also where it is a year alone', async () => {
    assert.deepEqual(await matching({ column: 'at', operator: 'atLeast', value: '2026' }), ['a', 'e']);
    assert.deepEqual(await matching({ column: 'at', operator: 'lessThan', value: '2026-01-01T00:00:01Z' }), [
      'a',
      'b',
      'c',
    ]);
  });

  it('must all hold', async () => {
    assert.deepEqual(
      await matching(
        { column: 'name', operator: 'contains', value: 'ann' },
        { column: 'amount', operator: 'lessThan', value: 10 },
      ),
      ['a'],
    );
  });
});

describe('pages', () => {
  it('hide deleted rows unless asked', async () => {
    const database = await filled([], [['a'], ['b']]);
    runOnce(database, 't', [['b']], { complete: true });
    assert.deepEqual(ids(database, {}), ['b']);
    assert.deepEqual(ids(database, { includeDeleted: true }), ['a', 'b']);
    assert.equal(database.countRows({ table: 't', includeDeleted: true, where: [] }), 2);
    assert.deepEqual(
      ids(database, { includeDeleted: true, where: [{ column: '_deleted_at', operator: 'isNotNull' }] }),
      ['a'],
    );
  });

  it('have the columns asked for, in that order', async () => {
    const database = await filled([{ name: 'n', type: 'integer' }], [['a', 1]]);
    const page = (columns: string[]) => database.readPage({ table: 't', ...everything, columns });
    assert.deepEqual(page(['n', 'id', 'n']), [[1, 'a', 1]]);
    assert.deepEqual(page([]), [[]]);
  });

  it('order decimals by value, NULLs first, and backwards', async () => {
    const database = await filled(
      [{ name: 'd', type: 'decimal' }],
      [
        ['a', '10'],
        ['b', '9.5'],
        ['c', null],
        ['d', '-2'],
      ],
    );
    const order = (descending: boolean) => ids(database, { orderBy: [{ column: 'd', descending }] });
    assert.deepEqual(order(false), ['c', 'd', 'b', 'a']);
    assert.deepEqual(order(true), ['a', 'b', 'd', 'c']);
  });

  it('are the slices of one order, wherever they begin', async () => {
    const count = 2500;
    const rows = Array.from({ length: count }, (_, index) => [
      `row${index}`,
      (index * 7919) % 13 || null,
      `text ${(index * 31) % 5}`,
    ]);
    const database = await filled(
      [
        { name: 'n', type: 'integer' },
        { name: 's', type: 'text' },
      ],
      rows,
    );
    const where = [{ column: 'n', operator: 'atLeast', value: 3 }] as const;
    const orderBy = [
      { column: 's', descending: true },
      { column: 'n', descending: false },
    ];
    const model = rows
      .map((row, index) => ({ row, index }))
      .filter(({ row }) => Number(row[1] ?? 0) >= 3)
      .sort(
        (a, b) =>
          String(b.row[2]).localeCompare(String(a.row[2])) ||
          Number(a.row[1]) - Number(b.row[1]) ||
          a.index - b.index,
      )
      .map(({ row }) => row[0]);
    fc.assert(
      fc.property(fc.nat(count), fc.nat(1500), (offset, limit) => {
        assert.deepEqual(
          ids(database, { where, orderBy, offset, limit }),
          model.slice(offset, offset + limit),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('show what was written since the page before', async () => {
    const rows = Array.from({ length: 1200 }, (_, index) => [`row${index}`, index]);
    const database = await filled([{ name: 'n', type: 'integer' }], rows);
    const last = () => ids(database, { orderBy: [{ column: 'n', descending: false }], offset: 1100 }).at(-1);
    assert.equal(last(), 'row1199');
    runOnce(database, 't', [['new', 5000]]);
    assert.equal(last(), 'new');
  });

  it('of an unknown table or column, or no page at all, are refused', async () => {
    const database = await filled([{ name: 'n', type: 'integer' }], []);
    assert.throws(() => ids(database, { table: 'none' }), { reason: 'unknownTable' });
    assert.throws(() => ids(database, { table: '_dataflows_runs' }), { reason: 'unknownTable' });
    for (const query of [
      { columns: ['N'] },
      { columns: ['n" FROM t; --'] },
      { orderBy: [{ column: 'rowid', descending: false }] },
      { where: [{ column: '1=1; --', operator: 'isNull' } as const] },
      { offset: -1 },
      { limit: 0.5 },
      { limit: Number.POSITIVE_INFINITY },
    ]) {
      assert.throws(() => ids(database, query), { reason: 'invalidQuery' });
    }
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DatabaseApi } from '../../src/database/api.ts';
import type {
  ColumnSummary,
  Condition,
  FoundRows,
  PageQuery,
  RowsQuery,
} from '../../src/database/rowQueries.ts';
import type { ColumnType, Row, SqlValue } from '../../src/shared/columns.ts';
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

  it('find text with other letters in any of their cases', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [{ name: 'name', type: 'text' }])]);
    const character = fc.constantFrom(...'aAbBäÄéÉяЯßıIi%_*?[]^-\\0😀𐐨𐐀'.split(/(?:)/u));
    const word = fc.string({ unit: character, maxLength: 4 });
    const searches = fc.string({ unit: character, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), searches, (names, searched) => {
        runOnce(
          database,
          't',
          names.map((name, index) => [String(index), name]),
          { complete: true },
        );
        const expected = names.flatMap((name, index) =>
          name.toLowerCase().includes(searched.toLowerCase()) ? [String(index)] : [],
        );
        const where = [{ column: 'name', operator: 'contains', value: searched } as const];
        assert.deepEqual(ids(database, { where }), expected);
        assert.deepEqual(
          database.findRows({ table: 't', includeDeleted: false, where, orderBy: [] }).count,
          expected.length,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('find what GLOB would take for a pattern, beside a letter that has cases', async () => {
    const database = await filled(
      [{ name: 'name', type: 'text' }],
      [
        ['a', 'Ä[1]*?'],
        ['b', 'ä1x'],
      ],
    );
    for (const search of ['ä[', 'Ä[1]', '[1]*?', 'ä[1]*?']) {
      assert.deepEqual(ids(database, { search }), ['a'], search);
    }
    assert.deepEqual(ids(database, { search: 'ä?' }), []);
    assert.deepEqual(ids(database, { search: 'ä*x' }), []);
  });

  it('search no booleans, whose 0 and 1 nobody means', async () => {
    const database = await filled(
      [
        { name: 'live', type: 'boolean' },
        { name: 'n', type: 'integer' },
      ],
      [
        ['a', 1, 0],
        ['b', 0, 1],
      ],
    );
    assert.deepEqual(ids(database, { search: '1' }), ['b']);
  });

  it('leave a short text whole, whatever is in it', async () => {
    const database = await filled([{ name: 'name', type: 'text' }], [['a', 'Ann\0Smith']]);
    const page = database.readPage({ ...everything, table: 't', columns: ['name'], maxText: 100 });
    assert.deepEqual(page, [['Ann\0Smith']]);
  });

  it('search the time of deletion where it is shown', async () => {
    const database = await filled([], [['a'], ['b']]);
    runOnce(database, 't', [['a']], { complete: true });
    const search = String(new Date().getUTCFullYear());
    assert.deepEqual(ids(database, { search }), []);
    assert.deepEqual(ids(database, { search, includeDeleted: true }), ['b']);
  });

  it('find under an order what a run has written since', async () => {
    const database = await filled(
      [{ name: 'n', type: 'integer' }],
      [
        ['a', 3],
        ['b', 1],
      ],
    );
    const found = (query: Partial<RowsQuery>) => {
      const whole: RowsQuery = {
        table: 't',
        includeDeleted: false,
        where: [],
        orderBy: [{ column: 'n', descending: false }],
        asOf: 1,
        ...query,
      };
      while (!database.findRows(whole).complete) {
        // Each call finds more.
      }
      return ids(database, whole);
    };
    assert.deepEqual(found({}), ['b', 'a']);
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
    database.writeBatch(run, { table: 't', rows: [['c', 2]] });
    const where = [{ column: 'n', operator: 'atLeast', value: '2' }] as const;
    assert.deepEqual(found({ where }), ['c', 'a']);
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

  it('order long texts by their beginnings', async () => {
    const start = 'é'.repeat(499);
    const database = await filled(
      [{ name: 's', type: 'text' }],
      [
        ['a', `${start}b${'z'.repeat(1000)}`],
        ['b', `${start}a${'z'.repeat(1000)}`],
        ['c', `${start}a${'y'.repeat(1000)}`],
        ['d', `${start}`],
      ],
    );
    assert.deepEqual(ids(database, { orderBy: [{ column: 's', descending: false }] }), ['d', 'b', 'c', 'a']);
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

describe('finding rows in turns', () => {
  const count = 12_000;
  const rows = Array.from({ length: count }, (_, index) => [
    `row${index}`,
    (index * 7919) % 1000,
    `text ${(index * 31) % 77}`,
    index % 3 === 0 ? null : '2026-01-01T10:00:00Z',
  ]);
  let database: DatabaseApi;

  before(async () => {
    database = await filled(
      [
        { name: 'n', type: 'integer' },
        { name: 's', type: 'text' },
        { name: 'at', type: 'datetime' },
      ],
      rows,
    );
    // Rows that were deleted, one of them in the middle.
    runOnce(
      database,
      't',
      rows.filter((_, index) => index !== 777 && index !== 9000),
      { complete: true },
    );
  });

  function findAll(query: Partial<RowsQuery>): FoundRows {
    const whole: RowsQuery = { table: 't', includeDeleted: false, where: [], orderBy: [], ...query };
    let found = database.findRows(whole);
    for (let before = -1; !found.complete; ) {
      assert.ok(found.count >= before);
      before = found.count;
      found = database.findRows(whole);
    }
    return found;
  }

  it('ends with all rows that a page can have, in the order of the pages', () => {
    const condition = fc.oneof(
      fc.record({ column: fc.constant('n'), operator: fc.constant('atLeast' as const), value: fc.nat(1000) }),
      fc.record({
        column: fc.constant('s'),
        operator: fc.constant('contains' as const),
        value: fc.constant('7'),
      }),
      fc.record({
        column: fc.constant('s'),
        operator: fc.constant('oneOf' as const),
        values: fc.constant(['text 5', 'text 31']),
      }),
      fc.record({ column: fc.constant('at'), operator: fc.constant('isNull' as const) }),
    );
    const order = fc.record({ column: fc.constantFrom('n', 's', 'at'), descending: fc.boolean() });
    const query = fc.record({
      where: fc.array(condition, { maxLength: 2 }),
      orderBy: fc.uniqueArray(order, { maxLength: 2, selector: ({ column }) => column }),
      search: fc.constantFrom('', '7', '2026-01-01 10'),
      includeDeleted: fc.boolean(),
    });
    const [[deletedAt = null] = []] = database.readPage({
      ...everything,
      table: 't',
      columns: ['_deleted_at'],
      includeDeleted: true,
      where: [{ column: '_deleted_at', operator: 'isNotNull' }],
    });
    let asOf = 0;
    fc.assert(
      fc.property(query, fc.nat(1), (random, known) => {
        asOf += 1;
        if (known === 1) {
          // The order of the whole table is known then, which is another way.
          findAll({ orderBy: random.orderBy, asOf });
        }
        const found = findAll({ ...random, asOf });
        const model = rows
          .map((row, index) => ({ row, index }))
          .filter(({ row, index }) =>
            isDeleted(index)
              ? random.includeDeleted && matches([...row, deletedAt], random)
              : matches(row, random),
          )
          .sort((a, b) => compareBy(a.row, b.row, random.orderBy) || a.index - b.index)
          .map(({ row }) => row[0]);
        assert.equal(found.count, model.length);
        const offset = Math.floor(model.length / 2);
        assert.deepEqual(
          ids(database, { ...random, asOf, offset, limit: 20 }),
          model.slice(offset, offset + 20),
        );
      }),
      { numRuns: 40 },
    );
  });

  function isDeleted(index: number): boolean {
    return index === 777 || index === 9000;
  }

  function matches(
    [id, n, s, at, deletedAt]: Row,
    { where, search }: { readonly where: readonly Condition[]; readonly search: string },
  ): boolean {
    const cell = (column: string) => ({ n, s, at })[column] ?? null;
    const holds = where.every((condition) => {
      const value = cell(condition.column);
      switch (condition.operator) {
        case 'atLeast':
          return Number(value) >= Number(condition.value);
        case 'contains':
          return String(value).includes(condition.value);
        case 'oneOf':
          return condition.values.includes(value);
        default:
          return value === null;
      }
    });
    const shown = [at, deletedAt].map((time) => String(time ?? '').replace('T', ' '));
    return holds && [id, n, s, ...shown].some((value) => String(value).includes(search));
  }

  function compareBy(a: Row, b: Row, orderBy: RowsQuery['orderBy']): number {
    for (const { column, descending } of orderBy) {
      const place = ['id', 'n', 's', 'at'].indexOf(column);
      const [left, right] = [a[place] ?? null, b[place] ?? null];
      if (left !== right) {
        const isLess = left === null || (right !== null && left < right);
        return isLess === descending ? 1 : -1;
      }
    }
    return 0;
  }

  it('answers within a turn, and a page of what is found does not wait for the rest', () => {
    const query = { search: 'text', asOf: -1 };
    const first = database.findRows({ table: 't', includeDeleted: false, where: [], orderBy: [], ...query });
    assert.ok(first.readable > 0);
    assert.deepEqual(ids(database, { ...query, limit: 2 }), ['row0', 'row1']);
  });

  it('has the first rows of an order as soon as they are in it', () => {
    const query = { orderBy: [{ column: 'n', descending: true }], asOf: -2 };
    const whole: RowsQuery = { table: 't', includeDeleted: false, where: [], ...query };
    let found = database.findRows(whole);
    while (found.readable === 0) {
      found = database.findRows(whole);
    }
    assert.deepEqual(ids(database, { ...query, limit: 2 }), ['row321', 'row1321']);
  });

  it('keeps what is found as of a moment, whatever is written since', async () => {
    const other = await filled(
      [{ name: 'n', type: 'integer' }],
      [
        ['a', 2],
        ['b', 1],
      ],
    );
    const query = {
      orderBy: [{ column: 'n', descending: false }],
      where: [{ column: 'n', operator: 'atLeast', value: 0 }],
    } as const;
    assert.deepEqual(ids(other, { ...query, asOf: 1 }), ['b', 'a']);
    runOnce(other, 't', [
      ['c', 0],
      ['b', 5],
    ]);
    assert.deepEqual(ids(other, { ...query, asOf: 1 }), ['b', 'a']);
    assert.deepEqual(ids(other, { ...query, asOf: 2 }), ['c', 'a', 'b']);
    assert.deepEqual(ids(other, query), ['c', 'a', 'b']);
  });

  it('keeps what is found for those that are used, of many views', async () => {
    const other = await filled([{ name: 'n', type: 'integer' }], [['a', 1]]);
    const view = (value: number) =>
      ids(other, { where: [{ column: 'n', operator: 'atLeast', value }], asOf: 1 });
    assert.deepEqual(view(0), ['a']);
    runOnce(other, 't', [['b', 2]]);
    for (let value = -1; value > -30; value -= 1) {
      assert.deepEqual(view(value), ['a', 'b']);
      assert.deepEqual(view(0), ['a'], 'as it was found');
    }
  });

  it('searches tables of as many columns as SQLite takes', async () => {
    const columns = Array.from(
      { length: 1990 },
      (_, index) => ({ name: `c${index}`, type: 'text' }) as const,
    );
    const wide = await filled(columns, [
      ['a', ...columns.map(({ name }) => name)],
      ['b', ...columns.map(() => null)],
    ]);
    assert.deepEqual(ids(wide, { search: 'c1989' }), ['a']);
    assert.deepEqual(ids(wide, { search: 'b' }), ['b']);
  });
});

describe('a column’s summary', () => {
  async function summary(
    type: ColumnType,
    values: readonly SqlValue[],
    where: readonly Condition[] = [],
  ): Promise<ColumnSummary> {
    const database = await filled(
      [{ name: 'v', type }],
      values.map((value, index) => [`row${index}`, value]),
    );
    const query = { table: 't', includeDeleted: false, where, column: 'v' };
    let result = database.summarizeColumn(query);
    while (!result.complete) {
      result = database.summarizeColumn(query);
    }
    return result;
  }

  it('has the ends that the rows have when they are sorted', async () => {
    const ends = async (type: ColumnType, values: readonly SqlValue[]) => {
      const { minimum, maximum } = await summary(type, values);
      return [minimum, maximum];
    };
    assert.deepEqual(await ends('text', ['z', 'Ａ', '😀', 'A']), ['A', '😀']);
    assert.deepEqual(await ends('integer', [7, 'abc', 1]), [1, 'abc']);
    assert.deepEqual(await ends('decimal', ['10', 'abc', '9', '-1e3']), ['-1e3', '10']);
  });

  it('has no histogram to infinity', async () => {
    const { maximum, bars } = await summary('real', [1, 2.5, Number.POSITIVE_INFINITY]);
    assert.deepEqual([maximum, bars], [Number.POSITIVE_INFINITY, []]);
  });

  it('counts rows, NULLs and values, the most frequent first', async () => {
    const { rows, nulls, distinct, distinctIsMinimum, values, minimum, maximum, bars } = await summary(
      'text',
      ['b', 'a', null, 'b', '', null, 'B'],
    );
    assert.deepEqual(
      { rows, nulls, distinct, distinctIsMinimum },
      { rows: 7, nulls: 2, distinct: 4, distinctIsMinimum: false },
    );
    assert.deepEqual([minimum, maximum], ['', 'b']);
    assert.deepEqual(values[0], { value: 'b', count: 2 });
    assert.equal(values.length, 4);
    assert.deepEqual(bars, []);
  });

  it('says nothing of a column without values', async () => {
    for (const values of [[], [null, null]]) {
      const { rows, nulls, distinct, minimum, maximum, bars } = await summary('integer', values);
      assert.deepEqual(
        { rows, nulls, distinct, minimum, maximum, bars },
        { rows: values.length, nulls: values.length, distinct: 0, minimum: null, maximum: null, bars: [] },
      );
    }
  });

  it('is about the filtered rows', async () => {
    const { rows, minimum } = await summary(
      'integer',
      [1, 2, 3],
      [{ column: 'v', operator: 'atLeast', value: 2 }],
    );
    assert.deepEqual([rows, minimum], [2, 2]);
  });

  it('compares decimals by value and times by time', async () => {
    const decimals = await summary('decimal', ['10', '9.5', '-2.5']);
    assert.deepEqual([decimals.minimum, decimals.maximum], ['-2.5', '10']);
    const times = await summary('datetime', ['2026-01-02T00:00:00Z', '2025-01-01T00:00:00Z']);
    assert.equal(times.minimum, '2025-01-01T00:00:00Z');
    assert.equal(times.bars[0]?.from, Date.parse('2025-01-01') / 1000);
    assert.equal(times.bars.at(-1)?.to, Date.parse('2026-01-02') / 1000);
  });

  it('has every value in one bar of the histogram', async () => {
    const value = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer(), fc.maxSafeInteger());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('integer', 'real', 'decimal'),
        fc.array(value),
        async (type, numbers) => {
          const values = type === 'decimal' ? numbers.map(String) : numbers;
          const { bars, distinct } = await summary(type as ColumnType, [...values, null]);
          assert.equal(distinct, new Set(numbers).size);
          if (distinct > 1) {
            assert.equal(
              bars.reduce((sum, { count }) => sum + count, 0),
              numbers.length,
            );
            assert.equal(bars[0]?.from, Math.min(...numbers));
            assert.equal(bars.at(-1)?.to, Math.max(...numbers));
          } else {
            assert.deepEqual(bars, []);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('has the largest of numbers with fractions in its last bar', async () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(number, { minLength: 2 }), async (numbers) => {
        const { bars } = await summary('real', [...numbers, 0.5]);
        assert.equal(
          bars.reduce((sum, { count }) => sum + count, 0),
          numbers.length + 1,
        );
        assert.equal(bars.length, 24);
      }),
      { numRuns: 15 },
    );
  });

  it('counts no further than it can tell values apart', async () => {
    const many = await summary(
      'integer',
      Array.from({ length: 150_000 }, (_, index) => index),
    );
    assert.equal(many.distinctIsMinimum, true);
    assert.ok(many.distinct >= 100_000 && many.distinct <= 150_000);
    assert.deepEqual([many.rows, many.minimum, many.maximum], [150_000, 0, 149_999]);
    assert.deepEqual(many.values, []);
    assert.equal(
      many.bars.reduce((sum, { count }) => sum + count, 0),
      150_000,
    );
    const long = await summary('text', [`${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`]);
    assert.deepEqual([long.distinct, long.distinctIsMinimum], [1, true]);
  });
});

describe('a column’s summary in a table with columns named as in SQL', () => {
  it('groups by the column that is asked for', async () => {
    const database = await filled(
      [
        { name: 'customer', type: 'text' },
        { name: 'value', type: 'text' },
      ],
      [
        ['a', 'cus_1', 'same'],
        ['b', 'cus_2', 'same'],
        ['c', 'cus_2', null],
      ],
    );
    const query = { table: 't', includeDeleted: false, where: [], column: 'customer' };
    let result = database.summarizeColumn(query);
    while (!result.complete) {
      result = database.summarizeColumn(query);
    }
    assert.deepEqual(result.values, [
      { value: 'cus_2', count: 2 },
      { value: 'cus_1', count: 1 },
    ]);
  });
});

describe('long texts', () => {
  it('cross in parts, and a page has their beginnings', async () => {
    const text = `${'😀é'.repeat(2000)}end`;
    const database = await filled(
      [{ name: 's', type: 'text' }],
      [
        ['a', text],
        ['b', null],
      ],
    );
    const [[start]] = database.readPage({ table: 't', ...everything, columns: ['s'], maxText: 100 }) as [
      [string],
    ];
    assert.equal([...start].length, 101);
    const part = (offset: number, id = 'a') =>
      database.readText({ table: 't', id, column: 's', offset, length: 1000 });
    assert.deepEqual(part(0), { text: '😀é'.repeat(500), bytes: Buffer.byteLength(text) });
    assert.equal(part(4000)?.text, 'end');
    assert.equal(part(5000)?.text, '');
    assert.equal(part(0, 'b'), undefined);
    assert.equal(part(0, 'none'), undefined);
  });
});

describe('ids', () => {
  it('are found in the tables of their dataflow', async () => {
    const database = await filled([], [['cus_1'], ['cus_2']]);
    database.prepareTables([definition('invoices', []), definition('others', [], 'Other')]);
    runOnce(database, 'invoices', [['in_1']]);
    runOnce(database, 'others', [['cus_9']], { dataflow: 'Other' });
    const found = database.findIds('Shop', ['in_1', 'cus_2', 'cus_9', "' OR 1=1"]);
    assert.deepEqual(
      found.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      [
        { id: 'cus_2', table: 't' },
        { id: 'in_1', table: 'invoices' },
      ],
    );
  });
});

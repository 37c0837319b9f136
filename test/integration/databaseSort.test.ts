import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowSort } from '../../src/database/rowSort.ts';
import { loadEngine, type Sqlite } from '../../src/database/sqlite.ts';
import type { Table } from '../../src/database/tables.ts';
import { wasm } from './databaseSupport.ts';

const table: Table = {
  name: 't',
  dataflow: 'Shop',
  resource: 't',
  columns: [
    { name: 'id', type: 'text' },
    { name: 'any', type: 'text' },
    { name: 'rate', type: 'decimal' },
    { name: 'at', type: 'datetime' },
  ],
  refreshedAt: null,
};

describe('a sort in turns', () => {
  let sqlite: Sqlite;

  before(async () => {
    sqlite = (await loadEngine(wasm)).open();
    // `any` has no type: another program may have put anything anywhere.
    sqlite.script(
      'CREATE TABLE t (id TEXT PRIMARY KEY, any, rate TEXT, at DATETIME, _run_id INTEGER, _deleted_at)',
    );
    const value = fc.oneof(
      fc.constant(null),
      fc.integer({ min: -3, max: 3 }),
      fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
      fc.constantFrom(0.5, 1e300, -1e300),
      fc.constantFrom('', 'a', 'A', 'é', '\ue000', '😀', '10', '9'),
      fc.constantFrom(new Uint8Array([1]), new Uint8Array([1, 0])),
    );
    const row = fc.tuple(
      value,
      fc.option(fc.constantFrom('10', '9.5', '-2', 'none')),
      fc.option(fc.constantFrom('2026', '2026-01-01T00:00:00Z')),
    );
    const insert = sqlite.prepare('INSERT INTO t (rowid, id, any, rate, at) VALUES (?, ?, ?, ?, ?)');
    fc.sample(row, { numRuns: 3000, seed: 7 }).forEach((values, index) => {
      // With gaps between the rows' numbers, a large one among them.
      const number = index * 3 + (index > 2000 ? 1_000_000 : 0);
      insert.run([number, `row${index}`, ...values]);
    });
    insert.free();
  });

  after(() => sqlite.close());

  for (const [name, terms, sql] of [
    ['values of all kinds', [{ column: 'any', descending: false }], 'any'],
    ['values of all kinds, backwards', [{ column: 'any', descending: true }], 'any DESC'],
    ['decimals by value', [{ column: 'rate', descending: true }], 'CAST(rate AS REAL) DESC'],
    [
      'several columns',
      [
        { column: 'at', descending: true },
        { column: 'any', descending: false },
      ],
      '+at DESC, any',
    ],
  ] as const) {
    it(`orders ${name} as SQLite does`, () => {
      const filter = { table: 't', where: [], includeDeleted: true };
      const expected = sqlite.all(`SELECT rowid FROM t ORDER BY ${sql}, rowid`).flat();
      const sort = new RowSort(sqlite, table, filter, terms);
      while (sort.sorted === undefined) {
        sort.advance(0);
        assert.deepEqual([...sort.first], expected.slice(0, sort.first.length));
      }
      assert.deepEqual([...sort.sorted], expected);
      assert.equal(sort.matched, 3000);
    });
  }

  it('orders blobs by their bytes, beside texts that are ASCII alone', () => {
    sqlite.script(`
      CREATE TABLE bytes (id INTEGER PRIMARY KEY, any, _run_id INTEGER, _deleted_at);
      WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 1000)
      INSERT INTO bytes (id, any)
      SELECT id, iif(id % 3, unhex(printf('%02x%02x', id * 7919 % 256, id % 251)), 'text ' || id) FROM ids`);
    const filter = { table: 'bytes', where: [], includeDeleted: true };
    const ofBytes: Table = { ...table, name: 'bytes', columns: [{ name: 'any', type: 'text' }] };
    const sort = new RowSort(sqlite, ofBytes, filter, [{ column: 'any', descending: false }]);
    while (sort.sorted === undefined) {
      sort.advance(1);
    }
    assert.deepEqual([...sort.sorted], sqlite.all('SELECT id FROM bytes ORDER BY any, id').flat());
  });

  it('holds texts that repeat once: many rows of them are no reason to sort in one call', () => {
    const [rows, length] = [270_000, 500];
    sqlite.script(`
      CREATE TABLE repeated (
        id INTEGER PRIMARY KEY, name AS ((id % 3) || printf('%.${length}c', 'x')), _run_id INTEGER, _deleted_at
      );
      WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < ${rows})
      INSERT INTO repeated (id) SELECT id FROM ids`);
    const ofTexts: Table = { ...table, name: 'repeated', columns: [{ name: 'name', type: 'text' }] };
    const filter = { table: 'repeated', where: [], includeDeleted: true };
    const sort = new RowSort(sqlite, ofTexts, filter, [{ column: 'name', descending: false }]);
    let hadFirst = false;
    while (sort.sorted === undefined) {
      sort.advance(1);
      assert.equal(sort.isTooLarge, false);
      hadFirst ||= sort.sorted === undefined && sort.first.length > 0;
    }
    assert.deepEqual([...sort.first.subarray(0, 3)], [3, 6, 9]);
    assert.equal(hadFirst, true);
  });
});

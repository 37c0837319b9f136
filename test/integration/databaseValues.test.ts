import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { createDatabase } from '../../src/database/database.ts';
import type { Column, Row, SqlValue } from '../../src/shared/columns.ts';
import { definition, inFolder, openDatabase, readAll, runOnce, wasm } from './databaseSupport.ts';

const columns: readonly Column[] = [
  { name: 'text', type: 'text' },
  { name: 'integer', type: 'integer' },
  { name: 'real', type: 'real' },
  { name: 'boolean', type: 'boolean' },
  { name: 'datetime', type: 'datetime' },
  { name: 'decimal', type: 'decimal' },
  { name: 'json', type: 'json' },
];
const names = ['id', ...columns.map(({ name }) => name)];

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    ' ',
    "'",
    '"',
    '\0',
    'a\0b',
    '0',
    '007',
    '1e5',
    '1.50',
    'null',
    '😀',
    '\u{10FFFF}',
    '\r\n',
  ),
);
const safeIntegers = fc.maxSafeInteger();
const bigIntegers = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value): SqlValue => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const orNull = (value: fc.Arbitrary<SqlValue>) => fc.option(value, { nil: null, freq: 4 });
const cells = fc.tuple(
  orNull(text),
  orNull(fc.oneof(safeIntegers, bigIntegers)),
  // SQLite has no -0, and no Stripe object has one.
  orNull(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))),
  orNull(fc.constantFrom(0, 1)),
  orNull(
    fc
      .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => `${date.toISOString().slice(0, 19)}Z`),
  ),
  orNull(fc.tuple(fc.bigInt(), fc.nat(999)).map(([whole, rest]) => `${whole}.${rest}0`)),
  orNull(fc.json()),
);

describe('values', () => {
  it('come back as they were, from memory and from the file, and are known again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 8 }), async (values) => {
        await inFolder(async (folder) => {
          const rows: Row[] = values.map((value, index) => [`id${index}`, ...value]);
          const database = await createDatabase(wasm);
          const file = path.join(folder, 'data.sqlite');
          database.open({ file, readOnly: false });
          database.prepareTables([definition('t', columns)]);
          runOnce(database, 't', rows);
          assert.deepEqual(readAll(database, 't', names), rows);
          database.close();
          database.open({ file, readOnly: false });
          assert.deepEqual(readAll(database, 't', names), rows);
          assert.equal(runOnce(database, 't', rows).counts.unchanged, rows.length);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('tell empty text from NULL, and a neighbour of a large integer from it', async () => {
    const database = await openDatabase();
    database.prepareTables([
      definition(
        't',
        [columns[0], columns[1]].filter((column) => column !== undefined),
      ),
    ]);
    runOnce(database, 't', [
      ['a', '', 2n ** 53n],
      ['b', null, 2n ** 53n + 1n],
    ]);
    const again = runOnce(database, 't', [
      ['a', null, 2n ** 53n],
      ['b', null, 2n ** 53n + 2n],
    ]);
    assert.equal(again.counts.updated, 2);
    assert.deepEqual(readAll(database, 't', ['text', 'integer']), [
      [null, 2n ** 53n],
      [null, 2n ** 53n + 2n],
    ]);
  });
});

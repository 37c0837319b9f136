import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeySort, type SortTerm } from '../../src/database/keySort.ts';
import { compareKeys, isAscii, type SortKey, sortKey } from '../../src/database/sortKeys.ts';

function termOf(values: readonly SortKey[], descending = false): SortTerm {
  return {
    keys: values.map(sortKey),
    descending,
    isAscii: values.every(
      (value) => !(value instanceof Uint8Array) && (typeof value !== 'string' || isAscii(value)),
    ),
  };
}

function sorted(terms: readonly SortTerm[], count: number): number[] {
  const sort = new KeySort(terms, count);
  sort.advance(Number.POSITIVE_INFINITY);
  assert.ok(sort.complete);
  return [...sort.sorted];
}

/** What a stable sort that compares whole values gives. */
function expected(terms: readonly SortTerm[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => {
    for (const { keys, descending } of terms) {
      const order = compareKeys(keys[a] ?? null, keys[b] ?? null);
      if (order !== 0) {
        return descending ? -order : order;
      }
    }
    return a - b;
  });
}

describe('sorting by keys', () => {
  const beginning = fc.constantFrom('', 'a', 'cus_', 'https://a.example/customers/', 'é', '😀'.repeat(5));
  const text = fc
    .tuple(beginning, fc.string({ maxLength: 10, unit: 'binary' }))
    .map((parts) => parts.join(''));
  const anyKey = fc.oneof(
    text,
    fc.constantFrom(...'abc'),
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true }),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 4n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((one) => !Number.isSafeInteger(Number(one))),
    fc.uint8Array({ maxLength: 9 }),
    fc.constant(null),
  );

  it('gives the order that a stable sort of the whole values gives', () => {
    const rows = fc.array(fc.tuple(anyKey, anyKey), { maxLength: 80, size: 'max' });
    fc.assert(
      fc.property(rows, fc.tuple(fc.boolean(), fc.boolean()), (given, [first, second]) => {
        const terms = [
          termOf(
            given.map(([key]) => key),
            first,
          ),
          termOf(
            given.map(([, key]) => key),
            second,
          ),
        ];
        assert.deepEqual(sorted(terms, given.length), expected(terms, given.length));
      }),
      { numRuns: 300 },
    );
  });

  for (const [what, make] of [
    ['texts of ASCII', (index: number) => `Name ${(index * 7919) % 5000}`],
    ['long texts that differ at their end', (index: number) => `${'x'.repeat(400)}${(index * 31) % 3000}`],
    ['texts of any script', (index: number) => `${'名'.repeat(index % 5)}${(index * 7919) % 5000}`],
    ['equal values', () => 'same'],
    ['values in their order', (index: number) => index],
    ['values in the opposite order', (index: number) => -index],
    ['no values', () => null],
  ] as const) {
    it(`sorts many rows by ${what}`, () => {
      const count = 30_000;
      const terms = [termOf(Array.from({ length: count }, (_, index) => make(index)))];
      assert.deepEqual(sorted(terms, count), expected(terms, count));
    });
  }

  it('stops and goes on, and has the first rows before all others', () => {
    const count = 200_000;
    const terms = [termOf(Array.from({ length: count }, (_, index) => (index * 7919) % count))];
    const all = expected(terms, count);
    const sort = new KeySort(terms, count);
    let turns = 0;
    let turnsToFirst = 0;
    while (!sort.complete) {
      sort.advance(0);
      turns += 1;
      turnsToFirst ||= sort.sorted.length >= 100 ? turns : 0;
      if (turns % 10 === 0) {
        assert.deepEqual([...sort.sorted], all.slice(0, sort.sorted.length));
      }
    }
    assert.deepEqual([...sort.sorted], all);
    assert.ok(turnsToFirst > 1 && turnsToFirst < turns / 2, `${turnsToFirst} of ${turns}`);
  });
});

describe('keys to sort by', () => {
  it('stand in the order of SQLite: NULL, numbers, texts by code points, blobs', () => {
    const values = [
      null,
      Number.NEGATIVE_INFINITY,
      -(2n ** 63n),
      -1.5,
      2 ** 53,
      2n ** 53n + 1n,
      '',
      'Z',
      'a',
      'aa',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '😀',
      new Uint8Array([]),
      new Uint8Array([1, 2]),
      new Uint8Array([2]),
    ];
    const keys = values.map(sortKey);
    assert.deepEqual(keys.toReversed().toSorted(compareKeys), keys);
    assert.ok(keys.slice(1).every((key, index) => compareKeys(keys[index] ?? null, key) < 0));
  });

  it('of texts compare as their UTF-8 does', () => {
    const unit = fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}');
    const text = fc.string({ unit, maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const asBytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        assert.equal(Math.sign(compareKeys(sortKey(a), sortKey(b))), asBytes);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RunMerge, type SortedRun } from '../../src/database/runMerge.ts';
import { compareKeys, sortKey } from '../../src/database/sortKeys.ts';

interface Ordered {
  readonly row: number;
  readonly keys: readonly [number, string];
}

function compare(a: Ordered, b: Ordered, [first, second]: readonly boolean[]): number {
  const byNumber = compareKeys(a.keys[0], b.keys[0]) * (first ? -1 : 1);
  return byNumber || compareKeys(a.keys[1], b.keys[1]) * (second ? -1 : 1) || a.row - b.row;
}

function runOf(rows: readonly Ordered[]): SortedRun {
  return {
    rows: rows.map(({ row }) => row),
    keys: [rows.map(({ keys }) => keys[0]), rows.map(({ keys }) => keys[1])],
  };
}

describe('merging sorted runs', () => {
  const keys = fc.tuple(fc.nat(3), fc.constantFrom('', 'a', 'b'));
  const parts = fc.array(fc.array(keys, { maxLength: 6 }), { maxLength: 9 });

  it('gives the order that sorting all rows gives, equal ones as they came', () => {
    fc.assert(
      fc.property(parts, fc.tuple(fc.boolean(), fc.boolean()), fc.nat(20), (given, descending, limit) => {
        let row = 0;
        const rows = given.map((part) =>
          part.map((one): Ordered => {
            row += 1;
            return { row, keys: one };
          }),
        );
        const sorted = (some: readonly Ordered[]) => some.toSorted((a, b) => compare(a, b, descending));
        const merge = new RunMerge(
          rows.map((part) => runOf(sorted(part))),
          descending,
          limit,
        );
        merge.advance(Number.POSITIVE_INFINITY);
        assert.ok(merge.complete);
        const all = sorted(rows.flat()).map((one) => one.row);
        assert.deepEqual([...merge.merged], all.slice(0, limit));
      }),
    );
  });

  it('stops and goes on', () => {
    const length = 5000;
    const run = (parity: number): SortedRun => {
      const rows = Array.from({ length }, (_, index) => index * 2 + parity);
      return { rows, keys: [rows] };
    };
    const merge = new RunMerge([run(0), run(1)], [false]);
    merge.advance(0);
    assert.ok(!merge.complete && merge.merged.length > 0);
    while (!merge.complete) {
      merge.advance(0);
    }
    assert.deepEqual(
      [...merge.merged],
      Array.from({ length: length * 2 }, (_, index) => index),
    );
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

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowSet } from '../../src/database/rowSet.ts';

describe('RowSet', () => {
  it('holds what was added and nothing else, whatever the size of the numbers', () => {
    const row = fc.oneof(fc.nat(200_000), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (added, others) => {
        const rows = new RowSet();
        for (const number of added) {
          rows.add(number);
        }
        const model = new Set(added);
        for (const number of [...added, ...others, ...added.map((one) => one + 1)]) {
          assert.equal(rows.has(number), model.has(number));
        }
        const list = Float64Array.from([...others, ...added]);
        assert.deepEqual(
          rows.pick(list, 'within'),
          list.filter((one) => model.has(one)),
        );
        assert.deepEqual(
          rows.pick(list, 'without'),
          list.filter((one) => !model.has(one)),
        );
      }),
    );
  });
});

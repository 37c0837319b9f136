import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readRowsAnswerSchema } from '../../../src/shared/preview.ts';
import { toCell } from '../../../src/workbench/preview/cells.ts';

describe('values on their way to a preview', () => {
  it('keep integers beyond 2^53 exact', () => {
    assert.equal(toCell(9_223_372_036_854_775_807n, 10), '9223372036854775807');
  });

  it('name numbers that JSON has none of', () => {
    assert.equal(toCell(Number.POSITIVE_INFINITY, 10), 'Infinity');
  });

  it('cut long texts', () => {
    assert.equal(toCell('x'.repeat(10), 10), 'x'.repeat(10));
    assert.deepEqual(toCell('x'.repeat(11), 10), { start: 'x'.repeat(10) });
  });

  it('cut no character in half', () => {
    assert.deepEqual(toCell('abc😀def', 4), { start: 'abc' });
    assert.deepEqual(toCell('abc😀def', 5), { start: 'abc😀' });
  });

  it('are what the page expects after they were JSON', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.bigInt(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.array(value)), (rows) => {
        const sent = rows.map((row) => row.map((cell) => toCell(cell, 3)));
        const arrived: unknown = JSON.parse(JSON.stringify(sent));
        assert.deepEqual(readRowsAnswerSchema.parse(arrived), arrived);
      }),
    );
  });
});

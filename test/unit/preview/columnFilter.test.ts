import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ColumnType } from '../../../src/shared/columns.ts';
import { conditionSchema } from '../../../src/shared/preview.ts';
import {
  type ColumnFilter,
  conditionsOf,
  describeFilter,
  filterKinds,
  filterOf,
  inOtherTimes,
  isValid,
} from '../../../webview-ui/preview/columnFilter.ts';

const times = fc.constantFrom('utc' as const, 'local' as const, 'raw' as const);
const day = fc
  .date({ min: new Date('1990-01-02'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const maybeDay = fc.option(day, { nil: '' });

function conditions(type: ColumnType, filter: ColumnFilter) {
  return conditionsOf('c', type, filter, 'utc');
}

describe('a column’s filter', () => {
  it('comes back from its conditions, which the host takes', () => {
    const filter = fc.oneof(
      fc.record({ kind: fc.constantFrom('contains', 'equals'), text: fc.string({ minLength: 1 }) }),
      fc.record({
        kind: fc.constant('range'),
        from: fc.constantFrom('-1.5', '2'),
        to: fc.constantFrom('', '3'),
      }),
      fc.record({
        kind: fc.constant('oneOf'),
        values: fc.array(fc.constantFrom('a', 1, null), { minLength: 1 }),
      }),
      fc.record({ kind: fc.constantFrom('isNull', 'isNotNull') }),
    ) as fc.Arbitrary<ColumnFilter>;
    fc.assert(
      fc.property(filter, (one) => {
        const made = conditions('text', one);
        assert.deepEqual(filterOf(made, 'utc'), { ...one });
        for (const condition of made) {
          assert.deepEqual(conditionSchema.parse(JSON.parse(JSON.stringify(condition))), condition);
        }
        assert.notEqual(describeFilter('c', made, { type: 'text', times: 'utc', amounts: 'money' }), 'c');
      }),
    );
  });

  it('of days reaches from the first moment of one to the last of the other, by whichever clock', () => {
    assert.deepEqual(conditions('datetime', { kind: 'range', from: '2026-02-28', to: '2026-02-28' }), [
      { column: 'c', operator: 'atLeast', value: '2026-02-28T00:00:00Z' },
      { column: 'c', operator: 'lessThan', value: '2026-03-01T00:00:00Z' },
    ]);
    fc.assert(
      fc.property(maybeDay, maybeDay, times, (from, to, clock) => {
        const made = conditionsOf('c', 'datetime', { kind: 'range', from, to }, clock);
        assert.deepEqual(
          filterOf(made, clock),
          from === '' && to === '' ? undefined : { kind: 'range', from, to },
        );
      }),
    );
  });

  it('of days up to the last one of all takes every time, by whichever clock', () => {
    for (const clock of ['local', 'utc'] as const) {
      const filter = { kind: 'range', from: '', to: '9999-12-31' } as const;
      const made = conditionsOf('c', 'datetime', filter, clock);
      const [{ value = '' } = {}] = made as { value?: string }[];
      assert.ok(value > '9999-12-31T', value);
      assert.deepEqual(filterOf(made, clock), filter);
    }
    const [{ value: last = '' } = {}] = conditions('datetime', {
      kind: 'range',
      from: '',
      to: '9999-12-31',
    }) as { value?: string }[];
    assert.ok(last > '9999-12-31T23:59:59Z');
    assert.deepEqual(conditions('datetime', { kind: 'range', from: '12026-01-01', to: '' }), [
      { column: 'c', operator: 'atLeast', value: last },
    ]);
    assert.deepEqual(filterOf([{ column: 'c', operator: 'atLeast', value: last }], 'utc'), {
      kind: 'range',
      from: '9999-12-31',
      to: '',
    });
  });

  it('of days names the same days after times are shown in another way', () => {
    fc.assert(
      fc.property(maybeDay, maybeDay, times, times, (from, to, before, after) => {
        const days = conditionsOf('c', 'datetime', { kind: 'range', from, to }, before);
        const others = [{ column: 'x', operator: 'atLeast', value: '2026-01-01T00:00:00Z' }] as const;
        const columns = [
          { name: 'c', type: 'datetime' },
          { name: 'x', type: 'text' },
        ] as const;
        const moved = inOtherTimes([...others, ...days], columns, before, after);
        assert.deepEqual(moved, [
          ...others,
          ...conditionsOf('c', 'datetime', { kind: 'range', from, to }, after),
        ]);
      }),
    );
  });

  it('keeps every digit of a number', () => {
    const digits = '9007199254740993';
    assert.deepEqual(conditions('integer', { kind: 'equals', text: ` ${digits} ` }), [
      { column: 'c', operator: 'equals', value: digits },
    ]);
    assert.deepEqual(conditions('integer', { kind: 'range', from: digits, to: '' }), [
      { column: 'c', operator: 'atLeast', value: digits },
    ]);
  });

  it('finds decimals by their value', () => {
    assert.deepEqual(conditions('decimal', { kind: 'equals', text: '9.5' }), [
      { column: 'c', operator: 'atLeast', value: '9.5' },
      { column: 'c', operator: 'atMost', value: '9.5' },
    ]);
  });

  it('tells an empty text from no filter', () => {
    assert.deepEqual(conditions('text', { kind: 'equals', text: '' }), [
      { column: 'c', operator: 'equals', value: '' },
    ]);
    assert.deepEqual(conditions('text', { kind: 'contains', text: '' }), []);
    assert.deepEqual(conditions('integer', { kind: 'equals', text: '' }), []);
    assert.deepEqual(conditions('text', { kind: 'oneOf', values: [] }), []);
  });

  it('takes no half of a number for one', () => {
    for (const text of ['-', '1.', '1e5', 'abc', '1,000']) {
      assert.equal(isValid({ kind: 'equals', text }, 'integer'), false);
      assert.equal(isValid({ kind: 'range', from: text, to: '' }, 'real'), false);
      assert.equal(isValid({ kind: 'equals', text }, 'text'), true);
    }
    for (const text of ['', '0', '-1.5', ' 7 ']) {
      assert.equal(isValid({ kind: 'range', from: '', to: text }, 'decimal'), true);
    }
  });

  it('has a kind for every type', () => {
    for (const type of ['text', 'integer', 'real', 'boolean', 'datetime', 'decimal', 'json'] as const) {
      assert.ok(filterKinds(type).includes('isNull'));
    }
  });
});

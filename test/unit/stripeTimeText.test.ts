import assert from 'node:assert/strict';
import fc from 'fast-check';
import { timeText } from '../../src/connectors/stripe/catalog/timeText.ts';

const firstSecond = Date.parse('0001-01-01T00:00:00Z') / 1000;
const lastSecond = Date.parse('9999-12-31T23:59:59Z') / 1000;

describe('the text of a time', () => {
  it('is what Date writes, without milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: firstSecond, max: lastSecond }), (seconds) => {
        assert.equal(timeText(seconds), new Date(seconds * 1000).toISOString().replace('.000', ''));
      }),
    );
    for (const seconds of [firstSecond, -1, 0, 86_399, 86_400, lastSecond]) {
      assert.equal(timeText(seconds), new Date(seconds * 1000).toISOString().replace('.000', ''));
    }
  });

  it('is right for more days than are remembered', () => {
    for (let day = 0; day < 20_000; day += 1) {
      assert.equal(timeText(day * 86_400 + 61).slice(10), 'T00:01:01Z');
    }
    assert.equal(timeText(20_000 * 86_400), '2024-10-04T00:00:00Z');
  });
});

import assert from 'node:assert/strict';
import { SizeWatch } from '../../src/workbench/sizeWatch.ts';

describe('the watch on a database’s size', () => {
  let limit: number;
  let warnings: [bytes: number, limit: number][];
  let watch: SizeWatch;

  beforeEach(() => {
    limit = 1000;
    warnings = [];
    watch = new SizeWatch(
      () => limit,
      (...warning) => warnings.push(warning),
    );
  });

  const check = (...sizes: readonly number[]) => {
    for (const size of sizes) {
      watch.check(size);
    }
  };

  it('says nothing below half of the limit', () => {
    check(0, 100, 499);
    assert.deepEqual(warnings, []);
  });

  it('warns at half, and not at each save after that', () => {
    check(499, 500, 700, 999);
    assert.deepEqual(warnings, [[500, 1000]]);
  });

  it('warns of a database that is over half when it is saved for the first time', () => {
    check(900);
    assert.deepEqual(warnings, [[900, 1000]]);
  });

  it('warns again when it has shrunk, or the limit was raised, and half is passed another time', () => {
    check(600, 100, 600);
    limit = 2000;
    check(600, 1200);
    assert.deepEqual(warnings, [
      [600, 1000],
      [600, 1000],
      [1200, 2000],
    ]);
  });
});

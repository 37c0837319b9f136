import assert from 'node:assert/strict';
import { SlowWork } from '../../src/workbench/slowWork.ts';

/** Time passes when the test says so. */
function clock() {
  const waiting = new Set<() => void>();
  return {
    after(_milliseconds: number, call: () => void): () => void {
      waiting.add(call);
      return () => waiting.delete(call);
    },
    pass(): void {
      for (const call of waiting) {
        waiting.delete(call);
        call();
      }
    },
  };
}

describe('work that may be slow', () => {
  let told: boolean[];
  let time: ReturnType<typeof clock>;
  let work: SlowWork;

  beforeEach(() => {
    told = [];
    time = clock();
    work = new SlowWork((goesOn) => told.push(goesOn), time.after);
  });

  it('is not told of where it is over in a moment', async () => {
    const quick = Promise.resolve();
    work.follow(quick);
    await quick;
    time.pass();
    assert.deepEqual(told, []);
  });

  it('is told of as long as it goes on, also where it fails', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const slow = Promise.withResolvers<void>();
      work.follow(slow.promise);
      time.pass();
      assert.deepEqual(told.splice(0), [true]);
      slow[end]();
      await slow.promise.catch(() => undefined);
      assert.deepEqual(told.splice(0), [false]);
    }
  });

  it('is told of once, where there are several at a time', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    work.follow(first.promise);
    time.pass();
    work.follow(second.promise);
    time.pass();
    first.resolve();
    await first.promise;
    assert.deepEqual(told, [true]);
    second.resolve();
    await second.promise;
    assert.deepEqual(told, [true, false]);
  });
});

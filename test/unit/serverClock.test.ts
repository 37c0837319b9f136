import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ServerClock } from '../../src/connectors/stripe/api/serverClock.ts';

describe('the server’s clock', () => {
  it('is never taken for later than it is at a mark, nor for earlier at the newest answer', () => {
    const step = fc.record({ passes: fc.nat(5_000), takes: fc.nat(3_000), marks: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: -7_200_000, max: 7_200_000 }), fc.array(step), (ahead, steps) => {
        let local = 1_793_491_200_123;
        const clock = new ServerClock(() => local);
        const marks: { readonly server: number; readonly read: () => number }[] = [];
        let newest = 0;
        for (const { passes, takes, marks: isMark } of steps) {
          local += passes;
          if (isMark) {
            marks.push({ server: local + ahead, read: clock.mark() });
          }
          newest = local + ahead;
          const date = new Date(newest).toUTCString();
          local += takes;
          clock.hear(date);
          assert.ok(clock.latestAnswer * 1000 >= newest);
          for (const { server, read } of marks) {
            assert.ok(read() * 1000 <= server);
          }
        }
      }),
    );
  });

  it('is this machine’s where no answer says the time', () => {
    const clock = new ServerClock(() => 1_793_491_200_123);
    clock.hear(undefined);
    clock.hear('yesterday');
    assert.equal(clock.mark()(), 1_793_491_200);
    assert.equal(clock.latestAnswer, 1_793_491_201);
  });
});

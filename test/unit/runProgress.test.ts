import assert from 'node:assert/strict';
import { type RunProgress, RunProgressMeter } from '../../src/dataflows/runProgress.ts';

/** What a meter reports next after something was told to it. */
async function reportAfter(tell: (meter: RunProgressMeter) => void): Promise<RunProgress> {
  const { promise, resolve } = Promise.withResolvers<RunProgress>();
  const meter = new RunProgressMeter(2, resolve);
  tell(meter);
  return await promise;
}

describe('a run’s progress', () => {
  it('adds up what its tables have cost', async () => {
    const progress = await reportAfter((meter) => {
      meter.addRows(100);
      meter.setRequests('customers', 1);
      meter.setRequests('customers', 3);
      meter.setRequests('charges', 2);
      meter.tableDone('charges');
    });
    const { tablesDone, tablesTotal, rows, requests } = progress;
    assert.deepEqual(
      { tablesDone, tablesTotal, rows, requests },
      {
        tablesDone: 1,
        tablesTotal: 2,
        rows: 100,
        requests: 5,
      },
    );
  });

  it('estimates what is left once all tables know it, from the pace so far', async () => {
    const unknown = await reportAfter((meter) => {
      meter.setRequests('customers', 10);
      meter.setRemaining('customers', 20);
      meter.setRemaining('charges', undefined);
    });
    assert.equal(unknown.secondsLeft, undefined);
    const started = performance.now();
    const known = await reportAfter((meter) => {
      meter.setRequests('customers', 10);
      meter.setRemaining('customers', 20_000);
      meter.setRemaining('charges', undefined);
      meter.tableDone('charges');
    });
    const seconds = (performance.now() - started) / 1000;
    const { secondsLeft = 0 } = known;
    assert.ok(secondsLeft > 0 && secondsLeft <= Math.ceil(20_000 * (seconds / 10)), `${secondsLeft} s`);
  });
});

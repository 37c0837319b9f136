import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AutomaticRefresh } from '../../src/dataflows/automaticRefresh.ts';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { VirtualClock } from './virtualClock.ts';

const minute = 60_000;
const savedAt = Date.parse('2026-11-24T08:00:00.000Z');

function dataflow(name: string, refreshEveryMinutes?: number): Dataflow {
  return {
    name,
    connector: 'stripe',
    displayName: name,
    description: '',
    tables: [{ resource: 'charges', table: `${name}_charges`.toLowerCase(), purpose: 'All', load: 'data' }],
    ...(refreshEveryMinutes === undefined ? {} : { refreshEveryMinutes }),
    createdAt: new Date(savedAt).toISOString(),
    updatedAt: new Date(savedAt).toISOString(),
  };
}

interface Run {
  readonly dataflow: string;
  readonly startedAt: number;
  finishedAt?: number;
}

/** A window on some dataflows, at a time: minutes since they were saved. */
class TestWindow {
  readonly clock = new VirtualClock();
  readonly runs: Run[] = [];
  readonly running = new Set<string>();
  readonly refresh: AutomaticRefresh;
  readonly #opensAt: number;
  dataflows: readonly Dataflow[];
  /** How long a run takes, in minutes. */
  runTakes = 0;
  /** Whether runs leave a record. */
  recording = true;
  obstacle: string | undefined;

  constructor(dataflows: readonly Dataflow[], opensAt: number) {
    this.dataflows = dataflows;
    this.#opensAt = opensAt;
    const { clock } = this;
    this.refresh = new AutomaticRefresh({
      dataflows: () => this.dataflows,
      lastRun: async (name) =>
        this.recording ? this.runs.findLast((run) => run.dataflow === name) : undefined,
      isRunning: (name) => this.running.has(name),
      obstacle: async () => this.obstacle,
      run: ({ name }) => this.run(name),
      clock: {
        now: () => this.now,
        after: (milliseconds, call) => clock.after(milliseconds, call),
      },
    });
    this.refresh.look();
  }

  get now(): number {
    return savedAt + this.#opensAt * minute + this.clock.now();
  }

  async run(name: string): Promise<void> {
    assert.equal(this.running.has(name), false, 'one run of a dataflow at a time');
    this.running.add(name);
    const run: Run = { dataflow: name, startedAt: this.now };
    this.runs.push(run);
    if (this.runTakes > 0) {
      await this.clock.sleep(this.runTakes * minute);
    }
    run.finishedAt = this.now;
    this.running.delete(name);
  }

  pass(minutes: number): Promise<void> {
    return this.clock.run(minutes * minute);
  }

  /** When runs began, in minutes since the dataflows were saved. */
  starts(name: string): number[] {
    return this.runs.filter((run) => run.dataflow === name).map((run) => (run.startedAt - savedAt) / minute);
  }
}

describe('automatic refresh', () => {
  it('runs a dataflow an interval after it was saved, and after each run’s end', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 0);
    window.runTakes = 2;
    await window.pass(60);
    assert.deepEqual(window.starts('Billing'), [15, 32, 49]);
  });

  it('leaves dataflows alone that are refreshed by hand', async () => {
    const window = new TestWindow([dataflow('Billing')], 0);
    await window.pass(10_000);
    assert.deepEqual(window.runs, []);
    assert.equal(window.refresh.nextOf(dataflow('Billing'), undefined), undefined);
  });

  it('makes up by one run for all that was missed while no window was open', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 1000);
    await window.pass(29);
    assert.deepEqual(window.starts('Billing'), [1000, 1015]);
  });

  it('counts a run that a person started', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 0);
    await window.pass(10);
    await window.run('Billing');
    await window.pass(20);
    assert.deepEqual(window.starts('Billing'), [10, 25]);
  });

  it('does not begin a run while one goes on', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 14);
    window.runTakes = 30;
    const byHand = window.run('Billing');
    await window.pass(31);
    await byHand;
    await window.pass(20);
    assert.deepEqual(window.starts('Billing'), [14, 59]);
  });

  it('waits an interval also after a run that left no record', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 0);
    window.recording = false;
    await window.pass(60);
    assert.deepEqual(window.starts('Billing'), [15, 30, 45, 60]);
  });

  it('waits for what is missing, and says so', async () => {
    const billing = dataflow('Billing', 15);
    const window = new TestWindow([billing], 0);
    window.obstacle = 'when its API key is set';
    assert.deepEqual(window.refresh.nextOf(billing, undefined), { kind: 'at', time: savedAt + 15 * minute });
    await window.pass(20);
    assert.deepEqual(window.runs, []);
    assert.deepEqual(window.refresh.nextOf(billing, undefined), {
      kind: 'waiting',
      obstacle: 'when its API key is set',
    });
    window.obstacle = undefined;
    await window.pass(1);
    assert.deepEqual(window.starts('Billing'), [21]);
    assert.equal(window.refresh.nextOf(billing, window.runs[0])?.kind, 'at');
  });

  it('refreshes one dataflow after another', async () => {
    const window = new TestWindow([dataflow('Billing', 15), dataflow('Shop', 15)], 15);
    window.runTakes = 3;
    await window.pass(7);
    assert.deepEqual([window.starts('Billing'), window.starts('Shop')], [[15], [18]]);
  });

  it('follows the definitions: an interval that is new, or gone', async () => {
    const window = new TestWindow([dataflow('Billing')], 100);
    await window.pass(5);
    window.dataflows = [dataflow('Billing', 30)];
    window.refresh.look();
    await window.pass(10);
    window.dataflows = [dataflow('Billing')];
    window.refresh.look();
    await window.pass(100);
    assert.deepEqual(window.starts('Billing'), [105]);
  });

  it('takes a definition that changed while another dataflow was refreshed', async () => {
    const window = new TestWindow([dataflow('Billing', 15), dataflow('Shop', 15)], 15);
    window.runTakes = 3;
    await window.pass(1);
    window.dataflows = [dataflow('Billing', 15)];
    window.refresh.look();
    await window.pass(10);
    assert.deepEqual(window.starts('Shop'), []);
  });

  it('is not put off by a clock that was ahead once', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 0);
    window.runs.push({ dataflow: 'Billing', startedAt: savedAt + 9000 * minute });
    await window.pass(20);
    assert.deepEqual(window.starts('Billing'), [9000, 15]);
  });

  it('begins nothing once the window goes', async () => {
    const window = new TestWindow([dataflow('Billing', 15)], 0);
    await window.pass(1);
    window.refresh.dispose();
    window.refresh.look();
    await window.pass(100);
    assert.deepEqual(window.runs, []);
  });

  it('runs at the window’s start or an interval after the save, then an interval after each run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 2000 }),
        async (interval, runTakes, opensAt) => {
          const window = new TestWindow([dataflow('Billing', interval)], opensAt);
          window.runTakes = runTakes;
          await window.pass(600);
          const [first, ...others] = window.runs;
          if (first !== undefined) {
            assert.equal(first.startedAt, savedAt + Math.max(interval, opensAt) * minute);
          }
          let before = first;
          for (const run of others) {
            assert.equal(run.startedAt - (before?.finishedAt ?? 0), interval * minute);
            before = run;
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

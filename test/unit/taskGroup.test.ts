import assert from 'node:assert/strict';
import { TaskGroup } from '../../src/connectors/stripe/listing/taskGroup.ts';

describe('A group of tasks', () => {
  it('is done when the last is, tasks that other tasks start included', async () => {
    const group = new TaskGroup();
    const ended: string[] = [];
    const task = (name: string, then?: () => void) => async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      then?.();
      ended.push(name);
    };
    group.start(task('first', () => group.start(task('second', () => group.start(task('third'))))));
    await group.done();
    assert.deepEqual(ended, ['first', 'second', 'third']);
    assert.equal(group.failed, false);
  });

  it('fails with the first error, without waiting for the others', async () => {
    const group = new TaskGroup();
    group.start(() => new Promise(() => {}));
    group.start(() => Promise.reject(new RangeError('first')));
    group.start(() => Promise.reject(new RangeError('second')));
    await assert.rejects(group.done(), /first/);
    assert.equal(group.failed, true);
  });
});

import assert from 'node:assert/strict';
import { TaskQueue } from '../../src/shared/taskQueue.ts';

describe('a queue of tasks', () => {
  it('does one after another, and gives each its own end', async () => {
    const queue = new TaskQueue();
    const steps: string[] = [];
    const task = (name: string) => async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([queue.run(task('a')), queue.run(task('b'))]);
    assert.deepEqual(results, ['a', 'b']);
    assert.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on after one that fails', async () => {
    const queue = new TaskQueue();
    const failing = queue.run(() => Promise.reject(new Error('broken')));
    const next = queue.run(async () => 'done');
    await assert.rejects(failing, /broken/);
    assert.equal(await next, 'done');
  });

  it('settles when all is done, also what came while it was waited for', async () => {
    const queue = new TaskQueue();
    let isDone = false;
    void queue.run(async () => {
      void queue.run(async () => {
        await Promise.resolve();
        isDone = true;
      });
    });
    await queue.settled();
    assert.equal(isDone, true);
  });
});

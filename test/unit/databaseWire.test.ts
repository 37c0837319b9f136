import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { type Endpoint, expose, wrap } from 'comlink';
import { DatabaseError } from '../../src/database/api.ts';
import { carryDatabaseErrors } from '../../src/database/wire.ts';

describe('errors between the threads', () => {
  const unforeseen: unknown[] = [];
  const bug = new TypeError('x is not a function');

  async function caught(error: Error): Promise<unknown> {
    carryDatabaseErrors((one) => unforeseen.push(one));
    const { port1, port2 } = new MessageChannel();
    const remote = {
      fail: () => {
        throw error;
      },
    };
    expose(remote, port1 as unknown as Endpoint);
    try {
      return await wrap<typeof remote>(port2 as unknown as Endpoint).fail();
    } catch (thrown) {
      return thrown;
    } finally {
      port1.close();
    }
  }

  it('lets a DatabaseError arrive as one', async () => {
    const error = await caught(new DatabaseError('diskFull', 'The disk is full.'));
    assert.ok(DatabaseError.is(error, 'diskFull'));
    assert.equal(error.message, 'The disk is full.');
    assert.deepEqual(unforeseen, []);
  });

  it('makes any other error an internal one, and tells of it on its own side', async () => {
    const error = await caught(bug);
    assert.ok(DatabaseError.is(error, 'internal'));
    assert.equal(error.message, 'x is not a function');
    assert.ok(unforeseen.includes(bug));
  });
});

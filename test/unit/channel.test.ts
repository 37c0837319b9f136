import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConnectorError } from '../../src/connectors/connector.ts';
import { Channel } from '../../src/connectors/stripe/listing/channel.ts';

async function collect<T>(channel: Channel<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of channel.items()) {
    collected.push(item);
  }
  return collected;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('A channel', () => {
  it('brings everything, each producer’s items in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 5 })), async (producers) => {
        const channel = new Channel<string>();
        const names = (producer: number, turnOf: number, length: number): string[] =>
          Array.from({ length }, (_, index) => `${producer} ${turnOf} ${index}`);
        const produce = async (lengths: readonly number[], producer: number): Promise<void> => {
          for (const [turnOf, length] of lengths.entries()) {
            await channel.put(names(producer, turnOf, length));
          }
        };
        const all = Promise.all(producers.map(produce)).then(() => channel.end());
        const items = await collect(channel);
        await all;
        assert.deepEqual(
          producers.map((_, producer) => items.filter((item) => item.startsWith(`${producer} `))),
          producers.map((lengths, producer) =>
            lengths.flatMap((length, turnOf) => names(producer, turnOf, length)),
          ),
        );
      }),
    );
  });

  it('lets a producer go on only when the last of what it brought is taken', async () => {
    const channel = new Channel<number>();
    let gone = false;
    const put = channel.put([1, 2]).then(() => {
      gone = true;
    });
    const items = channel.items();
    assert.equal(channel.waiting, 1);
    assert.equal((await items.next()).value, 1);
    await turn();
    assert.equal(gone, false);
    assert.equal((await items.next()).value, 2);
    await put;
    assert.equal(channel.waiting, 0);
  });

  it('wakes a consumer that waits', async () => {
    const channel = new Channel<number>();
    const all = collect(channel);
    await turn();
    await channel.put([1]);
    channel.end();
    assert.deepEqual(await all, [1]);
  });

  it('lets a producer go whose consumer leaves in the middle', async () => {
    const channel = new Channel<number>();
    const put = channel.put([1, 2]);
    for await (const _ of channel.items()) {
      break;
    }
    await put;
  });

  it('ends with an error, and refuses what is not taken', async () => {
    const channel = new Channel<number>();
    const put = channel.put([1]);
    channel.end(new RangeError('too far'));
    await assert.rejects(put, (error) => ConnectorError.is(error, 'cancelled'));
    await assert.rejects(channel.put([2]), (error) => ConnectorError.is(error, 'cancelled'));
    await assert.rejects(collect(channel), RangeError);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeConcurrently } from '../../src/connectors/stripe/mergedEvents.ts';

async function* numbers(from: number, to: number): AsyncGenerator<number> {
  for (let number = from; number <= to; number++) {
    yield number;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}

const nothing = (): void => {};

describe('Merging what several producers produce', () => {
  it('gives everything, each producer’s items in their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 6 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (lengths, concurrency) => {
          const producers = lengths.map(
            (length, index) => () => numbers(index * 100 + 1, index * 100 + length),
          );
          const merged = await collect(mergeConcurrently(producers, concurrency, nothing));
          const expected = await Promise.all(producers.map((start) => collect(start())));
          assert.deepEqual(
            lengths.map((_, index) => merged.filter((number) => Math.floor(number / 100) === index)),
            expected,
          );
        },
      ),
    );
  });

  it('runs no more producers at a time than allowed', async () => {
    let running = 0;
    let most = 0;
    async function* producer(): AsyncGenerator<number> {
      running += 1;
      most = Math.max(most, running);
      yield* numbers(1, 5);
      running -= 1;
    }
    await collect(
      mergeConcurrently(
        Array.from({ length: 7 }, () => producer),
        3,
        nothing,
      ),
    );
    assert.equal(most, 3);
  });

  it('lets no producer starve the others', async () => {
    const merged = await collect(
      mergeConcurrently([() => numbers(1, 50), () => numbers(101, 150)], 2, nothing),
    );
    assert.ok(merged.indexOf(101) < 5);
    assert.ok(merged.indexOf(150) > 90);
  });

  it('is at most one item per producer ahead of its consumer', async () => {
    let produced = 0;
    async function* producer(): AsyncGenerator<number> {
      for (;;) {
        produced += 1;
        yield produced;
      }
    }
    const iterator = mergeConcurrently([producer, producer], 2, nothing)[Symbol.asyncIterator]();
    for (let taken = 0; taken < 10; taken++) {
      await iterator.next();
    }
    assert.ok(produced <= 12, `${produced} produced for 10 taken`);
    await iterator.return(undefined);
  });

  it('ends with the first error, after stopping the rest', async () => {
    const stop = new AbortController();
    async function* waiting(): AsyncGenerator<number> {
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
      yield 1;
    }
    async function* failing(): AsyncGenerator<number> {
      yield 2;
      throw new RangeError('too far');
    }
    await assert.rejects(collect(mergeConcurrently([waiting, failing], 2, () => stop.abort())), RangeError);
    assert.ok(stop.signal.aborted);
  });

  it('does not stop producers that ended by themselves', async () => {
    let stopped = false;
    await collect(
      mergeConcurrently([() => numbers(1, 3)], 2, () => {
        stopped = true;
      }),
    );
    assert.equal(stopped, false);
  });
});

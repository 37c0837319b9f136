/**
 * Runs several producers at a time and hands out what they produce as one stream, as it comes. At most one item per
 * producer waits to be taken, so a slow consumer holds all of them back. The first error ends the stream.
 * @param producers Started in their order, each when its turn comes.
 * @param stop Called when the stream ends early, by an error or because the consumer left; must make the producers end.
 */
export async function* mergeConcurrently<T>(
  producers: readonly (() => AsyncIterable<T>)[],
  concurrency: number,
  stop: () => void,
): AsyncGenerator<T> {
  const waiting = [...producers];
  /** The pending next item of each running producer. */
  const pending = new Map<AsyncIterator<T>, Promise<Produced<T>>>();
  const startNext = (): void => {
    const iterator = waiting.shift()?.()[Symbol.asyncIterator]();
    if (iterator !== undefined) {
      pending.set(iterator, nextOf(iterator));
    }
  };
  for (let count = 0; count < concurrency; count++) {
    startNext();
  }
  try {
    while (pending.size > 0) {
      const { iterator, result } = await Promise.race(pending.values());
      // Set anew, it goes to the end of the line: Promise.race prefers the first, and none shall starve.
      pending.delete(iterator);
      if (result.done === true) {
        startNext();
      } else {
        pending.set(iterator, nextOf(iterator));
        yield result.value;
      }
    }
  } finally {
    if (pending.size > 0) {
      stop();
      await Promise.allSettled([...pending.values()]);
    }
  }
}

interface Produced<T> {
  readonly iterator: AsyncIterator<T>;
  readonly result: IteratorResult<T, unknown>;
}

async function nextOf<T>(iterator: AsyncIterator<T>): Promise<Produced<T>> {
  return { iterator, result: await iterator.next() };
}

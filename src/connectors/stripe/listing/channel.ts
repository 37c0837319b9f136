import { cancelled } from '../api/retry.ts';

interface Offer<T> {
  readonly items: readonly T[];
  readonly taken: () => void;
  readonly refused: (error: Error) => void;
}

/**
 * Where many producers meet one consumer. It keeps nothing of its own: a producer waits until what it brought is taken, so
 * that no more is in memory than what the producers hold in their hands.
 */
export class Channel<T> {
  readonly #offers: Offer<T>[] = [];
  #ended = false;
  #error: unknown;
  #wake = (): void => {};

  /** How many producers wait for the consumer. */
  get waiting(): number {
    return this.#offers.length;
  }

  /** Brings items, and waits until they are taken. @throws ConnectorError `cancelled` where nobody takes them any more */
  async put(items: readonly T[]): Promise<void> {
    if (this.#ended) {
      throw cancelled();
    }
    if (items.length > 0) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#offers.push({ items, taken: resolve, refused: reject });
      this.#wake();
      await promise;
    }
  }

  /** Ends the stream, with an error if there is one. What was not taken by then is refused. */
  end(error?: unknown): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#error = error;
      for (const offer of this.#offers.splice(0)) {
        offer.refused(cancelled());
      }
      this.#wake();
    }
  }

  /** All items in the order they were brought. @throws what the stream was ended with */
  async *items(): AsyncGenerator<T> {
    while (!this.#ended) {
      const offer = this.#offers.shift();
      if (offer === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      } else {
        try {
          yield* offer.items.slice(0, -1);
        } finally {
          // Also where the consumer leaves in between: nobody else would let the producer go.
          offer.taken();
        }
        yield* offer.items.slice(-1);
      }
    }
    if (this.#error !== undefined) {
      throw this.#error;
    }
  }
}

/** Rows on their way to someone who asks for them one by one. */
export class RowQueue<T> implements AsyncIterable<T> {
  readonly #rows: T[] = [];
  #next = 0;
  #ended = false;
  /** Someone waits for a row. */
  #wake: (() => void) | undefined;
  #onDrained: (() => void) | undefined;

  push(row: T): void {
    this.#rows.push(row);
    this.#wake?.();
  }

  /** No row comes any more. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Resolves when all rows were taken, and another is asked for. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained = resolve;
      this.#wake?.();
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const row = this.#rows[this.#next];
      if (row !== undefined) {
        this.#next += 1;
        yield row;
        continue;
      }
      this.#rows.length = 0;
      this.#next = 0;
      this.#onDrained?.();
      this.#onDrained = undefined;
      if (this.#ended) {
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}

/** Does tasks one after another, in the order in which they came. One that fails does not keep the others from being done. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves, or rejects, as the task does. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves once all is done, also what comes meanwhile. Never rejects. */
  async settled(): Promise<void> {
    let awaited: Promise<unknown> | undefined;
    while (awaited !== this.#last) {
      awaited = this.#last;
      await awaited;
    }
  }
}

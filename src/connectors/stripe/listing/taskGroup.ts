/** Tasks that may start further ones, and are done together. The first error is that of all. */
export class TaskGroup {
  readonly #outcome = Promise.withResolvers<void>();
  #running = 0;
  #failed = false;

  /** Whether one of the tasks has failed: the others may as well stop. */
  get failed(): boolean {
    return this.#failed;
  }

  start(task: () => Promise<void>): void {
    this.#running += 1;
    task().then(
      () => this.#end(),
      (error: unknown) => {
        this.#failed = true;
        this.#outcome.reject(error);
        this.#end();
      },
    );
  }

  /** Waits until all tasks have ended. @throws the first error, at once */
  async done(): Promise<void> {
    await this.#outcome.promise;
  }

  #end(): void {
    this.#running -= 1;
    if (this.#running === 0) {
      this.#outcome.resolve();
    }
  }
}

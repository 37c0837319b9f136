/** Runs the last of several tasks that follow each other closely. */
export class Debounce {
  readonly #milliseconds: number;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  run(task: () => void): void {
    this.cancel();
    this.#waiting = setTimeout(task, this.#milliseconds);
  }

  cancel(): void {
    clearTimeout(this.#waiting);
  }
}

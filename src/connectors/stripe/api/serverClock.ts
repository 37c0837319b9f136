/**
 * What is known of the server's time, from the `Date` of its answers: this machine's own clock may be an hour off. The header
 * counts whole seconds, and an answer takes its time, so all this can say is that it was not earlier, or not later.
 */
export class ServerClock {
  readonly #localNow: () => number;
  /** What has to be added to this machine's time, in milliseconds; what it adds up to is never later than the server's. */
  #offset: number | undefined;
  #latest: number | undefined;

  /** @param localNow This machine's time, in milliseconds. */
  constructor(localNow: () => number = Date.now) {
    this.#localNow = localNow;
  }

  /** Takes an answer's `Date` header. One that is missing, or no date, tells nothing. */
  hear(date: unknown): void {
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (Number.isFinite(time)) {
      this.#offset = time - this.#localNow();
      this.#latest = Math.max(this.#latest ?? 0, time);
    }
  }

  /**
   * Remembers this moment.
   * @returns Its time on the server in Unix seconds, not later than it was; before the first answer, this machine's.
   */
  mark(): () => number {
    const local = this.#localNow();
    const offset = this.#offset;
    return () => Math.floor((local + (offset ?? this.#offset ?? 0)) / 1000);
  }

  /** When the newest answer was made, in Unix seconds, not earlier than it was. */
  get latestAnswer(): number {
    return Math.floor((this.#latest ?? this.#localNow()) / 1000) + 1;
  }
}

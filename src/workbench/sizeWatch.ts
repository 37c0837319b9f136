/** Tells in good time that the database grows towards its limit: once when it passes half of it. */
export class SizeWatch {
  readonly #limit: () => number;
  readonly #warn: (bytes: number, limit: number) => void;
  #isWarned = false;

  /** @param limit The bytes at which an import stops. @param warn Called with the size and the limit, in bytes. */
  constructor(limit: () => number, warn: (bytes: number, limit: number) => void) {
    this.#limit = limit;
    this.#warn = warn;
  }

  /** @param bytes The size of the database's file, as it was saved. */
  check(bytes: number): void {
    const limit = this.#limit();
    const isHalfFull = bytes >= limit / 2;
    if (isHalfFull && !this.#isWarned) {
      this.#warn(bytes, limit);
    }
    this.#isWarned = isHalfFull;
  }
}

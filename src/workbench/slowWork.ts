/** Calls something when some milliseconds have passed; the answer takes it back. */
type After = (milliseconds: number, call: () => void) => () => void;

const systemAfter: After = (milliseconds, call) => {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
};

/** Work of less is over before anybody has read about it. */
const patienceMs = 1000;

/** Tells of work that takes longer than a moment, from then on until its end; of several at a time once. */
export class SlowWork {
  readonly #tell: (goesOn: boolean) => void;
  readonly #after: After;
  #slow = 0;

  constructor(tell: (goesOn: boolean) => void, after: After = systemAfter) {
    this.#tell = tell;
    this.#after = after;
  }

  /** @param work However it ends; what it rejects with is left to others. */
  follow(work: Promise<unknown>): void {
    let isSlow = false;
    const stopWaiting = this.#after(patienceMs, () => {
      isSlow = true;
      this.#count(1);
    });
    const end = () => {
      stopWaiting();
      if (isSlow) {
        this.#count(-1);
      }
    };
    work.then(end, end);
  }

  #count(change: 1 | -1): void {
    const before = this.#slow > 0;
    this.#slow += change;
    if (before !== this.#slow > 0) {
      this.#tell(!before);
    }
  }
}

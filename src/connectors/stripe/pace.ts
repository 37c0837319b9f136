import { cancellableSleep } from './retry.ts';

/** Spreads requests evenly, below a number per second. */
export class Pace {
  readonly #interval: number;
  #next = 0;

  /** @param requestsPerSecond 0 for no ceiling. */
  constructor(requestsPerSecond: number) {
    this.#interval = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
  }

  /** Waits for the next request's turn. @throws ConnectorError `cancelled` */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#interval;
    if (turn > now) {
      await cancellableSleep(turn - now, signal);
    }
  }
}

import { recovered } from './recovery.ts';

/** What is left of the number in flight after a refusal. */
const cutFactor = 0.75;

/**
 * How many requests may be in flight, lowered when Stripe finds them too many, and coming back slowly.
 * All times are milliseconds of one clock.
 */
export class AdaptiveCap {
  readonly #limit: number;
  #most: number;
  #inFlight = 0;
  #countedAt: number;
  #cutAt = Number.NEGATIVE_INFINITY;
  #refused = Number.POSITIVE_INFINITY;

  constructor(limit: number, now: number) {
    this.#limit = limit;
    this.#most = limit;
    this.#countedAt = now;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many more requests may be sent now. */
  spare(now: number): number {
    this.#most = recovered(this.#most, this.#limit, this.#refused, (now - this.#countedAt) / 1000);
    this.#countedAt = now;
    return Math.floor(this.#most) - this.#inFlight;
  }

  enter(): void {
    this.#inFlight += 1;
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  /**
   * Lowers the cap. The refusals of requests that were sent before the last cut say nothing new.
   * @param sentAt When the refused request was sent.
   * @param inFlightThen How many were in flight then, it included: the cap itself may never have been reached.
   */
  cut(sentAt: number, inFlightThen: number, now: number): void {
    if (sentAt >= this.#cutAt) {
      this.#refused = Math.min(this.#most, inFlightThen);
      this.#most = Math.max(1, Math.floor(this.#refused * cutFactor));
      this.#countedAt = now;
      this.#cutAt = now;
    }
  }
}

import { recovered } from './recovery.ts';

/**
 * How long an idle rate saves up: what a pause or a slow start left unused is not lost. Stripe’s own buckets seem to hold
 * a second’s worth; half of that leaves room for answers that bunch on their way.
 */
const burstSeconds = 0.5;

/** What is left of a rate after a refusal. */
const cutFactor = 0.8;

/** However many refusals: a rate of 0 would never find out that things are better. */
const leastShare = 0.02;

/**
 * A number of requests per second that is lowered when Stripe refuses some, and comes back to its limit slowly.
 * All times are milliseconds of one clock.
 */
export class AdaptiveRate {
  #limit: number;
  #perSecond: number;
  /** Requests that may be made at once. */
  #saved: number;
  #countedAt: number;
  #cutAt = Number.NEGATIVE_INFINITY;
  #refused = Number.POSITIVE_INFINITY;

  constructor(limit: number, now: number) {
    this.#limit = limit;
    this.#perSecond = limit;
    this.#saved = this.#mostSaved;
    this.#countedAt = now;
  }

  /** Requests per second at present. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Sets another limit; a lower one holds at once. */
  limitTo(limit: number): void {
    this.#perSecond = limit > this.#limit ? this.#perSecond : Math.min(this.#perSecond, limit);
    this.#limit = limit;
    this.#saved = Math.min(this.#saved, this.#mostSaved);
  }

  /** How many requests could be made now. */
  spare(now: number): number {
    this.#count(now);
    return Math.floor(this.#saved);
  }

  /** Whole milliseconds until the next request may be made. */
  wait(now: number): number {
    this.#count(now);
    return this.#saved >= 1 ? 0 : Math.ceil(((1 - this.#saved) / this.#perSecond) * 1000);
  }

  /** Counts a request that is made now. */
  take(now: number): void {
    this.#count(now);
    this.#saved -= 1;
  }

  /**
   * Lowers the rate. The refusals of requests that were sent before the last cut say nothing new.
   * @param sentAt When the refused request was sent.
   */
  cut(sentAt: number, now: number): void {
    this.#count(now);
    this.#saved = Math.min(this.#saved, 0);
    if (sentAt >= this.#cutAt) {
      this.#refused = this.#perSecond;
      this.#perSecond = Math.max(this.#limit * leastShare, this.#perSecond * cutFactor);
      this.#cutAt = now;
    }
  }

  get #mostSaved(): number {
    return Math.max(1, this.#perSecond * burstSeconds);
  }

  #count(now: number): void {
    const seconds = (now - this.#countedAt) / 1000;
    this.#countedAt = now;
    this.#saved = Math.min(this.#mostSaved, this.#saved + seconds * this.#perSecond);
    this.#perSecond = recovered(this.#perSecond, this.#limit, this.#refused, seconds);
  }
}

import { type ApiError, tooManyRequests } from './apiErrors.ts';

/** What the server allows; 0 means no limit. May be changed while the server runs. */
export interface Limits {
  /** Requests per second and account: 25 in Stripe's test mode, 100 in live mode. */
  rate: number;
  /** Requests per second, account and endpoint: 25. */
  endpointRate: number;
  /** Requests of one account that may be under way at a time. Stripe names no number. */
  concurrency: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * Counts requests as Stripe does: a bucket of tokens per account and one per endpoint, each refilled at its rate and
 * holding one second's worth; and the requests under way.
 */
export class RateLimiter {
  readonly limits: Limits;
  private readonly clock: () => number;
  private readonly buckets = new Map<string, Bucket>();
  private readonly underWay = new Map<string, number>();

  /** @param clock Milliseconds. */
  constructor(limits: Limits, clock: () => number) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Lets a request in.
   * @returns What to call when it has been answered, or the refusal.
   */
  enter(account: string, endpoint: string): (() => void) | ApiError {
    const running = this.underWay.get(account) ?? 0;
    if (this.limits.concurrency > 0 && running >= this.limits.concurrency) {
      return tooManyRequests('global-concurrency');
    }
    if (!this.take(account, this.limits.rate)) {
      return tooManyRequests('global-rate');
    }
    if (!this.take(`${account} ${endpoint}`, this.limits.endpointRate)) {
      return tooManyRequests('endpoint-rate');
    }
    this.underWay.set(account, running + 1);
    return () => this.underWay.set(account, (this.underWay.get(account) ?? 1) - 1);
  }

  private take(name: string, rate: number): boolean {
    if (rate <= 0) {
      return true;
    }
    const now = this.clock();
    const bucket = this.buckets.get(name) ?? { tokens: rate, filledAt: now };
    bucket.tokens = Math.min(rate, bucket.tokens + ((now - bucket.filledAt) / 1000) * rate);
    bucket.filledAt = now;
    this.buckets.set(name, bucket);
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}

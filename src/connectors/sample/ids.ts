import { type Random, toBase62 } from './random.ts';

/**
 * Makes ids that look like Stripe's. The longer ones hold the time and, as Stripe's do, a part that all ids of an account
 * share; the rest is random.
 */
export class Ids {
  private readonly random: Random;
  private readonly accountPart: string;

  /** @param accountId The account's own id: `acct_…`. */
  constructor(random: Random, accountId: string) {
    this.random = random;
    this.accountPart = accountId.slice(-10);
  }

  /** `cus_` and 14 letters and digits: customers, products, subscription items. */
  short(prefix: string): string {
    return `${prefix}_${this.random.base62(14)}`;
  }

  /** `in_1` and 23 letters and digits: what billing makes. */
  billing(prefix: string, time: number): string {
    return this.long(prefix, '1', time);
  }

  /** `ch_3` and 23 letters and digits: what a payment makes. */
  payment(prefix: string, time: number): string {
    return this.long(prefix, '3', time);
  }

  /** A secret that belongs to an object; it opens nothing. */
  clientSecret(id: string): string {
    return `${id}_secret_${this.random.base62(25)}`;
  }

  private long(prefix: string, series: string, time: number): string {
    return `${prefix}_${series}${toBase62(time, 6).slice(-5)}${this.accountPart}${this.random.base62(8)}`;
  }
}

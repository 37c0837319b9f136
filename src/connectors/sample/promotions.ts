import type { Business } from './business.ts';
import { addMonths, day } from './calendar.ts';
import { Ids } from './ids.ts';
import type { Currency } from './products.ts';
import { Random } from './random.ts';

interface CouponDefinition {
  readonly id: string;
  readonly name: string;
  /** Exactly one of the two. Cents of `currency`. */
  readonly percentOff?: number;
  readonly amountOff?: number;
  readonly currency?: Currency;
  readonly duration: 'once' | 'repeating' | 'forever';
  readonly months?: number;
  /** Days after the opening from which it is taken no more. */
  readonly endsAfterDays?: number;
  readonly weight: number;
}

const coupons: readonly CouponDefinition[] = [
  { id: 'WELCOME20', name: 'Welcome: 20% off the first box', percentOff: 20, duration: 'once', weight: 5 },
  {
    id: 'SUMMER15',
    name: 'Summer: 15% off three months',
    percentOff: 15,
    duration: 'repeating',
    months: 3,
    weight: 3,
  },
  { id: 'FRIENDS10', name: 'Friends of the roastery', percentOff: 10, duration: 'forever', weight: 2 },
  { id: 'FIVEOFF', name: '$5 off', amountOff: 500, currency: 'usd', duration: 'once', weight: 2 },
  {
    id: 'BLACKFRIDAY25',
    name: 'Black Friday',
    percentOff: 25,
    duration: 'once',
    endsAfterDays: 60,
    weight: 4,
  },
];

/** A coupon as one customer or subscription has it. */
export interface AppliedDiscount {
  readonly id: string;
  readonly coupon: CouponDefinition;
  readonly promotionCode: string | null;
  readonly start: number;
  /** From when on it takes nothing off; undefined for a coupon that lasts. */
  readonly end: number | undefined;
}

/** The business's coupons and promotion codes, and how often each was redeemed. */
export class Promotions {
  private readonly business: Business;
  private readonly opened: number;
  private readonly entries: readonly {
    readonly coupon: CouponDefinition;
    readonly code: string;
    redeemed: number;
  }[];

  constructor(business: Business, opened: number) {
    const ids = new Ids(new Random(business.seed, 3), business.accountId);
    this.business = business;
    this.opened = opened;
    this.entries = coupons.map((coupon) => ({
      coupon,
      code: ids.billing('promo', opened + day),
      redeemed: 0,
    }));
  }

  /** Redeems some coupon that is valid at the time and for the currency. */
  redeem(random: Random, ids: Ids, at: number, currency: Currency): AppliedDiscount {
    const valid = this.entries.filter(
      ({ coupon }) => at < this.endOf(coupon) && (coupon.currency ?? currency) === currency,
    );
    const entry = random.weighted(valid.map((candidate) => [candidate.coupon.weight, candidate] as const));
    entry.redeemed++;
    const { coupon } = entry;
    return {
      id: ids.billing('di', at),
      coupon,
      promotionCode: random.chance(0.8) ? entry.code : null,
      start: at,
      end:
        coupon.duration === 'once'
          ? at + 1
          : coupon.duration === 'repeating'
            ? addMonths(at, coupon.months ?? 1)
            : undefined,
    };
  }

  /** Hands the coupons and codes to the sink; to be called once, when all redemptions have happened. */
  close(): void {
    const { sink, livemode, now } = this.business;
    for (const { coupon, code, redeemed } of this.entries) {
      const redeemBy = coupon.endsAfterDays === undefined ? null : this.endOf(coupon);
      const valid = now < this.endOf(coupon);
      sink.add('coupons', () => ({
        id: coupon.id,
        object: 'coupon',
        amount_off: coupon.amountOff ?? null,
        created: this.opened,
        currency: coupon.currency ?? null,
        duration: coupon.duration,
        duration_in_months: coupon.months ?? null,
        livemode,
        max_redemptions: null,
        metadata: {},
        name: coupon.name,
        percent_off: coupon.percentOff ?? null,
        redeem_by: redeemBy,
        times_redeemed: redeemed,
        valid,
      }));
      sink.add('promotion_codes', () => ({
        id: code,
        object: 'promotion_code',
        active: valid,
        code: coupon.id,
        created: this.opened + day,
        customer: null,
        customer_account: null,
        expires_at: redeemBy,
        livemode,
        max_redemptions: null,
        metadata: {},
        promotion: { coupon: coupon.id, type: 'coupon' },
        restrictions: {
          first_time_transaction: coupon.id === 'WELCOME20',
          minimum_amount: null,
          minimum_amount_currency: null,
        },
        times_redeemed: redeemed,
      }));
    }
  }

  private endOf(coupon: CouponDefinition): number {
    return coupon.endsAfterDays === undefined
      ? Number.POSITIVE_INFINITY
      : this.opened + coupon.endsAfterDays * day;
  }
}

/** Whether the discount takes something off at that time. */
export function runsAt(discount: AppliedDiscount, at: number): boolean {
  return discount.end === undefined || at < discount.end;
}

/** What the discount takes off an amount. Amounts below zero are left alone. */
export function discountOn({ coupon }: AppliedDiscount, amount: number): number {
  if (amount <= 0) {
    return 0;
  }
  return coupon.percentOff === undefined
    ? Math.min(amount, coupon.amountOff ?? 0)
    : Math.round((amount * coupon.percentOff) / 100);
}

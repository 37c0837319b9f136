import { day } from './calendar.ts';
import { declines } from './chargeFacts.ts';
import type { CustomerScope } from './customerScope.ts';
import type { Attempt } from './payments.ts';

/** How it went to collect an invoice, up to now. */
export interface Collection {
  readonly attempts: readonly Attempt[];
  readonly paidAt: number | undefined;
  /** When Stripe gave up; undefined where it was paid or is still being tried. */
  readonly gaveUpAt: number | undefined;
  readonly nextAttempt: number | undefined;
}

/** When Stripe's smart retries try again, in days after the first attempt; then it gives up. */
const retryDays = [0, 3, 8, 15, 26, 40];

/** Plays the charging of a stored payment method: nearly always it works at once. */
export function chargeAutomatically(
  { business, persona: { random } }: CustomerScope,
  first: number,
): Collection {
  const succeedsAt = random.weighted([
    [932, 0],
    [30, 1],
    [12, 2],
    [8, 3],
    [18, undefined],
  ]);
  const decline = random.pick(declines);
  const happened = retryDays
    .slice(0, (succeedsAt ?? retryDays.length) + 1)
    .map((days) => first + days * day)
    .filter((at) => at <= business.now);
  const succeeded = happened.length - 1 === succeedsAt;
  const exhausted = happened.length === retryDays.length;
  const nextRetry = retryDays[happened.length] ?? 0;
  return {
    attempts: happened.map((at, index) => ({
      at,
      decline: succeeded && index === succeedsAt ? undefined : decline,
    })),
    paidAt: succeeded ? happened.at(-1) : undefined,
    gaveUpAt: exhausted ? happened.at(-1) : undefined,
    nextAttempt: succeeded || exhausted ? undefined : first + nextRetry * day,
  };
}

/** Plays an invoice that was sent: paid about when it is due, now and then late, seldom never. */
export function awaitPayment(
  { business, persona: { random } }: CustomerScope,
  sentAt: number,
  daysUntilDue: number,
): Collection {
  const paidAt = sentAt + random.integer(2 * day, (daysUntilDue + 8) * day);
  const never = random.chance(0.03);
  const gaveUpAt = sentAt + (daysUntilDue + 60) * day;
  const paid = !never && paidAt <= business.now;
  return {
    attempts: paid ? [{ at: paidAt }] : [],
    paidAt: paid ? paidAt : undefined,
    gaveUpAt: never && gaveUpAt <= business.now ? gaveUpAt : undefined,
    nextAttempt: undefined,
  };
}

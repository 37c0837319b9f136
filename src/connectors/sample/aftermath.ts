import { day } from './calendar.ts';
import type { CustomerScope } from './customerScope.ts';

/** What becomes of money that was paid. */
export type Aftermath =
  | { readonly kind: 'none' }
  | { readonly kind: 'refund'; readonly at: number; readonly amount: number; readonly reason: RefundReason }
  | { readonly kind: 'dispute'; readonly at: number; readonly amount: number; readonly won: boolean };

type RefundReason = 'requested_by_customer' | 'duplicate';

export const keptForGood: Aftermath = { kind: 'none' };

/** Decides what becomes of a payment. What would happen later than now does not happen. */
export function drawAftermath(
  { business, persona: { random } }: CustomerScope,
  amount: number,
  paidAt: number | undefined,
): Aftermath {
  if (paidAt === undefined) {
    return keptForGood;
  }
  const kind = random.weighted([
    [950, 'none'],
    [36, 'refund'],
    [14, 'dispute'],
  ]);
  const at = paidAt + random.integer(day / 2, kind === 'dispute' ? 40 * day : 18 * day);
  const part = random.chance(0.4) ? random.pick([0.25, 0.5]) : 1;
  const won = random.chance(0.45);
  const reason = random.chance(0.85) ? 'requested_by_customer' : 'duplicate';
  if (kind === 'none' || at > business.now) {
    return keptForGood;
  }
  return kind === 'refund'
    ? { kind, at, amount: Math.max(1, Math.round(amount * part)), reason }
    : { kind, at, amount, won };
}

export function refundedAmount(aftermath: Aftermath): number {
  return aftermath.kind === 'refund' ? aftermath.amount : 0;
}

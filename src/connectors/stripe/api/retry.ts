import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { ConnectorError, type ConnectorErrorReason } from '../../connector.ts';
import { StripeRequestError } from './requestError.ts';

export interface RetryPolicy {
  /** How often a request is made at most, those not counted that Stripe refuses as too many (429). */
  readonly tries: number;
  /** How many milliseconds a request waits in sum because Stripe refuses it as too many. */
  readonly patience: number;
  /** The wait before the second try, in milliseconds; it doubles with each try. */
  readonly firstDelay: number;
  readonly longestDelay: number;
}

/** A garbled answer seldom gets better: a proxy's page stays one. */
const triesOfMalformedAnswers = 3;

/** Where Stripe is in trouble, a longer Retry-After is a refusal: a person who watches would take the run for hung. */
const longestRetryAfterSeconds = 120;

/**
 * Makes a request until it succeeds, its error is of a kind that stays, or the tries are used up. Too many requests are
 * no failure: such a request goes on, more slowly, as long as patience lasts.
 * @param onRetry Called before each further try.
 * @throws ConnectorError The last try's; `cancelled` at once when the signal is aborted, also while waiting.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry: (error: StripeRequestError, delay: number) => void,
): Promise<T> {
  const times = new Map<ConnectorErrorReason, number>();
  let failures = 0;
  let patience = policy.patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StripeRequestError)) {
        throw error;
      }
      const refused = error.reason === 'rateLimited';
      const again = (times.get(error.reason) ?? 0) + 1;
      times.set(error.reason, again);
      failures += refused ? 0 : 1;
      const delay = retryDelay(error, refused ? again : failures, policy);
      patience -= refused ? delay : 0;
      if (patience < 0 || failures >= policy.tries || again >= triesFor(error, policy)) {
        throw error;
      }
      onRetry(error, delay);
      await cancellableSleep(delay, signal);
    }
  }
}

/** Waits. @throws ConnectorError `cancelled` as soon as the signal is aborted. */
export async function cancellableSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    throw cancelled();
  }
}

export function cancelled(): ConnectorError {
  return new ConnectorError('cancelled', l10n.t('The reading was cancelled.'));
}

/*
 * Stripe's `stripe-should-retry` header is not looked at: it warns of repeating a change, and reading changes nothing.
 */
/** How often a request may fail with errors of this one’s kind. */
function triesFor(error: StripeRequestError, policy: RetryPolicy): number {
  switch (error.reason) {
    case 'rateLimited':
      return Number.POSITIVE_INFINITY;
    case 'server':
      return (error.retryAfterSeconds ?? 0) > longestRetryAfterSeconds ? 1 : policy.tries;
    case 'network':
      return policy.tries;
    case 'malformedAnswer':
      return triesOfMalformedAnswers;
    default:
      return 1;
  }
}

/** Doubling, and by half at random: requests that were refused together must not come back together. */
function retryDelay(error: StripeRequestError, times: number, policy: RetryPolicy): number {
  const backoff = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (times - 1));
  return Math.max((error.retryAfterSeconds ?? 0) * 1000, backoff * (0.5 + Math.random() / 2));
}

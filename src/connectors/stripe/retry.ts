import { setTimeout as sleep } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { ConnectorError } from '../connector.ts';
import { StripeRequestError } from './requestError.ts';

export interface RetryPolicy {
  /** How often a request is made at most. */
  readonly tries: number;
  /** The wait before the second try, in milliseconds; it doubles with each try. */
  readonly firstDelay: number;
  readonly longestDelay: number;
}

/** A garbled answer seldom gets better: a proxy's page stays one. */
const triesOfMalformedAnswers = 3;

/** A longer Retry-After is a refusal: a person who watches would take the run for hung. */
const longestRetryAfterSeconds = 120;

/**
 * Makes a request until it succeeds, its error is of a kind that stays, or the tries are used up.
 * @param onRetry Called before each further try.
 * @throws ConnectorError The last try's; `cancelled` at once when the signal is aborted, also while waiting.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  onRetry: (error: StripeRequestError, delay: number) => void,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StripeRequestError) || tries >= triesFor(error, policy)) {
        throw error;
      }
      const delay = retryDelay(error, tries, policy);
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
  return new ConnectorError('cancelled', t('The reading was cancelled.'));
}

/*
 * Stripe's `stripe-should-retry` header is not looked at: it warns of repeating a change, and reading changes nothing.
 */
function triesFor(error: StripeRequestError, policy: RetryPolicy): number {
  switch (error.reason) {
    case 'rateLimited':
    case 'server':
      return (error.retryAfterSeconds ?? 0) > longestRetryAfterSeconds ? 1 : policy.tries;
    case 'network':
      return policy.tries;
    case 'malformedAnswer':
      return Math.min(policy.tries, triesOfMalformedAnswers);
    default:
      return 1;
  }
}

/** Doubling, and by half at random: tables that were refused together must not come back together. */
function retryDelay(error: StripeRequestError, tries: number, policy: RetryPolicy): number {
  const backoff = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (tries - 1));
  return Math.max((error.retryAfterSeconds ?? 0) * 1000, backoff * (0.5 + Math.random() / 2));
}

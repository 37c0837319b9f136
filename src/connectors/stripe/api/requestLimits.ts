import type { ApiKey } from './apiKey.ts';

/** How many requests may be made with one key. */
export interface RequestLimits {
  readonly perSecond: number;
  /** Of one operation: `/v1/invoices/{id}/lines` is one, whatever the id. */
  readonly perEndpoint: number;
  /** Operations with a limit of their own, per second. */
  readonly endpoints?: Readonly<Record<string, number>>;
  /** Requests that may wait for their answers at a time. */
  readonly inFlight: number;
}

const endpoints = { '/v1/files': 20 };

/**
 * What Stripe allows an account (https://docs.stripe.com/rate-limits, 2026-11). It names no number for requests in flight:
 * ours lets a list that takes a second per page, the slowest seen, use its 25 requests a second.
 */
export const stripeLimits: Readonly<Record<ApiKey['mode'], RequestLimits>> = {
  live: { perSecond: 100, perEndpoint: 25, endpoints, inFlight: 50 },
  test: { perSecond: 25, perEndpoint: 25, endpoints, inFlight: 25 },
};

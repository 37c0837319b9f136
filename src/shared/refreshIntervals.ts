/** What the wizard offers for automatic refresh, in minutes; the definitions file takes any number up to the longest. */
export const refreshIntervals = [15, 60, 6 * 60, 24 * 60] as const;

/** Thirty days: what Stripe tells of changes reaches no further back. */
export const longestRefreshInterval = 30 * 24 * 60;

/** The share of the limit that comes back per second; near what was refused last, it is a matter of feeling one’s way. */
const perSecond = 0.02;
const nearRefusalPerSecond = 0.005;

/** How far around the refused value “near” reaches. */
const nearness = 0.1;

/**
 * What a lowered value has come back to. It soon is near what Stripe refused, passes it slowly, and then goes on as before:
 * a limit that stays costs few refusals, one that was a moment’s costs little time.
 * @param refused The value that was last refused.
 */
export function recovered(value: number, limit: number, refused: number, seconds: number): number {
  const isNear = value >= refused * (1 - nearness) && value <= refused * (1 + nearness);
  return Math.min(limit, value + seconds * limit * (isNear ? nearRefusalPerSecond : perSecond));
}

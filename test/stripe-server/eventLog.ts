import type { AccountData } from './accountData.ts';
import { badParameter, noSuchObject } from './apiErrors.ts';
import type { PageRequest, StripeObject } from './resourceStore.ts';

/** How long Stripe lists an event. */
const eventRetention = 30 * 24 * 60 * 60;

const mostTypes = 20;

/**
 * Narrows a page of `/v1/events` to what is retained, to what is visible yet, and to the types asked for.
 * @param delay Seconds after which an event becomes visible; every second one is at once.
 * @throws ApiError
 */
export function eventPageRequest(
  page: PageRequest,
  query: URLSearchParams,
  data: AccountData,
  { now, delay }: { readonly now: number; readonly delay: number },
): PageRequest {
  const oldest = now - eventRetention;
  for (const [param, id] of [
    ['starting_after', page.startingAfter],
    ['ending_before', page.endingBefore],
  ] as const) {
    const event = id === undefined ? undefined : data.store('events').get(id);
    if (event !== undefined && Number(event['created']) < oldest) {
      throw noSuchObject('event', event.id, param);
    }
  }
  return {
    ...page,
    createdFrom: Math.max(page.createdFrom ?? oldest, oldest),
    matches: both(typeFilter(query), delay === 0 ? undefined : (event) => isVisible(event, now - delay)),
  };
}

type Matches = PageRequest['matches'];

function both(first: Matches, second: Matches): Matches {
  return first === undefined || second === undefined
    ? (first ?? second)
    : (event) => first(event) && second(event);
}

function isVisible(event: StripeObject, until: number): boolean {
  return Number(event['created']) <= until || event.id.charCodeAt(event.id.length - 1) % 2 === 0;
}

function typeFilter(query: URLSearchParams): Matches {
  const type = query.get('type');
  const types = [...query].filter(([name]) => /^types\[\d*\]$/.test(name)).map(([, value]) => value);
  if (type !== null && types.length > 0) {
    throw badParameter(
      'types',
      'You may only specify one of these parameters: type, types.',
      'parameters_exclusive',
    );
  }
  if (types.length > mostTypes) {
    throw badParameter('types', `Array must contain at most ${mostTypes} elements.`);
  }
  const wildcard = types.find((name) => name.includes('*'));
  if (wildcard !== undefined) {
    throw badParameter('types', `Invalid event type: ${wildcard}. Wildcards are not allowed in types.`);
  }
  if (types.length > 0) {
    return (event) => types.includes(String(event['type']));
  }
  if (type === null) {
    return undefined;
  }
  return type.endsWith('*')
    ? (event) => String(event['type']).startsWith(type.slice(0, -1))
    : (event) => event['type'] === type;
}

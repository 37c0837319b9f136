import type { Query } from '../api/client.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../api/exactJson.ts';
import type { CatalogTable } from '../catalog/catalog.ts';

/** How a table is brought up to date without listing it again. */
export interface FollowWay {
  /** Stripe's events tell of changes. */
  readonly events: boolean;
  /** The newest part of the list is read again: for what is new, and for changes that no event tells of. */
  readonly window: boolean;
}

/**
 * How far back the window reaches where nobody knows which objects may still change, in seconds. A PaymentIntent whose metadata
 * is changed is seldom older.
 */
export const windowSeconds = 10 * 24 * 60 * 60;

/** As far back, at the least, where that is known: in case Stripe corrects one of the newest. */
export const settledWindowSeconds = 2 * 24 * 60 * 60;

/** No events, but their objects don't change any more after the time that the window covers, and are never deleted. */
const growing = new Set([
  'balance_transactions',
  'events',
  'forwarding_requests',
  'identity_verification_reports',
]);

/**
 * Their events leave changes out that nothing else shows. A connected account's events are its own, a quote's draft is
 * edited and a reader is removed without one, a design comes without one. The list of tax IDs has the account's own ones (see
 * `owner` in TaxIds.d.ts of stripe 23.1.0), the events are those of its customers' tax IDs.
 */
const toldInPart = new Set([
  'accounts',
  'climate_orders',
  'climate_products',
  'issuing_personalization_designs',
  'quotes',
  'reporting_report_types',
  'tax_ids',
  'terminal_readers',
]);

/** Says how a top-level list is followed; undefined for one that has to be listed in full each time. */
export function followWay(table: CatalogTable): FollowWay | undefined {
  if (growing.has(table.name)) {
    return { events: false, window: true };
  }
  if (table.eventTypes.length === 0 || toldInPart.has(table.name)) {
    return undefined;
  }
  const filtered = table.createdFilter !== null;
  return { events: true, window: filtered && !tellsEverything(table) };
}

/** A charge is created by succeeding, failing or pending. */
const creation = /\.(?:created|succeeded)$/;

/** Whether there is an event for each new object and for each change of one. */
function tellsEverything({ eventTypes }: CatalogTable): boolean {
  return (
    eventTypes.some((type) => creation.test(type)) && eventTypes.some((type) => type.endsWith('.updated'))
  );
}

/** Deleted for those who named it, but the object stays: a subscription is canceled. */
const onlyNamedDeleted = new Set(['customer.subscription.deleted']);

/** After a PaymentMethod is detached, its list may have it no more, although it can be fetched. */
const leftOpen = new Set(['payment_method.detached']);

/** What an event says of its object: that it is no more, that it is as the event has it, or nothing that is certain. */
export type EventMeaning = 'gone' | 'changed' | 'unknown';

export function meaningOf(type: string): EventMeaning {
  if (leftOpen.has(type)) {
    return 'unknown';
  }
  return type.endsWith('.deleted') && !onlyNamedDeleted.has(type) ? 'gone' : 'changed';
}

/** Events of other objects, and which objects of the list change with them. */
export interface RelatedEvents {
  /** The resource whose events these are. */
  readonly resource: string;
  /** Their types; all that the resource has where this is missing. */
  readonly types?: readonly string[];
  readonly idsIn: (object: JsonObject) => readonly JsonValue[];
  /** A filter of the list that leaves all of them in, where the event does not name each; else undefined. */
  readonly filterFor?: (object: JsonObject, meaning: EventMeaning) => Query | undefined;
}

const relatedEvents: ReadonlyMap<string, readonly RelatedEvents[]> = new Map<string, RelatedEvents[]>([
  // A child list's event names the parent that holds it.
  ['application_fees', [{ resource: 'application_fee_refunds', idsIn: (refund) => [refund['fee'] ?? null] }]],
  // Of a charge's changes, `charge.updated` tells those of its description and metadata alone, and `charge.refunded` of
  // refunds that are made (Events.d.ts of stripe 23.1.0).
  [
    'charges',
    [
      {
        resource: 'disputes',
        // The others are about its evidence and its money, and there are many.
        types: ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.closed'],
        idsIn: (dispute) => [dispute['charge'] ?? null],
      },
      { resource: 'refunds', types: ['refund.failed', 'refund.updated'], idsIn: chargeOfUndoneRefund },
      { resource: 'reviews', idsIn: (review) => [review['charge'] ?? null] },
    ],
  ],
  // An invoice takes pending items in, and gives them back when it is deleted; the items have no events for it.
  ['invoiceitems', [{ resource: 'invoices', idsIn: itemsOfInvoice, filterFor: filterForItems }]],
  ['payment_intents', [{ resource: 'reviews', idsIn: (review) => [review['payment_intent'] ?? null] }]],
]);

/** The events of other objects that a list's objects change with. */
export function eventsRelatedTo(table: CatalogTable): readonly RelatedEvents[] {
  return relatedEvents.get(table.name) ?? [];
}

/** A refund that fails, or is taken back, gives the charge its amount again. */
function chargeOfUndoneRefund({ status, charge }: JsonObject): readonly JsonValue[] {
  return status === 'failed' || status === 'canceled' ? [charge ?? null] : [];
}

/**
 * An event holds ten lines of its invoice. What a deleted one has given back is pending.
 * (https://docs.stripe.com/api/invoiceitems/list, 2026-11)
 */
function filterForItems(invoice: JsonObject, meaning: EventMeaning): Query | undefined {
  const { id, customer, lines } = invoice;
  if (!isJsonObject(lines) || lines['has_more'] !== true) {
    return undefined;
  }
  if (meaning === 'gone') {
    return { pending: 'true', ...(typeof customer === 'string' ? { customer } : {}) };
  }
  return typeof id === 'string' ? { invoice: id } : undefined;
}

/** Of the lines that the event holds; in an API version before 2025-03-31 the field stands in the line itself. */
function itemsOfInvoice(invoice: JsonObject): readonly JsonValue[] {
  const lines = isJsonObject(invoice['lines']) ? invoice['lines']['data'] : undefined;
  return (Array.isArray(lines) ? lines : []).flatMap((line: JsonValue) => {
    const parent = isJsonObject(line) ? (line['parent'] ?? null) : null;
    // That of a proration stands with its subscription.
    const places = isJsonObject(parent)
      ? [parent['invoice_item_details'] ?? null, parent['subscription_item_details'] ?? null]
      : [line];
    return places.flatMap((place) => (isJsonObject(place) ? [place['invoice_item'] ?? null] : []));
  });
}

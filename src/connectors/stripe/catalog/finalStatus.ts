import type { JsonObject } from '../api/exactJson.ts';
import type { CatalogTable } from './catalog.ts';

/**
 * The status that an object keeps, and with which it is as it will always be, by resource. A balance transaction is pending
 * until its money is available (https://docs.stripe.com/api/balance_transactions/object); no event tells of it.
 */
const finalStatus: ReadonlyMap<string, string> = new Map([['balance_transactions', 'available']]);

/** Whether it can be told which of a list’s objects may still change. */
export function hasFinalStatus({ name }: CatalogTable): boolean {
  return finalStatus.has(name);
}

/** Whether an object of such a list may still change. */
export function mayChange({ name }: CatalogTable, object: JsonObject): boolean {
  return object['status'] !== finalStatus.get(name);
}

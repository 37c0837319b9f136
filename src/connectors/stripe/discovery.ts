import { ConnectorError } from '../connector.ts';
import type { RequestCost, StripeClient } from './api/client.ts';
import { StripeRequestError } from './api/requestError.ts';
import { type CatalogTable, catalog } from './catalog/catalog.ts';
import { childPath } from './catalog/resourceFamily.ts';

/** An id that no object has. Stripe checks a child list's permission before it looks for the parent. */
const impossibleParentId = 'dataflows_probe';

/**
 * Asks each list for one object.
 * @returns Why resources cannot be read, by name; one that is missing can.
 * @throws ConnectorError where no list can be asked at all: the key is refused, the network is down.
 */
export async function probeResources(client: StripeClient): Promise<Map<string, ConnectorError>> {
  const refusals = new Map<string, ConnectorError>();
  const cost: RequestCost = { requests: 0, retries: 0 };
  await Promise.all(
    [...catalog().values()].map(async (table) => {
      const refusal = await probe(client, table, cost);
      if (refusal !== undefined) {
        refusals.set(table.name, refusal);
      }
    }),
  );
  return refusals;
}

/** Why a resource cannot be read, or undefined where it can. */
export async function probe(
  client: StripeClient,
  table: CatalogTable,
  cost: RequestCost,
): Promise<ConnectorError | undefined> {
  try {
    const path = childPath(table, impossibleParentId);
    await client.get({ path, endpoint: table.path, query: table.paged ? { limit: 1 } : {} }, cost);
    return undefined;
  } catch (error) {
    if (table.parent !== null && error instanceof StripeRequestError && error.isMissingObject) {
      return undefined;
    }
    if (!ConnectorError.is(error) || ConnectorError.is(error, 'authentication', 'network', 'cancelled')) {
      throw error;
    }
    return error;
  }
}

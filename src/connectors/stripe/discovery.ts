import { ConnectorError } from '../connector.ts';
import { type CatalogTable, catalog } from './catalog.ts';
import type { RequestCost, StripeClient } from './client.ts';
import { StripeRequestError } from './requestError.ts';
import { childPath } from './resourceFamily.ts';

/** Enough to be quick, and far below the 25 requests a second that Stripe allows in test mode. */
const probesAtATime = 8;

/** An id that no object has. Stripe checks a child list's permission before it looks for the parent. */
const impossibleParentId = 'dataflows_probe';

/**
 * Asks each list for one object.
 * @returns Why resources cannot be read, by name; one that is missing can.
 * @throws ConnectorError where no list can be asked at all: the key is refused, the network is down.
 */
export async function probeResources(client: StripeClient): Promise<Map<string, ConnectorError>> {
  const refusals = new Map<string, ConnectorError>();
  const waiting = [...catalog().values()];
  const cost: RequestCost = { requests: 0, retries: 0 };
  const probeNext = async (): Promise<void> => {
    for (let table = waiting.shift(); table !== undefined; table = waiting.shift()) {
      const refusal = await probe(client, table, cost);
      if (refusal !== undefined) {
        refusals.set(table.name, refusal);
      }
    }
  };
  await Promise.all(Array.from({ length: probesAtATime }, probeNext));
  return refusals;
}

/** Why a resource cannot be read, or undefined where it can. */
async function probe(
  client: StripeClient,
  table: CatalogTable,
  cost: RequestCost,
): Promise<ConnectorError | undefined> {
  try {
    await client.get(childPath(table, impossibleParentId), table.paged ? { limit: 1 } : {}, cost);
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

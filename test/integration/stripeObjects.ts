import assert from 'node:assert/strict';
import type { Connector, ReadEvent } from '../../src/connectors/connector.ts';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import { unpackRows } from '../../src/database/unpackRows.ts';
import type { Row } from '../../src/shared/columns.ts';
import { testKey } from '../stripe-server/keys.ts';
import type { StripeObject } from '../stripe-server/resourceStore.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { endOf, noDelays, readAll, wideLimits } from './stripeAnswers.ts';

/** A server whose account is empty but for what a test puts there. */
export function startEmptyServer(only: readonly string[]): Promise<StripeServer> {
  return startStripeServer({ customers: 0, only });
}

/** Puts customers, one per time of creation. */
export function putCustomers(server: StripeServer, times: readonly number[]): void {
  for (const [index, created] of times.entries()) {
    server.put('customers', {
      id: `cus_${index}`,
      object: 'customer',
      created,
      livemode: false,
      name: `Customer ${index}`,
    });
  }
}

/** An object with a nested list. */
export function parentWith(
  object: string,
  id: string,
  created: number,
  field: string,
  children: number,
): StripeObject {
  const data = Array.from({ length: children }, (_, index) => ({
    id: `${id}_child_${index}`,
    object: 'child',
    created,
  }));
  return { id, object, created, livemode: false, [field]: { object: 'list', data, has_more: false } };
}

export function connectorTo(server: StripeServer, limits = wideLimits): Connector {
  return createStripeConnector({ apiBase: () => server.url, retryDelays: noDelays, limits });
}

/** Reads to the end. */
export function readFrom(
  server: StripeServer,
  resources: readonly string[],
  connector = connectorTo(server),
): Promise<ReadEvent[]> {
  return readAll(connector, resources, { connection: { apiKey: testKey } });
}

/** The rows of a resource by id. Fails where one came twice, or the list was not read to its end. */
export function completeRows(events: readonly ReadEvent[], resource: string): Map<string, Row> {
  const end = endOf(events, resource);
  assert.deepEqual(end, { kind: 'finished', resource, complete: true });
  const rows = new Map<string, Row>();
  for (const event of events) {
    for (const row of event.kind === 'batch' && event.resource === resource ? unpackRows(event.rows) : []) {
      const id = String(row[0]);
      assert.ok(!rows.has(id), `${id} came twice`);
      rows.set(id, row);
    }
  }
  return rows;
}

/** The ids of what the server has. */
export function idsOnServer(server: StripeServer, resource: string): Set<string> {
  return new Set(server.objects(resource).map(({ id }) => id));
}

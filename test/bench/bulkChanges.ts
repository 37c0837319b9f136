import type { StripeServer } from '../stripe-server/stripeServer.ts';

const resources = ['customers', 'charges', 'invoices'] as const;

/** Of so many changes one makes a new object; the others change one that is there. */
const newOneIn = 10;

/** What happens in one second is a rare case of its own: the changes are spread over an hour. */
const spanSeconds = 3600;

/** What a refresh has to find: the objects are spread over three lists, and over the time that they cover. */
export function changeObjects(server: StripeServer, count: number): void {
  const perResource = Math.floor(count / resources.length);
  for (const resource of resources) {
    const ids = server.objects(resource).map(({ id }) => id);
    const step = Math.floor(ids.length / perResource);
    for (let index = 0; index < perResource; index += 1) {
      server.advance(spanSeconds / count);
      const id = ids[index * step];
      if (index % newOneIn === 0 || id === undefined) {
        server.create(resource, {});
      } else {
        server.update(resource, id, { metadata: { changed: String(index) } });
      }
    }
  }
}

/** What `changeObjects` makes of rows: an invoice comes with its lines. */
export function changedRows(
  count: number,
  linesPerInvoice: number,
): { readonly inserted: number; readonly updated: number } {
  const perResource = Math.floor(count / resources.length);
  const created = Math.ceil(perResource / newOneIn);
  return {
    inserted: created * (resources.length + linesPerInvoice),
    updated: (perResource - created) * resources.length,
  };
}

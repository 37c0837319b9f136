// The server of a bench, in a process of its own: its work must not slow down what is measured.
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { changeObjects } from './bulkChanges.ts';
import { fillServer } from './bulkData.ts';
import { benchLatency, type Size } from './sizes.ts';

export type ServerOrder =
  | {
      readonly kind: 'start';
      readonly size: Size;
      /** 0 for none. */
      readonly perSecond: number;
      readonly perEndpoint: number;
    }
  | { readonly kind: 'change'; readonly objects: number };

let server: StripeServer | undefined;

/** Answers each order when it is done: with the server's address. */
process.on('message', (order: ServerOrder) => {
  void carryOut(order).then((url) => process.send?.(url));
});
process.once('disconnect', () => void server?.close());

async function carryOut(order: ServerOrder): Promise<string> {
  if (order.kind === 'start') {
    server = await startStripeServer({
      customers: 0,
      only: [],
      latency: benchLatency,
      limits: { rate: order.perSecond, endpointRate: order.perEndpoint },
    });
    fillServer(server, order.size);
  } else if (server !== undefined) {
    changeObjects(server, order.objects);
  }
  return server?.url ?? '';
}

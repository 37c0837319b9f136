// The server of a bench, in a process of its own: its work must not slow down what is measured.
import { startStripeServer } from '../stripe-server/stripeServer.ts';
import { fillServer } from './bulkData.ts';
import { benchLatency, type Size } from './sizes.ts';

export interface ServerOrder {
  readonly size: Size;
  /** 0 for none. */
  readonly perSecond: number;
  readonly perEndpoint: number;
}

process.once('message', (order: ServerOrder) => {
  void serve(order);
});

async function serve({ size, perSecond, perEndpoint }: ServerOrder): Promise<void> {
  const server = await startStripeServer({
    customers: 0,
    only: [],
    latency: benchLatency,
    limits: { rate: perSecond, endpointRate: perEndpoint },
  });
  fillServer(server, size);
  process.send?.(server.url);
  process.once('disconnect', () => void server.close());
}

// The server of a crash test, in a process of its own: it lives on when the engine is killed.
import { startStripeServer } from '../stripe-server/stripeServer.ts';
import { resources } from './engine.ts';

const server = await startStripeServer({ customers: 12, only: resources });
let changes = 0;

process.on('message', () => {
  change();
  process.send?.('changed');
});
process.once('disconnect', () => void server.close());
process.send?.(server.url);

/** Something of each kind happens. */
function change(): void {
  changes += 1;
  const customers = server.objects('customers').map((customer) => String(customer['id']));
  const invoices = server.objects('invoices').map((invoice) => String(invoice['id']));
  for (const [index, id] of customers.entries()) {
    if (index % 5 === changes % 5) {
      server.update('customers', id, { name: `Customer of change ${changes}` });
    }
  }
  server.update('invoices', invoices[changes % invoices.length] ?? '', { description: `Change ${changes}` });
  server.delete('customers', customers[changes % customers.length] ?? '');
  server.create('customers', { name: `New with change ${changes}` });
  server.create('charges', { description: `New with change ${changes}` });
}

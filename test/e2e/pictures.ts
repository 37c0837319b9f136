import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { connectWizard, defaultTables, previewTable } from './mainJob.ts';

/** `npm run update:pictures` puts what this suite leaves in test-results/readme-*.png into docs/images/. */
describe('the pictures of the README', () => {
  let server: StripeServer;
  let workbench: Workbench;

  before(async () => {
    server = await startStripeServer({ customers: 200 });
    workbench = await openWorkbench({
      machineSettings: { 'dataflows.stripe.apiBase': server.url },
      theme: 'light',
      viewport: { width: 1400, height: 820 },
    });
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  it('show the tables to choose', async () => {
    const wizard = await connectWizard(workbench, 'Billing');
    await workbench.screenshot('readme-wizard-tables');
    await wizard.button('Save and run').click();
    await workbench.treeItem('Dataflows', 'Billing').filter({ hasText: 'Succeeded' }).waitFor();
    await workbench.notification(/Importing/).waitFor({ state: 'detached' });
  });

  it('show the views and a table', async () => {
    await workbench.treeItem('Databases', `billing_${defaultTables[0]}`).waitFor();
    await previewTable(workbench, 'billing_customers');
    await workbench.page.mouse.move(700, 400);
    await workbench.screenshot('readme-overview');
  });
});

import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { connectWizard, defaultTables, previewTable } from './mainJob.ts';
import { PreviewPage } from './previewPage.ts';

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

  it('show a filter with the summary of its column', async () => {
    await previewTable(workbench, 'billing_charges');
    const preview = await PreviewPage.in(workbench);
    const column = await preview.openColumn('amount');
    await column.getByRole('textbox', { name: 'From' }).fill('5000');
    await preview.rows(/ of /).waitFor();
    await column.getByRole('button', { name: 'Show Summary' }).click();
    await column.getByRole('img', { name: /^Histogram/ }).waitFor();
    await workbench.screenshot('readme-filter');
    await workbench.page.keyboard.press('Escape');
  });

  it('show a row with what it refers to', async () => {
    const preview = await PreviewPage.in(workbench);
    await preview.cell(2, 'id').dblclick();
    await preview.panel.getByRole('heading', { name: /_/ }).waitFor();
    await preview.entry('customer').scrollIntoViewIfNeeded();
    await workbench.page.mouse.move(700, 400);
    await workbench.screenshot('readme-row');
  });

  it('show the attributes', async () => {
    const preview = await PreviewPage.in(workbench);
    await preview.frame.getByRole('tab', { name: 'Attributes' }).click();
    await preview.frame.getByText(/^\d+ attributes$/).waitFor();
    await workbench.screenshot('readme-attributes');
  });
});

import assert from 'node:assert/strict';
import { restrictedTestKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { statusIs } from './mainJob.ts';
import { WizardPage } from './wizardPage.ts';

describe('what the key does not allow, and what the person no longer wants', () => {
  let server: StripeServer;
  let workbench: Workbench;

  before(async () => {
    server = await startStripeServer({ customers: 20 });
    server.keys.find(({ key }) => key === restrictedTestKey)?.denied?.add('rak_charge_read');
    workbench = await openWorkbench({ machineSettings: { 'dataflows.stripe.apiBase': server.url } });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  const dataflow = () => workbench.treeItem('Dataflows', 'Billing');

  it('marks the table that the key may not read, and unticks it', async () => {
    await workbench.runCommand('Dataflows: New Dataflow');
    const wizard = await WizardPage.in(workbench);
    await wizard.describe('Billing', /^Stripe/);
    await wizard.connect(restrictedTestKey);
    await wizard.text(/^Connected to/).waitFor();
    await wizard.button('Next').click();
    await wizard.row('charges').getByText('The key lacks the permission rak_charge_read.').waitFor();
    await wizard.checkbox('Include charges').and(wizard.frame.locator('[aria-checked=false]')).waitFor();
  });

  it('skips the table when it is ticked all the same, and says so', async () => {
    const wizard = await WizardPage.in(workbench);
    await wizard.button('Select None').click();
    await wizard.checkbox('Include charges').click();
    await wizard.checkbox('Include customers').click();
    await wizard.button('Save and run').click();
    await statusIs(workbench, 'Billing', 'Succeeded with warnings');
    await workbench.expand(dataflow());
    await workbench.treeItem('Dataflows', 'billing_charges').filter({ hasText: 'skipped' }).waitFor();
    await workbench.treeItem('Dataflows', 'billing_customers').filter({ hasText: '20 rows' }).waitFor();
  });

  it('names the permission in the run history', async () => {
    await workbench
      .notification(/Succeeded with warnings/)
      .getByRole('button', { name: 'Run History' })
      .click();
    await workbench.output
      .getByText(/billing_charges:.*rak_charge_read/)
      .first()
      .waitFor();
  });

  it('imports the table once the key may read it', async () => {
    server.keys.find(({ key }) => key === restrictedTestKey)?.denied?.clear();
    await workbench.contextMenu(dataflow(), 'Run');
    await statusIs(workbench, 'Billing', 'Succeeded');
  });

  it('cancels a slow run from its notification', async () => {
    server.latency = 60_000;
    await workbench.contextMenu(dataflow(), 'Run');
    await statusIs(workbench, 'Billing', 'Running');
    await workbench.notification('Importing Billing').getByRole('button', { name: 'Cancel' }).click();
    await statusIs(workbench, 'Billing', 'Cancelled');
  });

  it('cancels a slow run from the tree', async () => {
    await workbench.contextMenu(dataflow(), 'Run');
    await statusIs(workbench, 'Billing', 'Running');
    await workbench.inlineAction(dataflow(), 'Cancel Run');
    await statusIs(workbench, 'Billing', 'Cancelled');
  });

  it('keeps what was there before, and the next run succeeds', async () => {
    server.latency = 0;
    server.cutConnections();
    await workbench.contextMenu(dataflow(), 'Run');
    await statusIs(workbench, 'Billing', 'Succeeded');
    await workbench.treeItem('Dataflows', 'billing_customers').filter({ hasText: '20 rows' }).waitFor();
  });

  it('fails with a revoked key, and offers to set another one', async () => {
    const fault = server.faults.add(() => ({ kind: 'status', status: 401 }));
    await workbench.contextMenu(dataflow(), 'Run');
    await statusIs(workbench, 'Billing', 'Failed');
    await workbench
      .notification('Stripe does not know this API key')
      .getByRole('button', { name: 'Set API Key' })
      .click();
    fault.remove();
    await workbench.quickInput.type(restrictedTestKey);
    await workbench.quickInput.accept();
    await workbench.notification('The API key of “Billing” is stored.').waitFor();
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { previewTable, statusIs } from './mainJob.ts';
import { importedFiles } from './sampleData.ts';

describe('Rollback', () => {
  let server: StripeServer;
  let workbench: Workbench;
  let rows: number;

  before(async () => {
    server = await startStripeServer({ customers: 20, only: ['customers', 'products'] });
    rows = server.objects('customers').length;
    const files = await importedFiles('Billing', ['customers', 'products'], server, () => {
      const [changed] = server.objects('customers').map((customer) => String(customer['id']));
      server.update('customers', changed ?? '', { name: 'Renamed GmbH' });
      server.create('customers', { name: 'New Ltd' });
    });
    workbench = await openWorkbench({ files });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  const dataflow = () => workbench.treeItem('Dataflows', 'Billing');

  it('says what it will change, and changes nothing when it is cancelled', async () => {
    await previewTable(workbench, 'billing_customers');
    const frame = await workbench.frameWith('[role=gridcell]');
    await frame.getByText(`${rows + 1} rows`).waitFor();
    await workbench.contextMenu(dataflow(), 'Rollback');
    const dialog = workbench.dialog('Roll back run #2 of “Billing”?');
    await dialog.filter({ hasText: 'billing_customers: 1 row removed, 1 row restored' }).waitFor();
    await workbench.screenshot('rollback-question');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await statusIs(workbench, 'Billing', 'Succeeded');
  });

  it('can be told by the changes of the run, with the values before and after', async () => {
    await workbench.contextMenu(dataflow(), 'Show Changes of a Run');
    await workbench.quickInput.accept('Run #2');
    await workbench.editorTab('billing_customers (run #2)').waitFor();
    const frame = await workbench.frameWith('[role=gridcell]:has-text("inserted")');
    await frame.getByRole('gridcell', { name: 'updated', exact: true }).waitFor();
    await frame.getByText('2 rows').waitFor();
    await workbench.screenshot('run-changes');
    await workbench.runCommand('View: Close Editor');
    await workbench.editorTab('billing_customers (run #2)').waitFor({ state: 'detached' });
  });

  it('brings the rows back that were there before, also in the preview that is open', async () => {
    await workbench.contextMenu(dataflow(), 'Rollback');
    const dialog = workbench.dialog('Roll back run #2 of “Billing”?');
    await dialog.getByRole('button', { name: 'Rollback' }).click();
    await statusIs(workbench, 'Billing', 'Rolled back');
    const frame = await workbench.frameWith('[role=gridcell]');
    await frame.getByText(`${rows} rows`).waitFor();
    await workbench.screenshot('rollback-done');
  });

  it('is told in the run history', async () => {
    await workbench.contextMenu(dataflow(), 'Run History');
    await workbench.output.getByText(/^#3\s.*Rolled\sback/).waitFor();
    await workbench.output.getByText(/^#2\s.*rolled\sback\sby\s#3/).waitFor();
    await workbench.page.keyboard.press('Control+J');
  });

  it('of a table that the first run made takes the table with its preview, from the Databases view', async () => {
    await workbench.contextMenu(workbench.treeItem('Databases', 'billing_customers'), 'Rollback Table');
    const dialog = workbench.dialog('Roll back what run #1 of “Billing” did to billing_customers?');
    await dialog.filter({ hasText: `the table goes, with ${rows} rows` }).waitFor();
    await dialog.getByRole('button', { name: 'Rollback' }).click();
    await workbench.treeItem('Databases', 'billing_customers').waitFor({ state: 'detached' });
    await workbench.editorTab('billing_customers').waitFor({ state: 'detached' });
    await workbench.treeItem('Databases', 'billing_products').waitFor();
  });

  it('by the palette takes the rest, and then says that nothing is left', async () => {
    await workbench.runCommand('Dataflows: Rollback', 'Billing');
    const dialog = workbench.dialog('Roll back run #1 of “Billing”?');
    await dialog.getByRole('button', { name: 'Rollback' }).click();
    await workbench.page.getByText('Tables appear here after the first run').waitFor();
    await workbench.contextMenu(dataflow(), 'Rollback');
    await workbench.notification('There is nothing to roll back').waitFor();
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

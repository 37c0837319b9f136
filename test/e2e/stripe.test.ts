import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { testKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { countsInFile, countsOnServer, importFromStripe, previewTable, removeDataflow } from './mainJob.ts';

/** The files below a folder that hold a text. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if ((await readFile(file)).includes(text)) {
      found.push(file);
    }
  }
  return found;
}

describe('a Stripe account, from New Dataflow to Remove', () => {
  let server: StripeServer;
  let workbench: Workbench;

  before(async () => {
    server = await startStripeServer({ customers: 40 });
    workbench = await openWorkbench({ machineSettings: { 'dataflows.stripe.apiBase': server.url } });
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  it('is imported by the wizard’s Save and run', async () => {
    await importFromStripe(workbench, 'Billing');
    await workbench.treeItem('Dataflows', 'Billing').filter({ hasText: '25 tables' }).waitFor();
  });

  it('stands in the file as the server has it', () => {
    assert.deepEqual(countsInFile(workbench, 'Billing'), countsOnServer(server));
  });

  it('shows each table’s rows in both views', async () => {
    const customers = `${server.objects('customers').length} rows`;
    await workbench.expand(workbench.treeItem('Dataflows', 'Billing'));
    for (const view of ['Dataflows', 'Databases']) {
      const item = workbench.treeItem(view, 'billing_customers');
      await item.filter({ hasText: customers }).waitFor();
    }
  });

  it('is previewed', async () => {
    await previewTable(workbench, 'billing_customers');
    const frame = await workbench.frameWith('[role=gridcell]');
    await frame.getByText(`${server.objects('customers').length} rows`).waitFor();
  });

  it('has a run history that counts what each run did', async () => {
    const item = workbench.treeItem('Dataflows', 'Billing');
    await workbench.contextMenu(item, 'Run History');
    await workbench.inlineAction(item, /Run/);
    await workbench.outputEndsWith(/Run\s#2:\sSucceeded/);
    await workbench.contextMenu(item, 'Run History');
    await workbench.output.getByText(/^#2\s.*Succeeded/).waitFor();
    await workbench.output
      .getByText(/0\sinserted,\s0\supdated,\s0\sdeleted/)
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Control+J');
  });

  it('leaves the key in no file of the folder and in no log', async () => {
    assert.deepEqual(await filesWith(workbench.folder, testKey), []);
    const logs = path.join(workbench.userDataDir, 'logs');
    assert.deepEqual(await filesWith(logs, testKey), []);
    assert.deepEqual(await filesWith(path.join(workbench.userDataDir, 'User'), testKey), []);
  });

  it('keeps status, counts and history across a reload of the window', async () => {
    await workbench.reload();
    await workbench.showViews();
    await workbench
      .treeItem('Dataflows', 'Billing')
      .filter({ hasText: /25 tables · .* · Succeeded/ })
      .waitFor();
  });

  it('is removed with its tables, after a question that names them', async () => {
    await removeDataflow(workbench, 'Billing', 'billing_customers');
    await workbench.page.getByText('Tables appear here after the first run').waitFor();
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { countsInFile, countsOnServer, importFromStripe, previewTable, removeDataflow } from './mainJob.ts';

describe('the packaged extension', () => {
  let server: StripeServer;
  let workbench: Workbench;

  before(async function () {
    // Building the package comes first.
    this.timeout(180_000);
    server = await startStripeServer({ customers: 10 });
    workbench = await openWorkbench({
      extension: 'packaged',
      machineSettings: { 'dataflows.stripe.apiBase': server.url },
    });
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  it('holds what runs and what a person reads, and no source', async () => {
    const installed = await readdir(workbench.extensionsDir);
    const folder = installed.find((name) => name.startsWith('dataflows.dataflows-for-stripe-'));
    assert.ok(folder, `installed: ${installed.join(', ')}`);
    const files = await readdir(path.join(workbench.extensionsDir, folder), { recursive: true });
    for (const file of [
      'package.json',
      'readme.md',
      'dist/extension.cjs',
      'dist/page-worker.cjs',
      'dist/sql-wasm.wasm',
    ]) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    assert.deepEqual(
      files.filter((file) => /(^|\/)(src|test|scripts|webview-ui|node_modules)(\/|$)|\.(ts|map)$/.test(file)),
      [],
    );
  });

  it('does the main job', async () => {
    await importFromStripe(workbench, 'Billing');
    assert.deepEqual(countsInFile(workbench, 'Billing'), countsOnServer(server));
    await previewTable(workbench, 'billing_customers');
    await workbench.contextMenu(workbench.treeItem('Dataflows', 'Billing'), 'Run History');
    await workbench.output.getByText(/^#1\s.*Succeeded/).waitFor();
    await removeDataflow(workbench, 'Billing', 'billing_customers');
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { cp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { testKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { WizardPage } from './wizardPage.ts';

describe('an API key in a window', () => {
  let workbench: Workbench;
  let server: StripeServer;
  let evil: StripeServer;
  const secret = testKey.slice('sk_test_'.length);

  before(async () => {
    [server, evil] = await Promise.all([
      startStripeServer({ customers: 3 }),
      startStripeServer({ customers: 3 }),
    ]);
    workbench = await openWorkbench({
      machineSettings: { 'dataflows.stripe.apiBase': server.url },
      files: { '.vscode/settings.json': JSON.stringify({ 'dataflows.stripe.apiBase': evil.url }) },
    });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
    await Promise.all([server.close(), evil.close()]);
  });

  async function holdersOfTheKey(): Promise<readonly string[]> {
    const holders: string[] = [];
    for (const folder of [workbench.userDataDir, workbench.folder]) {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        const file = path.join(entry.parentPath, entry.name);
        if (entry.isFile() && (await readFile(file)).includes(secret)) {
          holders.push(file);
        }
      }
    }
    return holders;
  }

  it('is sent to where the person’s own settings say, and to no workspace’s address', async () => {
    await workbench.runCommand('Dataflows: New Dataflow');
    const wizard = await WizardPage.in(workbench);
    await wizard.describe('Billing', /^Stripe/);
    // What the page is told.
    const page = wizard.frame;
    await page.evaluate(`
      window.told = [];
      window.addEventListener('message', (event) => window.told.push(JSON.stringify(event.data)));`);
    const says = `Invalid API Key provided: ${testKey}`;
    const fault = server.faults.add(() => ({
      kind: 'status',
      status: 400,
      body: { error: { type: 'invalid_request_error', message: says } },
      headers: { 'request-id': testKey },
    }));
    await wizard.connect(testKey);
    await wizard.text(/Invalid API Key provided: sk_test_…/).waitFor();
    fault.remove();
    await wizard.connect(testKey);
    await wizard.text(/^Connected to Northwind Coffee/).waitFor();
    await wizard.button('Next').click();
    await wizard.row('customers').waitFor();
    await wizard.button('Select None').click();
    await wizard.include('customers');
    await wizard.text(/^1 of/).waitFor();
    const told = await page.evaluate<string[]>('window.told');
    assert.ok(
      told.some((message) => message.includes('Northwind Coffee')),
      'no message was seen',
    );
    assert.deepEqual(
      told.filter((message) => message.includes(secret)),
      [],
    );
    await wizard.button('Save').click();
    await workbench.treeItem('Dataflows', 'Billing').waitFor();
    assert.ok(server.requests.length > 0);
    assert.equal(evil.requests.length, 0);
  });

  it('is in no file after runs that fail with it in every sentence', async () => {
    server.faults.add((request) =>
      request.path === '/v1/account'
        ? undefined
        : {
            kind: 'status',
            status: 400,
            body: { error: { type: 'invalid_request_error', message: `Bearer ${testKey}`, param: testKey } },
            headers: { 'request-id': testKey },
          },
    );
    await workbench.runCommand('Dataflows: Run', 'Billing');
    await workbench.notification(/Billing: Failed/).waitFor();
    await workbench.runCommand('Dataflows: Run History', 'Billing');
    await workbench.output
      .getByText(/Failed/)
      .first()
      .waitFor();
    assert.equal((await workbench.page.content()).includes(secret), false);
    assert.deepEqual(await holdersOfTheKey(), []);
  });

  it('is not used in a copy of the folder that was put in its place', async () => {
    const away = `${workbench.folder}-away`;
    await rename(workbench.folder, away);
    await cp(away, workbench.folder, { recursive: true });
    await workbench.reload();
    await workbench.showViews();
    await workbench.treeItem('Dataflows', 'Billing').waitFor();
    const before = server.requests.length;
    // Not by the palette: the editors that VS Code restores take the focus from it.
    await workbench.inlineAction(workbench.treeItem('Dataflows', 'Billing'), /^Run$/);
    await workbench.page.getByText('API key of Billing').waitFor();
    await workbench.quickInput.message
      .filter({ hasText: 'No API key of this dataflow is stored here.' })
      .waitFor();
    await workbench.screenshot('hostile-copied-folder');
    assert.equal(server.requests.length, before);
    await rm(away, { recursive: true });
  });

  it('that a run has asked for is followed by the run', async () => {
    await workbench.quickInput.type(testKey);
    await workbench.quickInput.accept();
    await workbench.notification(/Billing: Failed/).waitFor();
    assert.ok(server.requests.some(({ path }) => path === '/v1/customers'));
  });
});

import assert from 'node:assert/strict';
import { secondAccount, testKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { certificateFile, type HttpsProxy, proxiedHost, startHttpsProxy } from './harness/httpsProxy.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { statusIs } from './mainJob.ts';
import { WizardPage } from './wizardPage.ts';

describe('a window behind a proxy', () => {
  let server: StripeServer;
  let proxy: HttpsProxy;
  let workbench: Workbench;

  before(async () => {
    server = await startStripeServer({ customers: 5 });
    proxy = await startHttpsProxy(server.url);
    workbench = await openWorkbench({
      machineSettings: { 'dataflows.stripe.apiBase': `https://${proxiedHost}` },
      settings: { 'http.proxy': proxy.url },
      // As an administrator would have it: VS Code trusts what Node is told to.
      env: { NODE_EXTRA_CA_CERTS: certificateFile },
    });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
    await proxy[Symbol.asyncDispose]();
    await server.close();
  });

  it('imports a connected account through the proxy and with the certificates of VS Code', async () => {
    await workbench.runCommand('Dataflows: New Dataflow');
    const wizard = await WizardPage.in(workbench);
    await wizard.describe('Behind', /^Stripe/);
    await wizard.field('Connected account (optional)').fill(secondAccount);
    await wizard.connect(testKey);
    await wizard.text(/Connected to Southwind Tea .* in test mode/).waitFor();
    await wizard.button('Next').click();
    await wizard.step('Table Details');
    await wizard.button('Save and run').click();
    await statusIs(workbench, 'Behind', 'Succeeded');
  });

  it('sent no request past the proxy, and each for the connected account', () => {
    assert.ok(proxy.tunnels.includes(`${proxiedHost}:443`), 'no request came through the proxy');
    assert.ok(server.requests.length > 20, `${server.requests.length} requests`);
    assert.deepEqual(
      new Set(server.requests.map((request) => request.headers['stripe-account'])),
      new Set([secondAccount]),
    );
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseDefinitions } from '../../src/dataflows/definitionsFile.ts';
import { harmlessDefinitions, refusedDefinitions } from '../hostile/definitions.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { databasePath, definitionsPath, sampleFiles } from './sampleData.ts';

const html = '<img src=x onerror="document.title=1">';
const link = '[Run](command:workbench.action.closeWindow)';

/** A database as a stranger may have made it: HTML and links wherever there is text. */
async function hostileDatabase(database: Uint8Array): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-hostile-'));
  try {
    const file = path.join(folder, 'data.sqlite');
    await writeFile(file, database);
    const sqlite = new DatabaseSync(file);
    sqlite.exec(`
      UPDATE shop_customers SET address_city = '${html}', email = '${link}', description = '=HYPERLINK("https://evil.example")';
      UPDATE _dataflows_runs SET description = '${html} ${link}', status = 'failed';
      UPDATE _dataflows_tables SET resource = '${link}'`);
    sqlite.close();
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the extension says of a text that it refuses. */
function sentenceAbout(content: string | Buffer): string | undefined {
  if (content.length > 2 * 1024 * 1024) {
    return 'dataflows.json is larger than 2 MB, and was not read.';
  }
  try {
    parseDefinitions(content.toString('utf8').replace(/^\uFEFF/, ''));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
  }
}

describe('a stranger’s folder in Restricted Mode', () => {
  let workbench: Workbench;
  let server: StripeServer;
  let evil: StripeServer;
  let files: string[];

  before(async () => {
    [server, evil] = await Promise.all([
      startStripeServer({ customers: 3 }),
      startStripeServer({ customers: 3 }),
    ]);
    const sample = await sampleFiles('Shop', ['customers']);
    const database = sample[databasePath];
    assert.ok(database);
    workbench = await openWorkbench({
      restricted: true,
      machineSettings: { 'dataflows.stripe.apiBase': server.url },
      files: {
        ...sample,
        [databasePath]: await hostileDatabase(database),
        '.vscode/settings.json': JSON.stringify({
          'dataflows.stripe.apiBase': evil.url,
          'dataflows.stripe.maxRequestsPerSecond': 100,
          'dataflows.maxDatabaseSizeMB': 2000,
          'dataflows.databasePath': '../outside.sqlite',
        }),
      },
    });
    files = await readdir(path.join(workbench.folder, '.dataflows'));
    await workbench.showViews();
    await workbench.treeItem('Databases', 'shop_customers').waitFor();
  });

  after(async () => {
    await workbench.close();
    await Promise.all([server.close(), evil.close()]);
  });

  /** Links that do something, and pictures, that came from the folder. */
  async function alive(): Promise<readonly string[]> {
    const found = workbench.page.locator(
      '[href*="closeWindow"], [data-href*="closeWindow"], img[src*="evil"], img[src="x"]',
    );
    return await found.evaluateAll((elements) => elements.map((element) => element.outerHTML));
  }

  it('shows the tables, and cells and names as text', async () => {
    await workbench.runCommand('Dataflows: Preview Table', 'shop_customers');
    const preview = await workbench.frameWith('[role="row"]');
    await preview.getByText(html).first().waitFor();
    assert.equal(await preview.locator('[role="grid"] img, [role="grid"] a').count(), 0);
    assert.notEqual(await preview.title(), '1');
    await workbench.screenshot('hostile-preview');
    await workbench.runCommand('View: Close All Editors');
  });

  it('shows tooltips and the history as text', async () => {
    await workbench.treeItem('Dataflows', 'Shop').hover();
    const hover = workbench.page.locator('.monaco-hover:visible');
    await hover.getByText(link).first().waitFor();
    assert.deepEqual(await alive(), []);
    assert.equal(await hover.locator('a').count(), 0);
    await workbench.screenshot('hostile-tooltip');
  });

  it('offers nothing that would run or change something, and changes no file', async () => {
    const palette = await workbench.openPalette('Dataflows: ');
    await palette.options.filter({ hasText: 'Preview Table' }).first().waitFor();
    for (const command of [/: Run(?! History)/, /: Edit/, /: Remove/, /: Set API Key/, /: New/, /: Save/]) {
      assert.equal(await palette.options.filter({ hasText: command }).count(), 0, String(command));
    }
    await palette.cancel();
    assert.deepEqual(await readdir(path.join(workbench.folder, '.dataflows')), files);
  });

  it('says what is wrong with each dataflows.json that it refuses, and stays at work', async () => {
    for (const [what, content] of Object.entries(refusedDefinitions)) {
      const sentence = sentenceAbout(content);
      assert.ok(sentence, what);
      await workbench.writeFile(definitionsPath, content);
      await workbench.page.locator('.pane-body').getByText(sentence.slice(0, 200)).first().waitFor();
    }
    assert.deepEqual(await alive(), []);
  });

  it('shows what is harmless as text', async () => {
    for (const { text, shows } of Object.values(harmlessDefinitions)) {
      // Marks that turn the reading direction are not shown: they would turn the rest of the row too.
      const label = shows.replace('\u202E', '');
      await workbench.writeFile(definitionsPath, text);
      await workbench.page
        .getByRole('tree', { name: 'Dataflows' })
        .getByText(label, { exact: true })
        .waitFor();
    }
    assert.deepEqual(await alive(), []);
    await workbench.screenshot('hostile-tree');
  });

  it('has sent nothing anywhere, and caused no problem that nobody sees', () => {
    assert.equal(server.requests.length, 0);
    assert.equal(evil.requests.length, 0);
    assert.deepEqual(workbench.problems(), []);
  });

  it('once trusted, leads no file out of the folder', async () => {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench
      .notification(/dataflows\.databasePath must be a path inside the workspace folder/)
      .waitFor();
    await workbench.screenshot('hostile-setting');
    await assert.rejects(readFile(path.join(workbench.folder, '..', 'outside.sqlite')), { code: 'ENOENT' });
  });
});

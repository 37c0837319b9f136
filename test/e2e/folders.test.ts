import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { previewTable, statusIs } from './mainJob.ts';
import { definitionsPath, sampleFiles } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

describe('a window without a folder', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ folder: null });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
  });

  it('says that a folder is needed, and offers to open one', async () => {
    await workbench.page.getByText('Dataflows keeps the data it imports in a folder.').waitFor();
    await workbench.page.getByRole('button', { name: 'Open Folder' }).waitFor();
  });

  it('offers no command that would need one', async () => {
    const palette = await workbench.openPalette('Dataflows: ');
    await palette.options.filter({ hasText: 'Focus on Dataflows View' }).waitFor();
    for (const command of ['New Dataflow', 'Run', 'Preview Table']) {
      assert.equal(await palette.options.filter({ hasText: `Dataflows: ${command}` }).count(), 0);
    }
    await palette.cancel();
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

describe('a workspace of several folders', () => {
  let home: string;
  let workbench: Workbench;

  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'dataflows-folders-'));
    const folders = [{ path: 'accounting' }, { path: 'billing' }];
    const workspace = path.join(home, 'both.code-workspace');
    await Promise.all(folders.map((folder) => mkdir(path.join(home, folder.path))));
    await writeFile(workspace, JSON.stringify({ folders }));
    workbench = await openWorkbench({ folder: workspace });
  });

  after(async () => {
    await workbench.close();
    await rm(home, { recursive: true });
  });

  it('asks which folder the dataflows are to live in', async () => {
    await workbench.runCommand('Dataflows: New Dataflow', 'billing');
    const wizard = await WizardPage.in(workbench);
    await wizard.describe('Shop', /^Sample/);
    await wizard.button('Next').click();
    await wizard.text(/^25 of 25/).waitFor();
    await wizard.button('Save').click();
    await workbench.editorTab('New Dataflow').waitFor({ state: 'detached' });
    assert.match(await readFile(path.join(home, 'billing', definitionsPath), 'utf8'), /"name": "Shop"/);
  });

  it('shows in the view which folder that is', async () => {
    await workbench.showViews();
    await workbench.treeItem('Dataflows', 'Shop').waitFor();
    await workbench.viewHeader('Dataflows').filter({ hasText: 'billing' }).waitFor();
  });

  it('keeps to that folder after a reload', async () => {
    await workbench.reload();
    await workbench.showViews();
    await workbench.treeItem('Dataflows', 'Shop').waitFor();
  });
});

describe('a folder that is not trusted', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ restricted: true, files: await sampleFiles('Shop', ['customers']) });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
  });

  it('shows its dataflows and their tables', async () => {
    await statusIs(workbench, 'Shop', 'Succeeded');
    await previewTable(workbench, 'shop_customers');
  });

  it('runs nothing, and says why', async () => {
    await workbench.page.getByText('This folder is open in Restricted Mode').waitFor();
    const dataflow = workbench.treeItem('Dataflows', 'Shop');
    assert.equal(await workbench.isInMenu(dataflow, 'Run History'), true);
    assert.equal(await workbench.isInMenu(dataflow, 'Run'), false);
  });

  it('runs as soon as the folder is trusted', async () => {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.page.getByText('This folder is open in Restricted Mode').waitFor({ state: 'detached' });
    await workbench.page
      .locator('.monaco-modal-editor-block')
      .getByRole('button', { name: /^Close/ })
      .click();
    await workbench.contextMenu(workbench.treeItem('Dataflows', 'Shop'), 'Run History');
    await workbench.output.getByText(/^#1\s/).waitFor();
    await workbench.contextMenu(workbench.treeItem('Dataflows', 'Shop'), 'Run');
    await workbench.outputEndsWith(/Run\s#2:\sSucceeded\safter/);
  });
});

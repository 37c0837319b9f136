import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { testDataflow } from '../integration/harness.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { statusIs } from './mainJob.ts';
import { databasePath, definitionsPath } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

describe('a window on a folder whose dataflows refresh by themselves', () => {
  let workbench: Workbench;

  before(async () => {
    const dataflows = [
      { ...testDataflow('Shop', 'sample', ['customers']), refreshEveryMinutes: 90 },
      { ...testDataflow('Billing', 'stripe', ['customers']), refreshEveryMinutes: 90 },
      testDataflow('ByHand', 'sample', ['customers']),
    ];
    workbench = await openWorkbench({
      files: { [definitionsPath]: JSON.stringify({ version: 1, dataflows }) },
    });
  });

  after(async () => {
    await workbench.close();
  });

  it('runs what is due, though nobody looks at its view, and shows nothing', async () => {
    await fileIn(workbench, databasePath);
    await workbench.showViews();
    await statusIs(workbench, 'Shop', 'Succeeded');
    assert.equal(await workbench.notification(/./).count(), 0);
  });

  it('runs neither what is refreshed by hand nor what has no key', async () => {
    await statusIs(workbench, 'Billing', 'Never run');
    await statusIs(workbench, 'ByHand', 'Never run');
    const database = new DatabaseSync(path.join(workbench.folder, databasePath), { readOnly: true });
    const runs = database.prepare('SELECT dataflow, number FROM _dataflows_runs').all();
    database.close();
    assert.deepEqual(
      runs.map((run) => [run['dataflow'], run['number']]),
      [['Shop', 1]],
    );
  });

  it('offers the interval in the wizard, with the one that the file says', async () => {
    await workbench.contextMenu(workbench.treeItem('Dataflows', 'Shop'), 'Edit');
    const wizard = await WizardPage.in(workbench);
    await wizard.goTo('Set dataflow name');
    const refresh = wizard.frame.getByRole('combobox', { name: 'Refresh Automatically' });
    const chosen = refresh.locator('option:checked');
    assert.equal(await chosen.textContent(), 'Every 90 minutes');
    await refresh.selectOption('Every hour');
    await wizard.goTo('Table Details');
    await wizard.button('Save').click();
    await workbench.editorTab('Edit Shop').waitFor({ state: 'detached' });
    assert.match(await workbench.readFile(definitionsPath), /"refreshEveryMinutes": 60,/);
  });

  it('tells in the tooltip when the next refresh is, or what it waits for', async () => {
    await tooltipSays(workbench, 'Shop', /Next Refresh: \d{4}-\d\d-\d\d \d\d:\d\d/);
    await tooltipSays(workbench, 'Billing', /Next Refresh: when its API key is set/);
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

/** Waits for a file of the workspace. */
async function fileIn(workbench: Workbench, name: string): Promise<void> {
  const exists = () =>
    access(path.join(workbench.folder, name)).then(
      () => true,
      () => false,
    );
  while (!(await exists())) {
    await workbench.page.waitForTimeout(100);
  }
}

/** Holds the mouse over a dataflow until its tooltip is there. A row that is drawn anew under the mouse shows none. */
async function tooltipSays(workbench: Workbench, dataflow: string, text: RegExp): Promise<void> {
  const tooltip = workbench.page.locator('.monaco-hover').getByText(text);
  for (let shown = false; !shown; ) {
    await workbench.viewHeader('Databases').hover();
    await workbench.treeItem('Dataflows', dataflow).locator('.label-name').hover();
    shown = await tooltip.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
  }
}

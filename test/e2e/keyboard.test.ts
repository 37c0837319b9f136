import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Frame } from 'playwright-core';
import { Keyboard } from './harness/keyboard.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { statusIs } from './mainJob.ts';
import { databasePath } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

describe('the main job, with the keyboard alone', () => {
  let workbench: Workbench;
  let keyboard: Keyboard;
  /** The first and the last row of the table that is previewed, sorted by id. */
  let firstId: string;
  let lastId: string;

  before(async () => {
    workbench = await openWorkbench();
    keyboard = new Keyboard(workbench.page);
  });

  after(async () => {
    await workbench.close();
  });

  it('fills in the wizard, in which the focus is where the person goes on', async () => {
    await workbench.runCommand('Dataflows: New Dataflow');
    const wizard = await WizardPage.in(workbench);
    await keyboard.isOn(wizard.field('Name'));
    await keyboard.type('Keys');
    await keyboard.press('Enter');
    await wizard.step('Choose a connector');
    await keyboard.isOn(wizard.search);
    await keyboard.type('sample');
    await keyboard.go(wizard.connector(/^Sample/));
    await keyboard.press('Enter');
    await wizard.step('Set dataflow name');
    await keyboard.isOn(wizard.field('Display Name'));
    await keyboard.go(wizard.field('Description'));
    await keyboard.type('Made without a mouse.');
    await keyboard.go(wizard.button('Next'));
    await keyboard.press('Enter');
    await wizard.step('Configuration');
    await keyboard.press('Enter');
    await wizard.step('Table Details');
  });

  it('chooses tables and saves, without walking through all of them', async () => {
    const wizard = await WizardPage.in(workbench);
    await wizard.text('25 of 25 tables ticked').waitFor();
    await keyboard.go(wizard.button('Select None'));
    await keyboard.press('Space');
    await wizard.text('0 of 25 tables ticked').waitFor();
    await keyboard.go(wizard.search, 'Shift+Tab');
    await keyboard.type('customers');
    await keyboard.go(wizard.checkbox('Include customers'));
    await keyboard.press('Space');
    await wizard.text('1 of 25 tables ticked').waitFor();
    await keyboard.go(wizard.button('Skip the tables'), 'Shift+Tab');
    await keyboard.press('Enter');
    await keyboard.isOn(wizard.button('Save and run'));
    await keyboard.press('Enter');
    await workbench.editorTab('New Dataflow').waitFor({ state: 'detached' });
  });

  it('walks to a table in the tree and opens it', async () => {
    await workbench.runCommand('Dataflows: Focus on Dataflows View');
    await statusIs(workbench, 'Keys', 'Succeeded');
    await keyboard.go(workbench.treeItem('Dataflows', 'Keys'), 'ArrowDown');
    await keyboard.press('ArrowRight');
    await keyboard.go(workbench.treeItem('Dataflows', 'keys_customers'), 'ArrowDown');
    await keyboard.press('Enter');
    const preview = await workbench.frameWith('[role=gridcell]');
    await keyboard.isOn(cell(preview, 0, 'id'));
    await keyboard.press('Shift+ArrowDown');
    await cell(preview, 0, 'id').and(preview.locator('[aria-selected=true]')).waitFor();
    await keyboard.press('ArrowUp');
    [firstId, lastId] = idsAtEnds(path.join(workbench.folder, databasePath), 'keys_customers');
  });

  it('moves in the grid, and sorts', async () => {
    const preview = await workbench.frameWith('[role=gridcell]');
    await keyboard.press('ArrowDown', 'ArrowRight');
    await keyboard.isOn(cell(preview, 1, 'object'));
    await keyboard.press('Control+Home', 'Shift+Tab');
    await keyboard.isOn(preview.locator('[role=columnheader][col-id=id]'));
    await keyboard.press('Enter');
    await cell(preview, 0, 'id').filter({ hasText: firstId }).waitFor();
    await keyboard.press('Tab');
    await keyboard.isOn(cell(preview, 0, 'id'));
  });

  it('opens a row’s detail, which follows the sorting, and closes it', async () => {
    const preview = await workbench.frameWith('[role=gridcell]');
    await keyboard.press('Enter');
    const detail = preview.getByRole('complementary', { name: 'Row detail' });
    await detail.getByRole('heading', { name: firstId }).waitFor();
    await keyboard.isOn(detail);
    await keyboard.go(cell(preview, 0, 'id'), 'Shift+Tab');
    await keyboard.press('Shift+Tab', 'Enter');
    await detail.getByRole('heading', { name: lastId }).waitFor();
    await keyboard.press('Tab');
    await keyboard.go(detail);
    await keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
    await keyboard.isOn(cell(preview, 0, 'id'));
  });

  it('reads the run history', async () => {
    await workbench.runCommand('Dataflows: Run History', 'Keys');
    await workbench.output.getByText(/^#1\s.*Succeeded/).waitFor();
  });

  it('removes the dataflow from the tree’s menu, after the question', async () => {
    await workbench.runCommand('Dataflows: Focus on Dataflows View');
    await keyboard.goInMenu(workbench.treeItem('Dataflows', 'Keys'), workbench.menuItem('Remove'));
    await keyboard.press('Enter');
    const dialog = workbench.dialog('Remove the dataflow “Keys”?');
    await keyboard.go(dialog.getByRole('button', { name: 'Delete' }));
    await keyboard.press('Enter');
    await workbench.treeItem('Dataflows', 'Keys').waitFor({ state: 'detached' });
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

function cell(preview: Frame, row: number, column: string) {
  return preview.locator(`[role=row][row-index="${row}"] [role=gridcell][col-id="${column}"]`);
}

function idsAtEnds(file: string, table: string): [first: string, last: string] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const row = database.prepare(`SELECT min(id) AS first, max(id) AS last FROM "${table}"`).get();
    return [String(row?.['first']), String(row?.['last'])];
  } finally {
    database.close();
  }
}

import assert from 'node:assert/strict';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { changeDatabase, countsInFile, previewTable, removeDataflow } from './mainJob.ts';
import { definitionsPath } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

describe('the sample account, in the first minute', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });

  after(async () => {
    await workbench.close();
  });

  it('is imported with one button of the welcome view', async () => {
    await workbench.showViews();
    await workbench.page.getByRole('button', { name: 'Try the Sample Account' }).click();
    await workbench
      .treeItem('Dataflows', 'Sample')
      .filter({ hasText: /25 tables · .* · Succeeded/ })
      .waitFor();
  });

  it('has rows in every table', () => {
    const counts = countsInFile(workbench, 'Sample');
    assert.deepEqual(
      Object.entries(counts).filter(([, count]) => count === 0),
      [],
    );
    assert.equal(counts['customers'], 200);
  });

  it('is previewed', async () => {
    await previewTable(workbench, 'sample_invoices');
  });

  it('runs again from the palette, with nothing changed', async () => {
    await workbench.contextMenu(workbench.treeItem('Dataflows', 'Sample'), 'Run History');
    await workbench.runCommand('Dataflows: Run All');
    await workbench.outputEndsWith(/Run\s#2:\sSucceeded/);
  });

  it('is grouped by status', async () => {
    await workbench.runCommand('Dataflows: Group By…', 'Status');
    await workbench.treeItem('Dataflows', 'Succeeded').waitFor();
  });

  it('loses a table that Edit leaves out, after a question that names its rows', async () => {
    await workbench.runCommand('Dataflows: Edit', 'Sample');
    const wizard = await WizardPage.in(workbench);
    await wizard.goTo('Table Details');
    await wizard.checkbox('Include coupons').click();
    await wizard.button('Save').click();
    const dialog = workbench.dialog('One table is no longer to be loaded.');
    await dialog.filter({ hasText: /sample_coupons \(\d+ rows\)/ }).waitFor();
    await workbench.screenshot('edit-question');
    await dialog.getByRole('button', { name: 'Delete Data and Save' }).click();
    await workbench.treeItem('Databases', 'sample_coupons').waitFor({ state: 'detached' });
  });

  it('asks, too, for rows that are gone at their source: no run brings them back', async () => {
    changeDatabase(workbench, "UPDATE sample_credit_notes SET _deleted_at = '2026-01-02T03:04:05.000Z'");
    await workbench.treeItem('Databases', 'sample_credit_notes').filter({ hasText: '0 rows' }).waitFor();
    await workbench.runCommand('Dataflows: Edit', 'Sample');
    const wizard = await WizardPage.in(workbench);
    await wizard.goTo('Table Details');
    await wizard.checkbox('Include credit_notes').click();
    await wizard.button('Save').click();
    const dialog = workbench.dialog('One table is no longer to be loaded.');
    await dialog
      .filter({ hasText: /sample_credit_notes \(0 rows, and \d+ rows deleted at the source\)/ })
      .waitFor();
    await workbench.screenshot('edit-question-deleted');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await wizard.checkbox('Include credit_notes').click();
    await workbench.runCommand('View: Close Editor');
    await workbench.treeItem('Databases', 'sample_credit_notes').waitFor();
  });

  it('keeps a table that someone takes out of dataflows.json, and says so until it is deleted', async () => {
    const definitions = JSON.parse(await workbench.readFile(definitionsPath));
    const [dataflow] = definitions.dataflows;
    const tables = dataflow.tables.filter(({ resource }: { resource: string }) => resource !== 'disputes');
    definitions.dataflows = [{ ...dataflow, tables }];
    await workbench.writeFile(definitionsPath, JSON.stringify(definitions));
    const leftover = workbench.treeItem('Databases', 'sample_disputes');
    await leftover.filter({ hasText: 'left over' }).waitFor();
    await workbench.contextMenu(leftover, 'Delete Leftover Tables');
    const dialog = workbench.dialog('Delete the table “sample_disputes”?');
    await workbench.screenshot('leftover-question');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await leftover.waitFor({ state: 'detached' });
  });

  it('is removed', async () => {
    await removeDataflow(workbench, 'Sample', 'sample_balance_transactions');
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { countsInFile, previewTable, removeDataflow } from './mainJob.ts';

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
    await workbench.output.getByText(/Run\s#2:\sSucceeded/).waitFor();
  });

  it('is grouped by status', async () => {
    await workbench.runCommand('Dataflows: Group By…');
    await workbench.quickInput.accept('Status');
    await workbench.treeItem('Dataflows', 'Succeeded').waitFor();
  });

  it('is removed', async () => {
    await removeDataflow(workbench, 'Sample', 'sample_balance_transactions');
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

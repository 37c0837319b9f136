import assert from 'node:assert/strict';
import { Keyboard } from './harness/keyboard.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { previewTable } from './mainJob.ts';
import { PreviewPage } from './previewPage.ts';
import { sampleFiles } from './sampleData.ts';

const filtered = '.data:has(.chip)';
const unfiltered = '.data:not(:has(.chip))';

describe('two tabs of one table', () => {
  let workbench: Workbench;
  let keyboard: Keyboard;

  before(async () => {
    workbench = await openWorkbench({
      files: await sampleFiles('Shop', ['customers']),
      // Where a day of local time begins on the day before in UTC.
      timezone: 'Pacific/Kiritimati',
    });
    keyboard = new Keyboard(workbench.page);
    await workbench.showViews();
    await previewTable(workbench, 'shop_customers');
  });

  after(async () => {
    await workbench.close();
  });

  it('filter by the days that their chips name, once one of them shows times in another way', async () => {
    const day = '2026-03-01';
    const chip = { name: `created from ${day}`, exact: true };
    let preview = await PreviewPage.in(workbench);
    await preview.frame.getByRole('combobox', { name: 'Times' }).selectOption('Local times');
    await preview.cell(0, 'id').click();
    while ((await preview.frame.locator('[col-id=created]:focus').count()) === 0) {
      await keyboard.press('ArrowRight');
    }
    await keyboard.press('Alt+ArrowDown');
    await preview.column('created').getByRole('textbox', { name: 'From' }).fill(day);
    await keyboard.press('Escape');
    await preview.frame.getByRole('button', chip).waitFor();
    await workbench.runCommand('View: Split Editor Right');
    const other = await PreviewPage.in(workbench, unfiltered);
    await other.frame.getByRole('combobox', { name: 'Times' }).selectOption('Times in UTC');
    await workbench.reload();
    preview = await PreviewPage.in(workbench, filtered);
    await preview.frame.getByRole('button', chip).waitFor();
    const created = await preview.values('created');
    assert.ok(created.length > 0);
    assert.deepEqual(
      created.filter((time) => time < day),
      [],
    );
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';

describe('the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });

  after(async () => {
    await workbench.close();
  });

  it('offers the commands of the category Dataflows in the palette', async () => {
    const palette = await workbench.openPalette('Dataflows: ');
    await palette.options.filter({ hasText: 'Dataflows: New Dataflow' }).first().waitFor();
    await workbench.screenshot('palette');
    await palette.cancel();
  });

  it('shows the views of the container Dataflows', async () => {
    await workbench.showViews();
    await workbench.page.getByRole('heading', { name: 'Dataflows' }).first().waitFor();
  });

  it('opens without a problem of ours', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

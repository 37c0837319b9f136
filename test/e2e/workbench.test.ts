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

  it('shows the views of the container Dataflows', async () => {
    await workbench.showViews();
    await workbench.page.getByRole('heading', { name: 'Dataflows' }).first().waitFor();
    // From here on VS Code knows that the folder is trusted, and the commands that need it are there.
    await workbench.page.getByRole('button', { name: 'New Dataflow' }).waitFor();
  });

  it('offers the commands of the category Dataflows in the palette', async () => {
    const palette = await workbench.openPalette('Dataflows: ');
    await palette.options.filter({ hasText: 'Dataflows: New Dataflow' }).first().waitFor();
    await workbench.screenshot('palette');
    await palette.cancel();
  });

  it('opens without a problem of ours', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';

describe('the packaged extension', () => {
  let workbench: Workbench;

  before(async function () {
    // Building the package comes first.
    this.timeout(180_000);
    workbench = await openWorkbench({ extension: 'packaged' });
  });

  after(async () => {
    await workbench.close();
  });

  it('holds what runs and what a person reads, and no source', async () => {
    const installed = await readdir(workbench.extensionsDir);
    const folder = installed.find((name) => name.startsWith('dataflows.dataflows-for-stripe-'));
    assert.ok(folder, `installed: ${installed.join(', ')}`);
    const files = await readdir(path.join(workbench.extensionsDir, folder), { recursive: true });
    for (const file of ['package.json', 'readme.md', 'dist/extension.cjs', 'dist/sql-wasm.wasm']) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    assert.deepEqual(
      files.filter((file) => /(^|\/)(src|test|scripts|webview-ui|node_modules)(\/|$)|\.(ts|map)$/.test(file)),
      [],
    );
  });

  it('offers its commands', async () => {
    const palette = await workbench.openPalette('Dataflows: New Dataflow');
    await palette.options.filter({ hasText: 'Dataflows: New Dataflow' }).first().waitFor();
    await palette.cancel();
    assert.deepEqual(workbench.problems(), []);
  });
});

import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { parseCsv } from '../csvReader.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/workbench.ts';
import { previewTable } from './mainJob.ts';
import { sampleFiles } from './sampleData.ts';

describe('the Databases view and export', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      files: await sampleFiles('Shop', ['customers', 'invoices', 'products']),
      viewport: { width: 1400, height: 820 },
    });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
  });

  const table = (name: string) => workbench.treeItem('Databases', name);

  /** Takes what VS Code’s own dialog for files proposes; in a browser that is a box with a button. */
  async function acceptProposedPath(button = 'OK'): Promise<void> {
    await workbench.page.getByRole('button', { name: button, exact: true }).click();
  }

  /** The message of the end, once the one of the progress has made room for it. */
  async function exported(text: string | RegExp): Promise<Locator> {
    const message = workbench.notification(text);
    await message.waitFor();
    await workbench.notification('Exporting').waitFor({ state: 'detached' });
    return message;
  }

  it('shows columns with their types, the key and what they refer to', async () => {
    await workbench.expand(table('shop_products'));
    await table('id').filter({ hasText: 'text, primary key' }).waitFor();
    await table('default_price').filter({ hasText: 'text → prices' }).waitFor();
  });

  it('tells the figures of a table where one points', async () => {
    await table('shop_customers').hover();
    const hover = workbench.page.locator('.workbench-hover:visible');
    await hover.filter({ hasText: /Total Records: 200/ }).waitFor();
    assert.match(
      await hover.innerText(),
      /Data Completeness: \d+\.\d %\s+Source: customers\s+Last Refresh Date: 20/,
    );
  });

  it('copies the name of a column', async () => {
    await workbench.contextMenu(table('default_price'), 'Copy Name');
    await workbench.statusBarItem('Copied default_price').waitFor();
    assert.equal(await workbench.clipboard(), 'default_price');
  });

  it('exports a table as CSV, and opens what was written', async () => {
    await workbench.contextMenu(table('shop_products'), 'Export…');
    await workbench.quickInput.accept('CSV');
    await acceptProposedPath();
    const done = await exported('Exported 33 rows to shop_products.csv.');
    const [header, ...rows] = parseCsv(await workbench.readFile('shop_products.csv'), ',');
    assert.equal(header?.[0], 'id');
    assert.equal(rows.length, 33);
    await done.getByRole('button', { name: 'Open' }).click();
    await workbench.editorTab('shop_products.csv').waitFor();
  });

  it('inserts the name of a table that is dragged into an editor', async () => {
    await workbench.runCommand('File: New Untitled Text File');
    const editor = workbench.page.locator('.editor-instance .monaco-editor:visible').last();
    await editor.waitFor();
    const { mouse, keyboard } = workbench.page;
    await table('shop_products').hover();
    await mouse.down();
    const box = await editor.boundingBox();
    assert.ok(box);
    await mouse.move(box.x + 300, box.y + 100, { steps: 10 });
    await keyboard.down('Shift');
    await mouse.move(box.x + 320, box.y + 120, { steps: 10 });
    await mouse.up();
    await keyboard.up('Shift');
    await editor.getByText('shop_products').waitFor();
  });

  async function pickAllTables(): Promise<void> {
    await workbench.runCommand('Dataflows: Export…');
    // The palette had options before.
    await workbench.page.locator('.quick-input-widget').getByText('shop_customers').waitFor();
    await workbench.page.getByRole('checkbox', { name: 'Toggle all checkboxes' }).click();
    await workbench.page.getByText('3 Selected').waitFor();
    await workbench.quickInput.accept();
  }

  it('exports the tables that were picked in the palette into one folder', async () => {
    await pickAllTables();
    await workbench.quickInput.accept('Parquet');
    await acceptProposedPath('Export Here');
    await exported(/Exported 3 tables, [\d,]+ rows, to .*workspace\./);
    const written = (await readdir(workbench.folder)).filter((name) => name.endsWith('.parquet'));
    assert.deepEqual(written.sort(), [
      'shop_customers.parquet',
      'shop_invoices.parquet',
      'shop_products.parquet',
    ]);
  });

  it('exports the other tables where one cannot be written, and says which', async () => {
    await mkdir(path.join(workbench.folder, 'shop_invoices.json'));
    await pickAllTables();
    await workbench.quickInput.accept('JSON');
    await acceptProposedPath('Export Here');
    await workbench
      .dialog(/has a file of one of these names/)
      .getByRole('button', { name: 'Replace' })
      .click();
    await exported(/Exported 2 tables, [\d,]+ rows, to .*workspace\./);
    const problem = workbench.notification(/^Not exported: shop_invoices: /);
    await problem.waitFor();
    await workbench.screenshot('export-not-all');
    await workbench.runCommand('Notifications: Clear All Notifications');
    assert.ok((await workbench.readFile('shop_products.json')).startsWith('[\n'));
  });

  it('exports from a preview just the rows and columns that it shows', async () => {
    await previewTable(workbench, 'shop_customers');
    const preview = await workbench.frameWith('[role=gridcell]');
    await preview.getByRole('searchbox').fill('seattle');
    const status = preview.getByRole('status').filter({ hasText: /^(?!0|200)\d+ of 200 rows$/ });
    await status.waitFor();
    const [shown] = /\d+/.exec(await status.innerText()) ?? [];
    await preview.getByRole('button', { name: 'Export…' }).click();
    await workbench.quickInput.accept('JSON Lines');
    await acceptProposedPath();
    await exported(`Exported ${shown} rows to shop_customers.ndjson.`);
    const lines = (await workbench.readFile('shop_customers.ndjson')).trimEnd().split('\n');
    assert.equal(lines.length, Number(shown));
    assert.ok(lines.every((line) => /seattle/i.test(line)));
  });

  it('tells of the columns of a table in Attributes, and opens what they refer to', async () => {
    const preview = await workbench.frameWith('[role=tablist]');
    await preview.getByRole('tab', { name: 'Attributes' }).click();
    const line = (name: string) => preview.getByRole('row', { name: new RegExp(`^${name} `) });
    await line('email')
      .filter({ hasText: /E-mail/ })
      .filter({ hasText: '100.0 %200' })
      .waitFor();
    await workbench.screenshot('attributes');
    await preview.getByRole('button', { name: 'Distinct Values' }).click();
    await preview.getByRole('button', { name: 'Distinct Values' }).click();
    await preview
      .getByRole('columnheader', { name: 'Distinct Values' })
      .and(preview.locator('[aria-sort=descending]'))
      .waitFor();
    await preview.getByRole('searchbox', { name: 'Search attributes' }).fill('address');
    await preview.getByRole('button', { name: 'Copy' }).click();
    await preview.getByText('Copied').waitFor();
    assert.match(await workbench.clipboard(), /^Name\tType\tCompleteness.*\n(.*address.*\n?)+$/i);
    await workbench.screenshot('attributes-search');
  });

  it('caused no problem that nobody sees', async () => {
    assert.deepEqual(workbench.problems(), []);
    assert.deepEqual(
      (await readdir(workbench.folder)).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Keyboard } from './harness/keyboard.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import { until } from './harness/until.ts';
import type { Workbench } from './harness/workbench.ts';
import { changeDatabase, previewTable } from './mainJob.ts';
import { PreviewPage } from './previewPage.ts';
import { definitionsPath, sampleFiles } from './sampleData.ts';

/** A text, its left edge, its top, its width and height. */
type DrawnText = readonly [string, number, number, number, number];

/** Notes each text that the page has drawn, and its place, when it lets the grid take over: there, and in the grid. */
const noteFirstRows = `{
  const remove = Element.prototype.remove;
  const textsIn = (root) =>
    [...root.querySelectorAll('.header-label, .cell-text')].map((text) => {
      const { left, top, width, height } = text.getBoundingClientRect();
      return [text.innerText, left, top, width, height];
    });
  Element.prototype.remove = function () {
    if (this.className === 'first-rows') {
      globalThis.texts = { first: textsIn(this), grid: textsIn(document.querySelector('[role=grid]')) };
    }
    remove.call(this);
  };
}`;

/** Goes to the other tab as soon as the grid has been made, and before it has rows. */
const leaveForAttributes = `{
  const { setAttribute } = Element.prototype;
  Element.prototype.setAttribute = function (name, value) {
    setAttribute.call(this, name, value);
    if (name === 'role' && value === 'grid') {
      Element.prototype.setAttribute = setAttribute;
      queueMicrotask(() => document.querySelector('#tab-attributes').click());
    }
  };
}`;

describe('the preview of a table', () => {
  let workbench: Workbench;
  let keyboard: Keyboard;
  let preview: PreviewPage;

  before(async () => {
    workbench = await openWorkbench({
      files: await sampleFiles('Shop', ['customers', 'charges']),
      viewport: { width: 1400, height: 800 },
      timezone: 'Pacific/Kiritimati',
    });
    keyboard = new Keyboard(workbench.page);
    await workbench.showViews();
    await previewTable(workbench, 'shop_charges');
    preview = await PreviewPage.in(workbench);
    await preview.rows('1,186 rows').waitFor();
  });

  after(async () => {
    await workbench.close();
  });

  it('searches all columns as one types, and tells how many rows have it', async () => {
    await preview.search.fill('succeeded');
    await preview.rows('1,072 of 1,186 rows').waitFor();
    await preview.search.fill("100% no'such_row");
    await preview.rows('0 of 1,186 rows').waitFor();
    await preview.frame.getByText(/^No row matches the filters\..* amounts in the smallest unit/).waitFor();
    await preview.search.fill("no'such_row");
    await preview.frame.getByText('No row matches the filters.', { exact: true }).waitFor();
    await preview.frame.getByRole('button', { name: 'Clear Filters' }).last().click();
    await preview.rows('1,186 rows').waitFor();
    assert.equal(await preview.search.inputValue(), '');
  });

  it('filters a column by a range, from the keyboard', async () => {
    await preview.cell(0, 'amount').click();
    await keyboard.press('Alt+ArrowDown');
    const column = preview.column('amount');
    await keyboard.go(column.getByRole('textbox', { name: 'From' }));
    await keyboard.type('100000');
    await preview.frame.getByRole('button', { name: 'amount from 100000', exact: true }).waitFor();
    await keyboard.press('Escape');
    await keyboard.isOn(preview.header('amount'));
    await preview.header('amount').getByText('filtered').waitFor({ state: 'attached' });
  });

  it('sorts by several columns', async () => {
    await keyboard.press('Enter', 'Enter');
    await preview
      .cell(0, 'amount')
      .filter({ hasText: /^\$30,/ })
      .waitFor();
    await preview.header('id').click({ modifiers: ['Shift'] });
    await preview.header('id').and(preview.frame.locator('[aria-sort=ascending]')).waitFor();
    await preview.header('amount').and(preview.frame.locator('[aria-sort=descending]')).waitFor();
  });

  it('filters by one of the values, which have their counts', async () => {
    const column = await preview.openColumn('object');
    await column.getByRole('combobox', { name: 'Condition' }).selectOption('is one of');
    const charge = column.getByRole('checkbox', { name: /^charge/ });
    await charge.check();
    await preview.frame.getByRole('button', { name: 'object: charge', exact: true }).waitFor();
    await keyboard.press('Escape');
    await preview.frame.getByRole('button', { name: 'Remove the filter of object' }).click();
  });

  it('filters by a time that is shown in local time, and sums times up in it', async () => {
    const times = preview.frame.getByRole('combobox', { name: 'Times' });
    await times.selectOption('Local times');
    await preview.cell(0, 'id').click();
    const created = preview.cell(0, 'created');
    // Columns out of view are not drawn.
    while (!(await created.isVisible())) {
      await keyboard.press('ArrowRight');
    }
    await keyboard.go(created, 'ArrowRight');
    const time = await created.innerText();
    await keyboard.press('Shift+F10');
    await preview.frame.getByRole('menuitem', { name: 'Filter by This Value' }).click();
    const chip = preview.frame.getByRole('button', { name: `created: ${time}`, exact: true });
    await chip.waitFor();
    await workbench.page.setViewportSize({ width: 600, height: 800 });
    await until(
      preview.frame,
      `innerWidth < 300 && document.querySelector('.filters').getBoundingClientRect().right >=
        document.querySelector('.chip').getBoundingClientRect().right`,
    );
    await workbench.page.setViewportSize({ width: 1400, height: 800 });
    await chip.click();
    const column = preview.column('created');
    const condition = column.getByRole('combobox', { name: 'Condition' });
    assert.equal(await condition.inputValue(), 'oneOf');
    assert.ok(await column.getByRole('checkbox', { name: time }).isChecked());
    await condition.selectOption('is between');
    await column.getByRole('button', { name: 'Show Summary' }).click();
    const ends = column.locator('.bar-ends span');
    await ends.first().waitFor();
    const [least, most] = await column
      .locator('.summary-figures dd')
      .allInnerTexts()
      .then((all) => all.slice(-2));
    assert.deepEqual(await ends.allInnerTexts(), [least?.slice(0, 10), most?.slice(0, 10)]);
    await workbench.screenshot('summary-local-times');
    await keyboard.press('Escape');
    await times.selectOption('Times in UTC');
    await created.click();
    await keyboard.press('Home');
    await preview.cell(0, 'id').waitFor();
  });

  it('sums up the filtered rows of a column', async () => {
    const column = await preview.openColumn('amount');
    await column.getByRole('button', { name: 'Show Summary' }).click();
    await column.getByText('Distinct').waitFor();
    await column.getByRole('img', { name: /^Histogram from 1\d{5} to 3\d{6}/ }).waitFor();
    const least = column.getByRole('textbox', { name: 'From' });
    const before = await least.inputValue();
    await least.fill('300000');
    await column.getByRole('img', { name: /^Histogram from [3-9]\d{5} to 3\d{6}/ }).waitFor();
    await least.fill(before);
    await column.getByRole('img', { name: /^Histogram from 1\d{5} to 3\d{6}/ }).waitFor();
    await keyboard.press('Escape');
    await column.waitFor({ state: 'detached' });
  });

  it('shows a whole row, goes to the row that it refers to, and back', async () => {
    const id = await preview.cell(0, 'id').innerText();
    await preview.cell(0, 'id').click();
    await keyboard.press('Enter');
    await preview.panel.getByRole('heading', { name: id }).waitFor();
    const customer = preview.entry('customer').getByRole('button', { name: /^cus_/ });
    const customerId = await customer.innerText();
    await customer.click();
    await preview.panel.getByRole('heading', { name: customerId }).waitFor();
    await preview.panel.getByText('shop_customers').waitFor();
    await keyboard.press('Backspace');
    await preview.panel.getByRole('heading', { name: id }).waitFor();
    await keyboard.press('Escape');
    await keyboard.isOn(preview.cell(0, 'id'));
  });

  it('copies what is selected with Shift and the arrows', async () => {
    const [first, second] = (await preview.values('id')) as [string, string];
    await preview.cell(0, 'id').click();
    await keyboard.press('Shift+ArrowRight', 'Shift+ArrowDown');
    const selected = preview.frame.locator('[role=gridcell][aria-selected=true]');
    await selected.nth(3).waitFor();
    assert.equal(await selected.count(), 4);
    await keyboard.press('Control+c');
    await preview.frame.getByText('Copied 2 rows').waitFor();
    assert.equal(await workbench.clipboard(), `${first}\tcharge\n${second}\tcharge`);
  });

  it('copies the selection in other forms, and whole rows, from its menu', async () => {
    await keyboard.press('Shift+ArrowDown', 'Shift+F10');
    await keyboard.go(preview.frame.getByRole('menuitem', { name: 'Copy as Markdown' }), 'ArrowDown');
    await keyboard.press('Enter');
    await preview.frame.getByText('Copied 3 rows').waitFor();
    assert.match(await workbench.clipboard(), /^\| id \| object \|\n\| --- \| --- \|\n\| ch/);
    await keyboard.isOn(preview.cell(2, 'object'));
    await keyboard.press('Shift+ArrowDown');
    await preview.cell(0, 'object').click({ button: 'right' });
    await preview.frame.getByRole('menuitem', { name: 'Copy as JSON' }).click();
    await preview.frame.getByText('Copied 4 rows').waitFor();
    assert.equal(JSON.parse(await workbench.clipboard()).length, 4);
  });

  it('hides, pins and moves columns', async () => {
    await preview.frame.getByRole('button', { name: 'Columns', exact: true }).click();
    const columns = preview.frame.getByRole('dialog', { name: 'Columns' });
    await columns.getByRole('checkbox', { name: 'object', exact: true }).uncheck();
    await columns.getByRole('button', { name: 'Pin amount', exact: true }).click();
    await columns.getByRole('button', { name: 'Move amount_captured down', exact: true }).click();
    await keyboard.press('Escape');
    await preview.header('object').waitFor({ state: 'detached' });
    await showsColumns('amount', 'id', 'amount_refunded', 'amount_captured');
  });

  it('says that all columns are hidden, and shows them again', async () => {
    await preview.frame.getByRole('button', { name: 'Columns', exact: true }).click();
    await preview.frame.getByRole('button', { name: 'Hide All', exact: true }).click();
    await keyboard.press('Escape');
    await preview.frame.getByText('All columns are hidden.', { exact: true }).waitFor();
    await preview.frame.getByRole('button', { name: 'Export…' }).click();
    await preview.frame.getByText('All columns are hidden: there is nothing to export.').waitFor();
    await workbench.screenshot('preview-no-columns');
    await preview.frame.getByRole('button', { name: 'Dismiss' }).click();
    await preview.frame.getByRole('alert').waitFor({ state: 'hidden' });
    await preview.frame.getByRole('button', { name: 'Show All Columns' }).click();
    await showsColumns('amount', 'id', 'object', 'amount_refunded', 'amount_captured');
    await preview.cell(0, 'object').click();
    await keyboard.press('Alt+ArrowDown');
    await preview.column('object').getByRole('button', { name: 'Hide' }).click();
    await preview.header('object').waitFor({ state: 'detached' });
    await keyboard.isOn(preview.frame.locator('[role=gridcell]'));
    await showsColumns('amount', 'id', 'amount_refunded', 'amount_captured');
  });

  it('undoes what one has typed into the search', async () => {
    await preview.search.click();
    await keyboard.type('x');
    await preview.frame.getByRole('button', { name: 'Clear Filters' }).waitFor();
    await keyboard.press('Control+z');
    assert.equal(await preview.search.inputValue(), '');
  });

  it('shows amounts and times in other ways', async () => {
    await preview.cell(0, 'amount').filter({ hasText: /^\$/ }).waitFor();
    await preview.frame.getByRole('combobox', { name: 'Amounts' }).selectOption('Amounts as stored');
    await preview.cell(0, 'amount').filter({ hasText: /^\d+$/ }).waitFor();
  });

  it('keeps its filters, its order and columns when the window is reloaded', async () => {
    await workbench.page.context().addInitScript(noteFirstRows);
    await workbench.reload();
    preview = await PreviewPage.in(workbench);
    await preview.frame.getByRole('button', { name: 'amount from 100000', exact: true }).waitFor();
    await preview.cell(0, 'amount').waitFor();
    await showsColumns('amount', 'id', 'amount_refunded', 'amount_captured');
  });

  it('shows the first rows before the grid, in its order, when one comes back to it', async () => {
    await comeBack();
    await preview.header('amount').and(preview.frame.locator('[aria-sort]:not([aria-sort=none])')).waitFor();
    await tookOverInPlace({ least: 10 });
  });

  it('keeps the columns for the next time that the table is opened', async () => {
    const widthBefore = await widthOf('amount');
    await drag(preview.header('amount').locator('.ag-header-cell-resize'), 60);
    await drag(preview.header('amount_captured').locator('.header-name'), -180);
    await showsColumns('amount', 'id', 'amount_captured', 'amount_refunded');
    await workbench.runCommand('View: Close All Editors');
    await previewTable(workbench, 'shop_charges');
    preview = await PreviewPage.in(workbench);
    await preview.rows('1,186 rows').waitFor();
    await showsColumns('amount', 'id', 'amount_captured', 'amount_refunded');
    assert.equal(await widthOf('amount'), widthBefore + 60);
  });

  it('shows the first rows before the grid, and where the grid has them', async () => {
    await tookOverInPlace({ least: 100 });
  });

  it('is a grid to a screen reader, with its size, places and what is selected', async () => {
    const grid = preview.frame.getByRole('grid');
    // Once the rows are counted.
    await preview.frame.locator('[role=grid][aria-rowcount="1187"]').waitFor();
    assert.equal(await grid.getAttribute('aria-multiselectable'), 'true');
    await preview.cell(0, 'id').click();
    await keyboard.press('Shift+ArrowDown');
    const tree = await preview.frame.locator('.grid-area').ariaSnapshot();
    assert.match(tree, /- grid "shop_charges"/);
    assert.match(tree, /columnheader "amount integer/);
    assert.match(tree, /gridcell "ch_\w+" \[selected\]/);
    assert.equal(
      await preview.cell(1, 'id').locator('xpath=ancestor::*[@role="row"]').getAttribute('aria-rowindex'),
      '3',
    );
  });

  it('keeps its place in an order, and the row that is being read, while its table changes', async () => {
    await preview.header('amount').click();
    await preview.header('amount').and(preview.frame.locator('[aria-sort=ascending]')).waitFor();
    await preview.cell(0, 'amount').click();
    await keyboard.press('Control+End');
    await preview.frame.locator('[role=row][row-index="1185"] [role=gridcell]:focus').waitFor();
    await keyboard.press('Home');
    await keyboard.isOn(preview.cell(1185, 'amount'));
    await keyboard.press('Enter');
    changeDatabase(workbench, 'UPDATE shop_charges SET amount_refunded = amount_refunded + 1');
    const refunded = preview.entry('amount_refunded').locator('dd');
    await refunded.filter({ hasText: /^\d*1$/ }).waitFor();
    assert.equal(await preview.panel.locator('.entry.current').getAttribute('data-column'), 'amount');
    await preview.entry('customer').getByRole('button', { name: /^cus_/ }).click();
    const name = preview.entry('name');
    await name.waitFor();
    changeDatabase(
      workbench,
      `UPDATE shop_customers SET name = 'Somebody else'; UPDATE shop_charges SET amount = amount + 1`,
    );
    await name.getByText('Somebody else').waitFor();
    await preview.frame.getByRole('button', { name: 'Back (Backspace)' }).click();
    await preview.panel.getByRole('heading', { name: /^ch_/ }).waitFor();
    await keyboard.press('Escape');
    await keyboard.isOn(preview.cell(1185, 'amount'));
  });

  it('goes to the last row in the moment in which the order changes', async () => {
    await preview.header('amount').focus();
    const row = await preview.frame.evaluate<string | null>(`(async () => {
      const press = (key, modifiers) =>
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...modifiers }));
      press('Enter');
      await new Promise((resolve) => setTimeout(resolve));
      press('Tab');
      press('End', { ctrlKey: true });
      return document.activeElement.closest('[role=row]').getAttribute('row-index');
    })()`);
    assert.equal(row, '1185');
    await preview.cell(1185, 'amount').waitFor();
  });

  it('sorts from a column’s menu, and shows the first rows of the new order', async () => {
    const last = preview.cell(1185, 'amount').filter({ hasText: /\d/ });
    const least = await last.innerText();
    const column = await preview.openColumn('amount');
    await column.getByRole('button', { name: 'Sort Ascending' }).click();
    await preview.header('amount').and(preview.frame.locator('[aria-sort=ascending]')).waitFor();
    await preview.cell(0, 'amount').getByText(least, { exact: true }).waitFor();
    await preview.frame.locator('[role=grid][aria-rowcount="1187"]').waitFor();
  });

  it('fits into 600 pixels', async () => {
    await workbench.page.setViewportSize({ width: 600, height: 700 });
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await until(
      preview.frame,
      'innerWidth <= 600 && document.body.scrollWidth === document.body.clientWidth',
    );
    await preview.frame.evaluate(`document.querySelector('.ag-grid-viewport').scrollLeft = 300`);
    await until(
      preview.frame,
      `Math.abs(document.querySelector('[role=columnheader][col-id=amount]').getBoundingClientRect().left) <= 20`,
    );
    await preview.frame.evaluate(`document.querySelector('.ag-grid-viewport').scrollLeft = 0`);
    await workbench.screenshot('preview-narrow');
  });

  it('shows deleted rows when asked, also those of a database that another program has put in its place', async () => {
    changeDatabase(workbench, `UPDATE shop_charges SET _deleted_at = '2026-01-02' WHERE amount >= 1000000`);
    await preview.frame.getByText('6 deleted rows are hidden').waitFor();
    await preview.rows('1,180 rows').waitFor();
    await preview.frame.getByRole('button', { name: 'Show deleted rows' }).click();
    await preview.rows('1,186 rows').waitFor();
    await preview.frame.getByText('6 deleted rows are shown').waitFor();
  });

  it('says what its table is called now, when a run has renamed it, and leads there', async () => {
    const definitions = await workbench.readFile(definitionsPath);
    await workbench.writeFile(definitionsPath, definitions.replaceAll('shop_charges', 'shop_payments'));
    await workbench.runCommand('Dataflows: Run', 'Shop');
    await preview.frame.getByText('The table “shop_charges” is called “shop_payments” now.').waitFor();
    await workbench.screenshot('preview-renamed');
    await workbench.runCommand('View: Focus Active Editor Group');
    await until(preview.frame, 'document.hasFocus()');
    await keyboard.go(preview.frame.getByRole('button', { name: 'Open “shop_payments”' }));
    await keyboard.press('Enter');
    await workbench.editorTab('shop_payments').waitFor();
    preview = await PreviewPage.in(workbench);
    await preview.rows('1,186 rows').waitFor();
    await showsColumns('amount', 'id');
  });

  it('says that its table has gone', async () => {
    changeDatabase(
      workbench,
      `DROP TABLE shop_payments; DELETE FROM _dataflows_tables WHERE name = 'shop_payments'`,
    );
    await preview.frame.getByText(/^The database has no table “shop_payments”/).waitFor();
    await workbench.screenshot('preview-gone');
  });

  it('does not draw its rows again and again while an order is being found', async () => {
    changeDatabase(
      workbench,
      `
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 400000)
      INSERT INTO shop_customers (id) SELECT 'a' || (n * 7919 % 400000) FROM numbers`,
    );
    await workbench.runCommand('View: Close All Editors');
    await workbench.showViews();
    await workbench.treeItem('Databases', 'shop_customers').getByText('400,200 rows').waitFor();
    await previewTable(workbench, 'shop_customers');
    preview = await PreviewPage.in(workbench);
    await preview.rows('400,200 rows').waitFor();
    await countDrawnRows();
    await preview.header('id').click();
    await preview.cell(0, 'id').getByText('a0', { exact: true }).waitFor();
    await preview.frame.locator('[role=grid][aria-rowcount="400201"]').waitFor();
    await preview.frame.locator('.progress').waitFor({ state: 'hidden' });
    const inView = await preview.frame.locator('.ag-row').count();
    const drawn = await preview.frame.evaluate<number>('drawn');
    assert.ok(drawn <= 3 * inView, `${drawn} rows drawn, where ${inView} are in view`);
  });

  it('fills the rows that it drew blank where they are', async () => {
    await countDrawnRows();
    await preview.frame.evaluate(`{
      const { height } = document.querySelector('.ag-row').getBoundingClientRect();
      document.querySelector('.ag-grid-viewport').scrollTop = 200000 * height;
    }`);
    await preview.cell(200_010, 'id').getByText(/^a/).waitFor();
    const inView = await preview.frame.locator('.ag-row').count();
    const drawn = await preview.frame.evaluate<number>('drawn');
    assert.ok(drawn <= inView, `${drawn} rows drawn, where ${inView} are in view`);
  });

  it('keeps its place while its attributes are looked at, and when one comes back to it', async () => {
    await preview.frame.getByRole('tab', { name: 'Attributes' }).click();
    await preview.frame.getByRole('columnheader', { name: 'Completeness' }).waitFor();
    await preview.frame.getByRole('tab', { name: 'Data' }).click();
    await preview.cell(200_010, 'id').waitFor();
    await comeBack();
    await preview.cell(200_010, 'id').waitFor();
  });

  it('takes the focus where it stands when one comes back to it', async () => {
    await preview.frame.evaluate(`document.querySelector('.ag-grid-viewport').scrollLeft = 2000`);
    await preview.header('id').waitFor({ state: 'detached' });
    await comeBack();
    const focused = preview.frame.locator('[role=row] [role=gridcell]:focus');
    await focused.waitFor();
    const row = Number(await focused.locator('xpath=ancestor::*[@role="row"]').getAttribute('row-index'));
    await keyboard.press('ArrowDown');
    await preview.frame.locator(`[role=row][row-index="${row + 1}"] [role=gridcell]:focus`).waitFor();
    await preview.header('id').waitFor({ state: 'detached' });
    await keyboard.press('Home');
    await preview.header('id').waitFor();
  });

  it('shows the first rows that a search finds, wherever it was when it was shown again', async () => {
    await preview.cell(200_010, 'id').click();
    await keyboard.press('Control+End');
    await preview.frame.locator('[role=row][row-index="400199"] [role=gridcell]:focus').waitFor();
    await comeBack();
    await preview.frame.locator('[role=row][row-index="400199"]').waitFor();
    // At the table’s end, what gets the focus moves by a pixel.
    await tookOverInPlace({ least: 10, apart: 1 });
    await preview.search.fill('a1');
    await preview.frame
      .locator('[role=row][row-index="0"] [role=gridcell]')
      .filter({ hasText: /./ })
      .first()
      .waitFor();
  });

  it('keeps its place when one goes to its attributes while the grid is being made', async () => {
    await preview.search.fill('');
    await preview.frame.evaluate(`document.querySelector('.ag-grid-viewport').scrollLeft = 2000`);
    await preview.header('id').waitFor({ state: 'detached' });
    await workbench.page.context().addInitScript(leaveForAttributes);
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.runCommand('View: Open Previous Editor');
    const frame = await workbench.frameWith('#tab-attributes[aria-selected=true]');
    await frame.getByRole('columnheader', { name: 'Completeness' }).waitFor();
    await frame.getByRole('tab', { name: 'Data' }).click();
    preview = await PreviewPage.in(workbench);
    await preview.frame.locator('.first-rows').waitFor({ state: 'detached' });
    assert.equal(await preview.header('id').count(), 0);
  });

  it('caused no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });

  /** Goes to another editor and back, until the rows were there soon enough to be seen before the grid. */
  async function comeBack(): Promise<void> {
    do {
      await workbench.runCommand('File: New Untitled Text File');
      await workbench.runCommand('View: Open Previous Editor');
      preview = await PreviewPage.in(workbench);
      await preview.frame.locator('.first-rows').waitFor({ state: 'detached' });
    } while (await preview.frame.evaluate<boolean>('globalThis.texts === undefined'));
  }

  /** The grid had what the page drew before it, more than `least` texts, no more than so many pixels `apart`. */
  async function tookOverInPlace({ least, apart = 0 }: { least: number; apart?: number }): Promise<void> {
    await preview.frame.locator('.first-rows').waitFor({ state: 'detached' });
    const { first, grid } = await preview.frame.evaluate<Record<'first' | 'grid', DrawnText[]>>('texts');
    assert.ok(first.length > least, `${first.length} texts`);
    const isThere = ([text, ...place]: DrawnText) =>
      grid.some(
        ([other, ...otherPlace]) =>
          text === other && place.every((length, at) => Math.abs(length - (otherPlace[at] ?? 0)) <= apart),
      );
    assert.deepEqual(
      first.filter((text) => !isThere(text)),
      [],
    );
  }

  /** Counts in the page’s `drawn` how many rows the grid draws from now on. */
  async function countDrawnRows(): Promise<void> {
    await preview.frame.evaluate(`
      window.drawn = 0;
      window.drawing?.disconnect();
      window.drawing = new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
          drawn += [...addedNodes].filter((node) => node.classList?.contains('ag-row')).length;
        }
      });
      drawing.observe(document.querySelector('[role=grid]'), { childList: true, subtree: true });`);
  }

  async function widthOf(column: string): Promise<number> {
    return (await preview.header(column).boundingBox())?.width ?? 0;
  }

  /** Drags with the mouse, to the right by so many pixels. */
  async function drag(what: Locator, by: number): Promise<void> {
    const { x, y, width, height } = (await what.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const { mouse } = workbench.page;
    await mouse.move(x + width / 2, y + height / 2);
    await mouse.down();
    await mouse.move(x + width / 2 + by, y + height / 2, { steps: 10 });
    await mouse.up();
  }

  /** Waits until these are the first columns from the left: the grid moves its columns there. */
  async function showsColumns(...names: readonly string[]): Promise<void> {
    await until(
      preview.frame,
      `(() => {
      const left = (header) => header.getBoundingClientRect().left;
      const headers = [...document.querySelectorAll('[role=columnheader]')].sort((a, b) => left(a) - left(b));
      return ${JSON.stringify(names)}.every((name, at) => headers[at]?.getAttribute('col-id') === name);
    })()`,
    );
  }
});

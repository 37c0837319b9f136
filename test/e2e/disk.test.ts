import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { backToVersion1 } from '../formerFormat.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import { type Faults, sabotage } from './harness/sabotage.ts';
import type { Workbench } from './harness/workbench.ts';
import { databasePath, sampleFiles } from './sampleData.ts';

/** As `sqlite3 FILE SQL` does it. */
function sqlite3(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

function runsIn(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS n FROM _dataflows_runs').get()?.['n']);
  } finally {
    database.close();
  }
}

// By the palette: the rows of the views change under the mouse while files do.
async function run(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Dataflows: Run', 'Shop');
}

/** Runs it once more, and waits until its history says that this has succeeded. */
async function succeed(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Dataflows: Run History', 'Shop');
  const newest = await workbench.output
    .getByText(/^#\d+\s/)
    .first()
    .innerText();
  await run(workbench);
  await workbench.outputEndsWith(
    new RegExp(`Run\\s#${Number.parseInt(newest.slice(1), 10) + 1}:\\sSucceeded\\safter`),
  );
}

describe('a database that cannot be written', () => {
  let workbench: Workbench;
  let file: string;

  before(async () => {
    workbench = await openWorkbench({ sabotage: true, files: await sampleFiles('Shop', ['customers']) });
    file = path.join(workbench.folder, databasePath);
    await workbench.showViews();
    await workbench.treeItem('Databases', 'Shop').waitFor();
  });

  after(async () => {
    await workbench.close();
  });

  const faults = (what: Faults) => sabotage(workbench.extensionsDir, what);

  async function clearNotifications(): Promise<void> {
    await workbench.runCommand('Notifications: Clear All Notifications');
  }

  // A run that takes long tells while it lasts and at its end, each time in the place of what was told before.
  async function runEnds(): Promise<void> {
    await workbench.notification('Importing Shop').waitFor({ state: 'detached' });
  }

  const rows = {
    'a full disk': { fault: { writeSync: 'ENOSPC' }, sentence: /the disk is full/ },
    'a disk that fails at the last moment': { fault: { fsyncSync: 'EIO' }, sentence: /EIO/ },
    'a folder that is read-only': { fault: { openSync: 'EROFS' }, sentence: /EROFS/ },
    'a file that another program keeps locked': {
      fault: { renameSync: 'EBUSY' },
      sentence: /another program keeps the file locked/,
    },
  };
  for (const [what, { fault, sentence }] of Object.entries(rows)) {
    it(`for ${what}: says so, keeps the old file and the data, and saves when asked again`, async () => {
      sqlite3(file, 'DELETE FROM shop_customers');
      const before = await readFile(file);
      await workbench.treeItem('Databases', 'shop_customers').filter({ hasText: '0 rows' }).waitFor();
      await faults({ fs: fault });
      await run(workbench);
      const problem = workbench.notification(sentence);
      await problem.waitFor();
      await runEnds();
      await workbench.screenshot(`disk-${Object.values(fault)[0]}`);
      assert.deepEqual(await readFile(file), before);
      await faults({});
      await problem.getByRole('button', { name: 'Retry' }).click();
      await problem.waitFor({ state: 'detached' });
      await workbench.page.getByText('Not saved.').waitFor({ state: 'detached' });
      assert.ok(runsIn(file) > 1);
      await clearNotifications();
    });
  }

  it('on a disk that takes its time: says that it is being written, until it is', async () => {
    sqlite3(file, 'DELETE FROM shop_customers');
    await workbench.treeItem('Databases', 'shop_customers').filter({ hasText: '0 rows' }).waitFor();
    await faults({ syncMs: 2000 });
    const item = workbench.statusBarItem('Dataflows: saving');
    await run(workbench);
    await item.waitFor();
    await workbench.screenshot('disk-slow');
    await item.waitFor({ state: 'hidden' });
    await faults({});
    await clearNotifications();
  });

  it('because another program changed it: asks, and loses neither', async () => {
    sqlite3(file, 'DELETE FROM shop_customers');
    await faults({ fs: { renameSync: 'EBUSY' } });
    await run(workbench);
    await workbench.notification(/keeps the file locked/).waitFor();
    await runEnds();
    await faults({});
    sqlite3(file, `CREATE TABLE theirs (id)`);
    await workbench
      .notification(/keeps the file locked/)
      .getByRole('button', { name: 'Retry' })
      .click();
    const dialog = workbench.dialog(/Another program has changed the database/);
    await dialog.waitFor();
    await workbench.screenshot('disk-changed-modal');
    // A key that was pressed too soon overwrites nothing.
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.input.waitFor();
    await workbench.quickInput.cancel();
    const saveDatabase = async () => {
      await workbench.viewHeader('Databases').hover();
      await workbench.viewHeader('Databases').getByRole('button', { name: 'Save Database' }).click();
    };
    await saveDatabase();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await workbench.page.getByText(/Not saved\. Another program has changed/).waitFor();
    await workbench.screenshot('disk-changed-note');
    await saveDatabase();
    await dialog.getByRole('button', { name: 'Overwrite' }).click();
    await workbench.page.getByText('Not saved.').waitFor({ state: 'detached' });
    assert.throws(() => sqlite3(file, 'SELECT * FROM theirs'), /no such table/);
    await clearNotifications();
  });

  it('because it was deleted: keeps the data, and saves it again', async () => {
    await rm(file);
    await workbench.page.getByText(/Not saved\. The database .* was deleted or moved away/).waitFor();
    await workbench.runCommand('Dataflows: Save Database');
    const dialog = workbench.dialog(/was deleted or moved away/);
    await dialog.waitFor();
    await workbench.screenshot('disk-deleted-modal');
    await dialog.getByRole('button', { name: 'Save Again' }).click();
    await workbench.page.getByText('Not saved.').waitFor({ state: 'detached' });
    assert.ok(runsIn(file) > 1);
  });

  it('because another program has unfinished changes: names their file, and goes on when they are finished', async () => {
    const other = new DatabaseSync(file);
    other.exec('PRAGMA journal_mode = WAL; CREATE TABLE theirs (id)');
    await run(workbench);
    await workbench.notification(/keeps changes that are not in it yet in dataflows\.sqlite-wal/).waitFor();
    await workbench.screenshot('disk-wal');
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    other.close();
    await clearNotifications();
    await succeed(workbench);
  });

  it('in the format of an older version: is kept as it was before, and the person told where', async () => {
    sqlite3(file, `DELETE FROM shop_customers; ${backToVersion1}`);
    await workbench.treeItem('Databases', 'shop_customers').filter({ hasText: '0 rows' }).waitFor();
    await run(workbench);
    const told = workbench.notification('The database has the format of this version now.');
    await told.filter({ hasText: 'dataflows.format-1.sqlite' }).waitFor();
    await workbench.screenshot('disk-migrated');
    const kept = new DatabaseSync(file.replace('.sqlite', '.format-1.sqlite'), { readOnly: true });
    assert.equal(kept.prepare('PRAGMA user_version').get()?.['user_version'], 1);
    kept.close();
    await told.getByRole('button', { name: 'Reveal' }).click();
    await workbench.page
      .getByRole('treeitem', { name: 'dataflows.format-1.sqlite', selected: true })
      .waitFor();
    await workbench.showViews();
    await clearNotifications();
  });

  it('because its thread died: says so once, starts it again, and shows the tables', async () => {
    await workbench.runCommand('Dataflows: Preview Table', 'shop_customers');
    // A page that is not there yet lets no key through to VS Code.
    await (await workbench.frameWith('[role="row"]')).getByText('200 rows').waitFor();
    await faults({ die: true });
    const message = workbench.notification('The database stopped unexpectedly');
    await message.waitFor();
    await run(workbench);
    await workbench.screenshot('disk-died');
    assert.equal(await message.count(), 1);
    await faults({});
    await message.getByRole('button', { name: 'Restart' }).click();
    await message.waitFor({ state: 'detached' });
    await workbench.treeItem('Databases', 'shop_customers').filter({ hasText: '200 rows' }).waitFor();
    const preview = await workbench.frameWith('[role="row"]');
    await preview.getByText('200 rows').waitFor();
    await workbench.screenshot('disk-restarted');
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});

describe('two windows on one folder', () => {
  let workbench: Workbench;
  let first: Page;

  before(async () => {
    workbench = await openWorkbench({ files: await sampleFiles('Shop', ['customers']) });
    await workbench.showViews();
    await workbench.treeItem('Databases', 'Shop').waitFor();
  });

  after(async () => {
    await workbench.close();
  });

  it('the second one shows the tables and says why it cannot run', async () => {
    first = workbench.page;
    await workbench.openWindow();
    await workbench.showViews();
    await workbench.treeItem('Databases', 'Shop').waitFor();
    await workbench.page.getByText(/^Another window has the database .* open\./).waitFor();
    await run(workbench);
    await workbench.notification(/Another window has the database/).waitFor();
    await workbench.screenshot('second-window');
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('the second one is offered what the first had not saved when it was closed', async () => {
    const file = path.join(workbench.folder, databasePath);
    await rm(file);
    await first.getByText(/Not saved\. The database .* was deleted or moved away/).waitFor();
    await first.close({ runBeforeUnload: true });
    const offer = workbench.notification(/could not be saved before its window was closed/);
    await offer.waitFor();
    await workbench.screenshot('disk-rescued');
    await offer.getByRole('button', { name: 'Restore' }).click();
    const dialog = workbench.dialog(/was deleted or moved away/);
    await dialog.getByRole('button', { name: 'Save Again' }).click();
    await workbench.statusBarItem('The database is saved.').waitFor();
    await workbench.treeItem('Databases', 'shop_customers').filter({ hasText: '200 rows' }).waitFor();
    assert.equal(runsIn(file), 1);
  });

  it('the second one takes over when the first is closed', async () => {
    await workbench.page.getByText(/^Another window has the database/).waitFor({ state: 'detached' });
    await succeed(workbench);
  });
});

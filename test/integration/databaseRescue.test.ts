import assert from 'node:assert/strict';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  DatabaseError,
  type DatabaseErrorReason,
  SaveError,
  type SaveResult,
} from '../../src/database/api.ts';
import { DatabaseClient } from '../../src/database/client.ts';
import { findRescue, removeOldRescues, rescueFileOf, writeRescue } from '../../src/database/rescue.ts';
import { definition, inFolder, wasm, worker } from './databaseSupport.ts';

/** Windows on one database, one after another, and a folder outside the workspace that they keep data aside in. */
class Windows {
  readonly file: string;
  readonly rescues: string;
  readonly rescueFile: string;
  readonly told: (SaveResult | DatabaseError)[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = path.join(folder, 'workspace');
    this.file = path.join(this.#folder, '.dataflows', 'data.sqlite');
    this.rescues = path.join(folder, 'storage', 'rescued');
    this.rescueFile = rescueFileOf(this.rescues, this.file);
  }

  async open(): Promise<DatabaseClient> {
    await mkdir(this.#folder, { recursive: true });
    return new DatabaseClient({
      worker,
      wasm,
      file: this.file,
      folder: this.#folder,
      readOnly: false,
      rescueFile: this.rescueFile,
      onRescued: (outcome) => this.told.push(outcome),
    });
  }

  /** Another program seems to be in the middle of a change: nothing can be saved until it is done. */
  async hinder(): Promise<void> {
    await writeFile(`${this.file}-wal`, 'unfinished');
  }

  async letGo(): Promise<void> {
    await rm(`${this.file}-wal`);
  }

  async removeFolder(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

async function withWindows(use: (windows: Windows) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => use(new Windows(folder)));
}

async function add(window: DatabaseClient, ...ids: readonly string[]): Promise<void> {
  await window.prepareTables([definition('t', [])]);
  const run = await window.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
  await window.writeBatch(run.id, { table: 't', rows: ids.map((id) => [id]) });
  await window.finishRun(run.id, { status: 'succeeded' });
}

async function ids(window: DatabaseClient): Promise<unknown[]> {
  const page = { columns: ['id'], orderBy: [], where: [], includeDeleted: true, offset: 0, limit: 100 };
  return (await window.readPage({ table: 't', ...page })).flat();
}

const unsavedBecause = (reason: DatabaseErrorReason) => (error: unknown) =>
  error instanceof SaveError && error.reason === reason;

describe('data that could not be saved when its window was closed', () => {
  it('is kept aside, and the next window goes on from it', async () => {
    await withWindows(async (windows) => {
      const first = await windows.open();
      await add(first, 'a');
      await first.save();
      await add(first, 'b');
      await windows.hinder();
      await assert.rejects(first.dispose(), unsavedBecause('otherProgram'));
      await windows.letGo();

      const second = await windows.open();
      assert.deepEqual(await ids(second), ['a']);
      assert.equal(second.isRescued, false);
      await second.restore();
      assert.deepEqual(await ids(second), ['a', 'b']);
      await second.save();
      await second.dispose();
      assert.deepEqual(await readdir(windows.rescues), []);
      const third = await windows.open();
      assert.deepEqual(await ids(third), ['a', 'b']);
      await third.dispose();
    });
  });

  it('overwrites nothing that another program has written since: that is asked about as ever', async () => {
    await withWindows(async (windows) => {
      const first = await windows.open();
      await add(first, 'a');
      await first.save();
      await add(first, 'b');
      const other = new DatabaseSync(windows.file);
      other.exec(`INSERT INTO t (id) VALUES ('theirs')`);
      other.close();
      await assert.rejects(first.dispose(), unsavedBecause('changedOnDisk'));

      const second = await windows.open();
      await second.restore();
      await assert.rejects(second.save(), unsavedBecause('changedOnDisk'));
      assert.notEqual(findRescue(windows.rescueFile), undefined);
      await second.save('all', true);
      assert.deepEqual(await ids(second), ['a', 'b']);
      await second.dispose();
      assert.equal(findRescue(windows.rescueFile), undefined);
    });
  });

  it('outlives its folder', async () => {
    await withWindows(async (windows) => {
      const first = await windows.open();
      await add(first, 'a');
      await windows.removeFolder();
      await assert.rejects(first.dispose(), unsavedBecause('folderGone'));
      const second = await windows.open();
      await second.restore();
      await second.save();
      assert.deepEqual(await ids(second), ['a']);
      await second.dispose();
    });
  });

  it('is kept aside when a save fails, as long as it is not saved, and again where it changed since', async () => {
    await withWindows(async (windows) => {
      const window = await windows.open();
      await add(window, 'a');
      await window.save();
      await windows.hinder();
      await add(window, 'b');
      await assert.rejects(window.save());
      await assert.rejects(window.save());
      assert.equal(windows.told.length, 1);
      await add(window, 'c');
      await assert.rejects(window.save());
      assert.equal(windows.told.length, 2);
      const copy = new DatabaseSync(windows.rescueFile, { readOnly: true });
      assert.equal(copy.prepare('SELECT count(*) AS n FROM t').get()?.['n'], 3);
      copy.close();
      await windows.letGo();
      await window.save();
      assert.deepEqual(await readdir(windows.rescues), []);
      await window.dispose();
    });
  });

  it('is not offered any more when it was a record alone, and another program has written the file since', async () => {
    await withWindows(async (windows) => {
      const window = await windows.open();
      await add(window, 'a');
      await window.save();
      await windows.hinder();
      const { id } = await window.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
      await window.finishRun(id, { status: 'failed' });
      await assert.rejects(window.save());
      assert.notEqual(findRescue(windows.rescueFile), undefined);
      await windows.letGo();
      const other = new DatabaseSync(windows.file);
      other.exec(`INSERT INTO t (id) VALUES ('foreign')`);
      other.close();
      assert.equal(await window.refresh(), true);
      assert.equal(window.saveProblem, undefined);
      assert.equal(findRescue(windows.rescueFile), undefined);
      await window.dispose();
    });
  });

  it('shows a run that was under way as interrupted', async () => {
    await withWindows(async (windows) => {
      const first = await windows.open();
      await add(first, 'a');
      await first.save();
      const run = await first.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
      await first.writeBatch(run.id, { table: 't', rows: [['b']] });
      await windows.hinder();
      await assert.rejects(first.dispose());
      await windows.letGo();
      const second = await windows.open();
      await second.restore();
      assert.equal((await second.runs('Shop', 1))[0]?.status, 'interrupted');
      await second.dispose();
    });
  });

  it('waits where it was not asked for and the next window cannot save either, and is found after its copy', async () => {
    await withWindows(async (windows) => {
      for (const id of ['a', 'b', 'c']) {
        const window = await windows.open();
        await add(window, id);
        await windows.removeFolder();
        await assert.rejects(window.save());
        await add(window, `${id}2`);
        await assert.rejects(window.dispose());
      }
      const last = await windows.open();
      for (const expected of [
        ['c', 'c2'],
        ['b', 'b2'],
        ['a', 'a2'],
      ]) {
        await last.restore();
        assert.deepEqual(await ids(last), expected);
        await last.save('all', true);
      }
      assert.deepEqual(await readdir(windows.rescues), []);
      await last.dispose();
    });
  });

  it('does not take the place of what is not saved either', async () => {
    await withWindows(async (windows) => {
      const first = await windows.open();
      await add(first, 'a');
      await windows.removeFolder();
      await assert.rejects(first.dispose());
      const second = await windows.open();
      await add(second, 'b');
      await assert.rejects(second.restore(), (error) => DatabaseError.is(error, 'tableInUse'));
      assert.deepEqual(await ids(second), ['b']);
      await second.dispose();
      assert.notEqual(findRescue(windows.rescueFile), undefined);
    });
  });

  it('is in memory only where there is no room for it elsewhere', async () => {
    await withWindows(async (windows) => {
      await mkdir(path.dirname(windows.rescues), { recursive: true });
      await writeFile(windows.rescues, 'a file where the folder should be');
      const window = await windows.open();
      await add(window, 'a');
      await windows.removeFolder();
      await assert.rejects(window.save(), unsavedBecause('folderGone'));
      assert.ok(windows.told[0] instanceof DatabaseError);
      assert.deepEqual(await ids(window), ['a']);
      await assert.rejects(window.dispose());
    });
  });

  it('leaves the disk alone that has too little room for it', async () => {
    await inFolder(async (folder) => {
      const file = rescueFileOf(folder, 'data.sqlite');
      const larger = { length: Number.MAX_SAFE_INTEGER } as Uint8Array;
      const note = { stamp: null, formerFormat: null, rescuedAt: Date.now() };
      assert.throws(
        () => writeRescue(file, [larger], { note, keepEarlier: false }),
        (error: unknown) => DatabaseError.is(error, 'diskFull'),
      );
      assert.deepEqual(await readdir(folder), []);
    });
  });

  it('is given up when nobody has asked for it in a month', async () => {
    await withWindows(async (windows) => {
      const first = await windows.open();
      await add(first, 'a');
      await windows.removeFolder();
      await assert.rejects(first.dispose());
      removeOldRescues(windows.rescues);
      const names = await readdir(windows.rescues);
      assert.equal(names.length, 2);
      for (const name of names) {
        const longAgo = new Date(Date.now() - 31 * 24 * 3_600_000);
        await utimes(path.join(windows.rescues, name), longAgo, longAgo);
      }
      removeOldRescues(windows.rescues);
      assert.deepEqual(await readdir(windows.rescues), []);
    });
  });
});

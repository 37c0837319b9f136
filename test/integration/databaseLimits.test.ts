import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from '../../src/database/api.ts';
import { createDatabase } from '../../src/database/database.ts';
import { backToVersion1 } from '../formerFormat.ts';
import { definition, inFolder, openDatabase, readAll, runOnce, wasm } from './databaseSupport.ts';

const table = definition('t', [{ name: 'text', type: 'text' }]);
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => [`id${from + index}`, 'x'.repeat(1000)]);
const tooLarge = (error: unknown) => DatabaseError.is(error, 'sizeLimit');

describe('the limit of a database’s size', () => {
  it('ends growth with figures, before a batch and not in its middle, and keeps what was there', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await openDatabase(file);
      database.prepareTables([table]);
      const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }, 2_000_000).id;
      let written = 0;
      assert.throws(
        () => {
          for (; ; written += 100) {
            database.writeBatch(run, { table: 't', rows: rows(written, 100) });
          }
        },
        (error) =>
          DatabaseError.is(error, 'sizeLimit') &&
          /2 MB.*dataflows\.maxDatabaseSizeMB.*2 MB/.test(error.message),
      );
      assert.ok(written > 1000 && written < 2000, `${written} rows`);
      assert.equal(readAll(database, 't', ['id']).length, written);
      database.finishRun(run, { status: 'failed' });
      database.save();
      assert.ok((await stat(file)).size <= 2_000_000);
      const checked = new DatabaseSync(file, { readOnly: true });
      assert.equal(checked.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
      checked.close();
    });
  });

  it('lets a full database be refreshed, as long as it does not grow', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    runOnce(database, 't', rows(0, 500));
    const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }, 1000).id;
    assert.deepEqual(database.writeBatch(run, { table: 't', rows: rows(0, 500) }).unchanged, 500);
    assert.throws(() => database.writeBatch(run, { table: 't', rows: rows(500, 500) }), tooLarge);
    database.finishRun(run, { status: 'failed' });
  });

  it('leaves no room for an index that is only for speed, where rows may need it', async () => {
    const groups = definition('t', [{ name: 'group', type: 'text' }]);
    const first = Array.from({ length: 5000 }, (_, index) => [`id${index}`, `group ${index}`]);
    const more = [['another', 'group 0']];
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      /** Reads one group again and again. @param room In the file's own size. */
      const hasIndexWith = async (room: number): Promise<boolean> => {
        const database = await openDatabase(file);
        database.prepareTables([groups]);
        runOnce(database, 't', first);
        const before = database.save()?.bytes ?? 0;
        const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }, before * room).id;
        const wholeGroups = { column: 'group', groups: ['group 0'], ids: ['another'] };
        const deleted = Array.from(
          { length: 6 },
          () => database.writeBatch(run, { table: 't', rows: more, wholeGroups }).deleted,
        );
        assert.deepEqual(deleted, [1, 0, 0, 0, 0, 0]);
        database.finishRun(run, { status: 'succeeded' });
        database.close();
        const saved = new DatabaseSync(file, { readOnly: true });
        const index = saved.prepare("SELECT 1 FROM sqlite_schema WHERE name LIKE '%groups_t'").get();
        assert.equal(saved.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
        saved.close();
        await rm(file);
        return index !== undefined;
      };
      assert.equal(await hasIndexWith(1.1), false);
      assert.equal(await hasIndexWith(2), true);
    });
  });

  it('is that of the run: a raised one lets the next run go on', async () => {
    const database = await openDatabase();
    database.prepareTables([table]);
    const small = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }, 1000).id;
    assert.throws(() => database.writeBatch(small, { table: 't', rows: rows(0, 500) }), tooLarge);
    database.finishRun(small, { status: 'failed' });
    const large = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }, 10_000_000).id;
    assert.equal(database.writeBatch(large, { table: 't', rows: rows(0, 500) }).inserted, 500);
  });
});

describe('a database of another version', () => {
  async function changed(sql: string, use: (file: string) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const ours = await openDatabase(file);
      ours.prepareTables([table]);
      runOnce(ours, 't', [['a', 'b']]);
      ours.close();
      const other = new DatabaseSync(file);
      other.exec(sql);
      other.close();
      await use(file);
    });
  }

  it('that is older is kept beside the new one by the first save, and not before', async () => {
    await changed(backToVersion1, async (file) => {
      const folder = path.dirname(file);
      const old = await readFile(file);
      const database = await createDatabase(wasm);
      database.open({ file, readOnly: false });
      assert.deepEqual(readAll(database, 't', ['id']), [['a']]);
      database.close();
      assert.deepEqual(await readdir(folder), ['data.sqlite']);
      database.open({ file, readOnly: false });
      runOnce(database, 't', [['c', 'd']]);
      assert.equal(database.save()?.backup, path.join(folder, 'data.format-1.sqlite'));
      runOnce(database, 't', [['e', 'f']]);
      assert.equal(database.save()?.backup, undefined);
      database.close();
      assert.deepEqual((await readdir(folder)).sort(), ['data.format-1.sqlite', 'data.sqlite']);
      assert.deepEqual(await readFile(path.join(folder, 'data.format-1.sqlite')), old);
      database.open({ file, readOnly: false });
      assert.equal(readAll(database, 't', ['id']).length, 3);
    });
  });

  it('that is older is kept under another name where there is one already', async () => {
    await changed(backToVersion1, async (file) => {
      const folder = path.dirname(file);
      await writeFile(path.join(folder, 'data.format-1.sqlite'), 'an earlier one');
      const database = await createDatabase(wasm);
      database.open({ file, readOnly: false });
      runOnce(database, 't', [['c', 'd']]);
      database.close();
      assert.deepEqual((await readdir(folder)).sort(), [
        'data.format-1-2.sqlite',
        'data.format-1.sqlite',
        'data.sqlite',
      ]);
      assert.equal(await readFile(path.join(folder, 'data.format-1.sqlite'), 'utf8'), 'an earlier one');
    });
  });

  it('that is older can be read without being changed', async () => {
    await changed(backToVersion1, async (file) => {
      const old = await readFile(file);
      const database = await createDatabase(wasm);
      database.open({ file, readOnly: true });
      assert.equal(database.runs().length, 1);
      database.close();
      assert.deepEqual(await readFile(file), old);
    });
  });

  it('that is newer can be read, and not changed', async () => {
    await changed(
      'PRAGMA user_version = 1000; ALTER TABLE _dataflows_runs ADD COLUMN future',
      async (file) => {
        const newer = await readFile(file);
        const database = await createDatabase(wasm);
        assert.equal(database.open({ file, readOnly: false }).obstacle?.reason, 'newerVersion');
        assert.deepEqual(readAll(database, 't', ['id']), [['a']]);
        assert.throws(
          () => database.removeDataflow('Shop'),
          (error) => DatabaseError.is(error, 'newerVersion') && /Update the extension/.test(error.message),
        );
        assert.equal(database.save(), undefined);
        database.close();
        assert.deepEqual(await readFile(file), newer);
      },
    );
  });
});

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseError, type DatabaseErrorReason } from '../../src/database/api.ts';
import { createDatabase } from '../../src/database/database.ts';
import { loadEngine } from '../../src/database/sqlite.ts';
import { definition, inFolder, openDatabase, readAll, runOnce, wasm } from './databaseSupport.ts';

/** Makes a file of ours with some rows. */
async function makeFile(file: string): Promise<void> {
  const database = await openDatabase(file);
  database.prepareTables([definition('t', [{ name: 'text', type: 'text' }])]);
  runOnce(
    database,
    't',
    Array.from({ length: 3000 }, (_, index) => [`id${index}`, 'some text to fill the pages']),
  );
  database.close();
}

/** Makes a file with plain SQL, as another program would. */
async function makeForeign(file: string, sql: string): Promise<void> {
  const sqlite = (await loadEngine(wasm)).open();
  sqlite.script(sql);
  await writeFile(file, sqlite.content());
  sqlite.close();
}

describe('opening', () => {
  async function refused(file: string, reason: DatabaseErrorReason): Promise<void> {
    const before = await readFile(file);
    const database = await createDatabase(wasm);
    for (const readOnly of [true, false]) {
      assert.throws(
        () => database.open({ file, readOnly }),
        (error) => DatabaseError.is(error, reason) && error.message.includes(file),
      );
    }
    assert.throws(() => database.tables(), { reason: 'closed' });
    assert.deepEqual(await readFile(file), before);
  }

  it('starts empty where there is no file, or an empty one', async () => {
    await inFolder(async (folder) => {
      const empty = path.join(folder, 'empty.sqlite');
      await writeFile(empty, '');
      for (const file of [empty, path.join(folder, 'none', 'none.sqlite')]) {
        const database = await openDatabase(file);
        assert.deepEqual(database.tables(), []);
        assert.deepEqual(database.runs(), []);
      }
      assert.deepEqual(await readdir(folder), ['empty.sqlite']);
    });
  });

  it('refuses what is no database', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      for (const content of ['x', 'hello '.repeat(1000), `SQLite format 3\0`]) {
        await writeFile(file, content);
        await refused(file, 'notADatabase');
      }
    });
  });

  it('refuses a database cut short anywhere', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await makeFile(file);
      const { length } = await readFile(file);
      for (const rest of [length - 1, length - 4096, Math.floor(length / 2), 4096, 99]) {
        await truncate(file, rest);
        await refused(file, 'notADatabase');
      }
    });
  });

  it('refuses a damaged database', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await makeFile(file);
      const bytes = await readFile(file);
      const header = Buffer.from(bytes).fill(0xff, 16, 40);
      const page = Buffer.from(bytes).fill(0xff, bytes.length - 8192, bytes.length - 4096);
      for (const damaged of [header, page, Buffer.from(bytes).fill(0, 4096)]) {
        await writeFile(file, damaged);
        await refused(file, 'notADatabase');
      }
    });
  });

  it('refuses another program’s database, and one of a newer version', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await makeForeign(file, 'CREATE TABLE customers (id)');
      await refused(file, 'foreignDatabase');
      await makeForeign(file, 'PRAGMA application_id = 1; CREATE TABLE t (id); DROP TABLE t');
      await refused(file, 'foreignDatabase');
      await makeForeign(
        file,
        'PRAGMA application_id = 0x44665374; PRAGMA user_version = 1000; CREATE TABLE t (id)',
      );
      await refused(file, 'newerVersion');
    });
  });

  it('refuses a folder in the file’s place', async () => {
    await inFolder(async (folder) => {
      const database = await createDatabase(wasm);
      assert.throws(() => database.open({ file: folder, readOnly: false }), { reason: 'unreadable' });
    });
  });

  it('takes a file that another program has used and added its own tables to', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await makeFile(file);
      const sqlite = (await loadEngine(wasm)).open(await readFile(file));
      sqlite.script(
        `PRAGMA journal_mode = WAL; CREATE VIEW short AS SELECT id FROM t; UPDATE t SET text = x'00ff'`,
      );
      await writeFile(file, sqlite.content());
      sqlite.close();
      const bytes = await readFile(file);
      bytes.fill(2, 18, 20);
      await writeFile(file, bytes);

      const database = await openDatabase(file);
      assert.equal(database.tables()[0]?.rowCount, 3000);
      assert.equal(readAll(database, 't', ['text'])[0]?.[0], "x'00ff'");
      assert.throws(() => database.prepareTables([definition('SHORT', [])]), { reason: 'nameTaken' });
      runOnce(database, 't', [['new', null]]);
      database.close();
      database.open({ file, readOnly: false });
      assert.equal(database.tables()[0]?.rowCount, 3001);
    });
  });

  it('removes what an interrupted write left, and nothing else', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const others = [
        '.data.sqlite.notes.tmp',
        '.other.sqlite.0123456789ab.tmp',
        'data.sqlite.0123456789ab.tmp',
      ];
      const leftover = '.data.sqlite.0123456789ab.tmp';
      for (const name of [...others, leftover]) {
        await writeFile(path.join(folder, name), '');
      }
      const database = await createDatabase(wasm);
      database.open({ file, readOnly: true });
      assert.ok((await readdir(folder)).includes(leftover));
      database.open({ file, readOnly: false });
      assert.deepEqual(await readdir(folder), others.toSorted());
    });
  });

  it('for reading only gives the data and changes nothing', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await makeFile(file);
      const before = await readFile(file);
      const database = await createDatabase(wasm);
      database.open({ file, readOnly: true });
      assert.equal(database.tables()[0]?.rowCount, 3000);
      for (const change of [
        () => database.prepareTables([]),
        () => database.changeTables({ dropped: ['t'], renamed: [] }),
        () => database.removeDataflow('Shop'),
        () => database.changeTables({ dropped: [], renamed: [{ from: 't', to: 'u' }] }),
        () => database.beginRun({ dataflow: 'Shop', source: 'test', tables: [] }),
      ]) {
        assert.throws(change, { reason: 'readOnly' });
      }
      assert.equal(database.save(), undefined);
      database.close();
      assert.deepEqual(await readFile(file), before);

      const none = path.join(folder, 'none.sqlite');
      database.open({ file: none, readOnly: true });
      assert.deepEqual(database.tables(), []);
      database.close();
      assert.deepEqual(await readdir(folder), ['data.sqlite']);
    });
  });

  it('takes a folder name with spaces, quotes and Unicode', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, `it's "größe" 😀`, 'data.sqlite');
      await mkdir(path.dirname(file));
      await makeFile(file);
      assert.equal((await openDatabase(file)).tables()[0]?.rowCount, 3000);
    });
  });
});

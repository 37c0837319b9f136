import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, readlink, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseError, type DatabaseErrorReason } from '../../src/database/api.ts';
import { writeDatabaseFile, writeError } from '../../src/database/file.ts';
import { isInUse, patiently } from '../../src/database/replacing.ts';
import { definition, inFolder, openDatabase, readAll, runOnce } from './databaseSupport.ts';

const fileModule = new URL('../../src/database/file.ts', import.meta.url);

function failsWith(reason: DatabaseErrorReason, file: string): (error: unknown) => boolean {
  return (error) => DatabaseError.is(error, reason) && error.message.includes(file);
}

describe('saving', () => {
  async function filled(file: string) {
    const database = await openDatabase(file);
    database.prepareTables([definition('t', [])]);
    runOnce(database, 't', [['a']]);
    return database;
  }

  it('makes the folder, leaves nothing but the file, and says what it wrote', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'deep', 'er', 'data.sqlite');
      const database = await filled(file);
      const saved = database.save();
      assert.equal(saved?.bytes, (await stat(file)).size);
      assert.deepEqual(await readdir(path.dirname(file)), ['data.sqlite']);
    });
  });

  it('goes on as before after tables were dropped and the file got smaller', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const rows = (prefix: string) =>
        Array.from({ length: 2000 }, (_, index) => [`${prefix}${index}`, 'some text to fill the pages']);
      const table = (name: string) => definition(name, [{ name: 'text', type: 'text' }]);
      const database = await openDatabase(file);
      database.prepareTables([table('dropped'), table('kept')]);
      runOnce(database, 'dropped', rows('a'));
      runOnce(database, 'kept', rows('b'));
      const before = database.save()?.bytes ?? 0;
      database.changeTables({ dropped: ['dropped'], renamed: [] });
      const after = database.save()?.bytes ?? 0;
      assert.ok(after < before, `${after} after ${before}`);
      runOnce(database, 'kept', rows('c'));
      database.close();
      assert.equal((await stat(file)).size > after, true);
      database.open({ file, readOnly: true });
      assert.deepEqual(readAll(database, 'kept', ['id', 'text']), [...rows('b'), ...rows('c')]);
    });
  });

  it('writes only when something changed', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await filled(file);
      assert.notEqual(database.save(), undefined);
      assert.equal(database.save(), undefined);
      database.tables();
      assert.equal(database.save(), undefined);
      database.close();
      database.open({ file, readOnly: false });
      assert.equal(database.save(), undefined);
      runOnce(database, 't', [['b']]);
      assert.notEqual(database.save(), undefined);
    });
  });

  it('can leave out what is no more than the record of a run that changed nothing', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await filled(file);
      database.save();
      runOnce(database, 't', [['a']], { complete: true });
      assert.equal(database.save('rows'), undefined);
      runOnce(database, 't', [], { complete: true });
      assert.notEqual(database.save('rows'), undefined);
      runOnce(database, 't', []);
      database.close();
      database.open({ file, readOnly: true });
      assert.equal(database.runs().length, 4);
    });
  });

  it('lets the person’s umask decide about a new file, and keeps the mode of an old one', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const before = process.umask(0o027);
      try {
        const database = await filled(file);
        database.save();
        assert.equal((await stat(file)).mode & 0o777, 0o640);
        await chmod(file, 0o600);
        runOnce(database, 't', [['b']]);
        database.save();
        assert.equal((await stat(file)).mode & 0o777, 0o600);
      } finally {
        process.umask(before);
      }
    });
  });

  it('writes where a link leads, also if nothing is there yet, and keeps the link', async () => {
    await inFolder(async (folder) => {
      const link = path.join(folder, 'link.sqlite');
      await mkdir(path.join(folder, 'elsewhere'));
      await symlink(path.join('elsewhere', 'real.sqlite'), link);
      const database = await filled(link);
      database.save();
      runOnce(database, 't', [['b']]);
      database.close();
      assert.equal(await readlink(link), path.join('elsewhere', 'real.sqlite'));
      assert.deepEqual(await readdir(path.join(folder, 'elsewhere')), ['real.sqlite']);
      database.open({ file: link, readOnly: true });
      assert.equal(readAll(database, 't', ['id']).length, 2);
    });
  });

  it('that fails leaves no temporary file, and the data to be saved again', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await filled(file);
      // A folder of the file's name lets everything succeed but the rename at the end.
      await mkdir(file);
      assert.throws(() => database.save(), failsWith('fileSystem', file));
      assert.deepEqual(await readdir(folder), ['data.sqlite']);
      runOnce(database, 't', [['b']]);
      assert.throws(() => database.close(), failsWith('fileSystem', file));
      await rmdir(file);
      database.close();
      database.open({ file, readOnly: false });
      assert.deepEqual(readAll(database, 't', ['id']), [['a'], ['b']]);
    });
  });

  it('that fails leaves the old file as it was', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await writeFile(file, 'old');
      // The name of the temporary file is longer than the file's own, and here too long.
      const long = path.join(folder, `${'x'.repeat(250)}.sq`);
      await writeFile(long, 'old');
      assert.throws(() => writeDatabaseFile(long, [Buffer.from('new')]), failsWith('fileSystem', long));
      assert.equal(await readFile(long, 'utf8'), 'old');
      writeDatabaseFile(file, [Buffer.from('new')]);
      assert.equal(await readFile(file, 'utf8'), 'new');
    });
  });

  it('has not failed where the folder cannot be synced', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      // What comes after the rename finds no descriptor left to open the folder with.
      const script = `
        import { openSync } from 'node:fs';
        import { writeDatabaseFile } from ${JSON.stringify(fileModule.href)};
        writeDatabaseFile(${JSON.stringify(file)}, [Buffer.from('new')], () => {
          for (;;) {
            try { openSync('/dev/null') } catch { break }
          }
        });`;
      const node = [process.execPath, '--input-type=module', '--eval', script];
      const { status, stderr } = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...node]);
      assert.equal(status, 0, String(stderr));
      assert.equal(await readFile(file, 'utf8'), 'new');
    });
  });

  it('below something that is no folder fails with a sentence', async () => {
    await inFolder(async (folder) => {
      await writeFile(path.join(folder, 'file'), '');
      const file = path.join(folder, 'file', 'data.sqlite');
      assert.throws(() => writeDatabaseFile(file, [Buffer.from('new')]), failsWith('fileSystem', file));
    });
  });

  it('on a full disk says so', () => {
    const device = openSync('/dev/full', 'w');
    try {
      writeSync(device, Buffer.from('new'));
      assert.fail('the device is never full');
    } catch (error) {
      assert.ok(failsWith('diskFull', 'data.sqlite')(writeError('data.sqlite', error)));
    } finally {
      closeSync(device);
    }
  });

  it('where nothing may be written says so', () => {
    // Also root may make no file here.
    const file = '/sys/dataflows/data.sqlite';
    assert.throws(() => writeDatabaseFile(file, [Buffer.from('new')]), failsWith('readOnly', file));
  });
});

describe('replacing a file that another program may have open', () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });

  /** How often it is tried, with an error each time, until the last one. */
  function tries(codes: readonly (string | undefined)[], forMs: number): number {
    let tried = 0;
    patiently(() => {
      const code = codes[tried];
      tried += 1;
      if (code !== undefined) {
        throw failure(code);
      }
    }, forMs);
    return tried;
  }

  it('is tried again for a while, and not for ever', () => {
    assert.equal(tries(['EPERM', 'EACCES', 'EBUSY', undefined], 60_000), 4);
    assert.throws(
      () =>
        tries(
          Array.from({ length: 1000 }, () => 'EBUSY'),
          100,
        ),
      { code: 'EBUSY' },
    );
  });

  it('is tried once where it fails for another reason, or nobody has patience', () => {
    assert.throws(() => tries(['EISDIR'], 60_000), { code: 'EISDIR' });
    assert.throws(() => tries(['EPERM'], 0), { code: 'EPERM' });
  });

  it('fails as in use on Windows, where the file itself can be written', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      await writeFile(file, '');
      assert.equal(isInUse(file, failure('EPERM'), 'win32'), true);
      assert.equal(isInUse(file, failure('EPERM'), 'linux'), false);
      assert.equal(isInUse(file, failure('ENOSPC'), 'win32'), false);
      assert.equal(isInUse(path.join(folder, 'none'), failure('EPERM'), 'win32'), false);
    });
  });
});

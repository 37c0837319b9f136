import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError, type DatabaseErrorReason, SaveError } from '../../src/database/api.ts';
import { DatabaseClient, type DatabaseClientOptions } from '../../src/database/client.ts';
import { definition, inFolder, wasm, worker } from './databaseSupport.ts';

/** Several windows on one file, each with a client of its own; they are closed at the end. */
async function withClients(
  use: (open: (options?: Partial<DatabaseClientOptions>) => Client, file: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const file = path.join(folder, '.dataflows', 'data.sqlite');
    const clients: Client[] = [];
    try {
      await use((options = {}) => {
        const client = new Client({ worker, wasm, file, folder, readOnly: false, ...options });
        clients.push(client);
        return client;
      }, file);
    } finally {
      await Promise.allSettled(clients.map((client) => client.dispose()));
    }
  });
}

class Client extends DatabaseClient {
  #changes = 0;
  #wake: (() => void) | undefined;

  constructor(options: DatabaseClientOptions) {
    super({
      ...options,
      onDidChange: () => {
        this.#changes += 1;
        this.#wake?.();
      },
    });
  }

  /** Waits for the next time that it tells of a change. */
  changed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    // What it waits for keeps no process alive.
    const alive = setInterval(() => undefined, 1000);
    this.#wake = () => {
      clearInterval(alive);
      resolve();
    };
    return promise;
  }

  async add(...ids: readonly string[]): Promise<number> {
    await this.prepareTables([definition('t', [])]);
    const run = await this.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
    await this.writeBatch(run.id, { table: 't', rows: ids.map((id) => [id]) });
    await this.finishRun(run.id, { status: 'succeeded' });
    return run.number;
  }

  /** A run that finds nothing new: its record alone is unsaved then. */
  async findNothing(): Promise<void> {
    const { id } = await this.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
    await this.finishRun(id, { status: 'succeeded' });
  }

  async ids(): Promise<unknown[]> {
    if ((await this.tables()).length === 0) {
      return [];
    }
    const page = { columns: ['id'], orderBy: [], where: [], includeDeleted: true, offset: 0, limit: 100 };
    return (await this.readPage({ table: 't', ...page })).flat();
  }
}

const because = (reason: DatabaseErrorReason) => (error: unknown) => DatabaseError.is(error, reason);
const unsavedBecause = (reason: DatabaseErrorReason) => (error: unknown) =>
  error instanceof SaveError && error.reason === reason;

/** As `sqlite3 FILE SQL` does it. */
function sqlite3(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

const foreignRow = `INSERT INTO t (id) VALUES ('foreign')`;

describe('two windows on one database', () => {
  it('the second one reads, says why it cannot change, and takes over when the first is closed', async () => {
    await withClients(async (open) => {
      const [first, second] = [open(), open()];
      await first.add('a');
      await first.save();
      assert.deepEqual(await second.ids(), ['a']);
      assert.equal(first.obstacle, undefined);
      assert.equal(second.obstacle?.reason, 'locked');
      await assert.rejects(second.add('b'), because('locked'));
      await assert.rejects(second.checkChangeable(), because('locked'));
      await first.checkChangeable();
      await first.add('b');
      const tookOver = second.changed();
      await first.dispose();
      await tookOver;
      assert.equal(second.obstacle, undefined);
      assert.deepEqual(await second.ids(), ['a', 'b']);
      await second.add('c');
      await second.save();
    });
  });

  it('the second one need not wait to be told: a change tries again', async () => {
    await withClients(async (open) => {
      const [first, second] = [open(), open()];
      await first.add('a');
      assert.deepEqual(await second.ids(), []);
      await first.dispose();
      assert.equal(await second.add('b'), 2);
      assert.deepEqual(await second.ids(), ['a', 'b']);
    });
  });

  it('the second one shows what the first has saved, and never writes', async () => {
    await withClients(async (open, file) => {
      const [first, second] = [open(), open()];
      await first.add('a');
      await first.save();
      assert.deepEqual(await second.ids(), ['a']);
      await first.add('b');
      assert.equal(await second.refresh(), false);
      await first.save();
      assert.equal(await second.refresh(), true);
      assert.deepEqual(await second.ids(), ['a', 'b']);
      const before = await readFile(file);
      assert.equal(await second.save(), undefined);
      await second.dispose();
      assert.deepEqual(await readFile(file), before);
      await first.add('c');
      await first.save();
    });
  });

  it('a run of the first is running in the second, not interrupted', async () => {
    await withClients(async (open) => {
      const [first, second] = [open(), open()];
      await first.beginRun({ dataflow: 'Shop', source: 'test', tables: [] });
      await first.save();
      assert.equal((await second.lastRuns())[0]?.status, 'running');
    });
  });

  it('one that only reads, in a folder that is not trusted, takes no lock', async () => {
    await withClients(async (open, file) => {
      const reader = open({ readOnly: true });
      assert.deepEqual(await reader.tables(), []);
      await assert.rejects(reader.add('a'), because('readOnly'));
      await assert.rejects(readdir(path.dirname(file)), { code: 'ENOENT' });
      const owner = open();
      await owner.add('a');
      assert.equal(owner.obstacle, undefined);
    });
  });

  it('an owner whose lock was taken away keeps its data, and does not write over the other one’s', async () => {
    await withClients(async (open, file) => {
      const [first, second] = [open(), open()];
      await first.add('a');
      await first.save();
      await first.add('mine');
      await rm(`${file}.lock`);
      await second.add('theirs');
      await assert.rejects(first.save(), unsavedBecause('locked'));
      await second.dispose();
      await assert.rejects(first.save(), unsavedBecause('changedOnDisk'));
      assert.deepEqual(await first.ids(), ['a', 'mine']);
      await first.saveCopy(`${file}.copy`);
      await first.reopen();
      assert.deepEqual(await first.ids(), ['a', 'theirs']);
    });
  });
});

describe('a database that another program changes', () => {
  it('is read again, where nothing is unsaved', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      sqlite3(file, foreignRow);
      assert.equal(await client.refresh(), true);
      assert.deepEqual(await client.ids(), ['a', 'foreign']);
      assert.equal(await client.refresh(), false);
    });
  });

  it('is read again after a run that found nothing new, whose record is not saved yet', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await client.findNothing();
      assert.equal(await client.save('rows'), undefined);
      sqlite3(file, foreignRow);
      assert.equal(await client.refresh(), true);
      assert.deepEqual(await client.ids(), ['a', 'foreign']);
    });
  });

  it('takes the place of the record of a run in whose course it changed, and which found nothing new', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      const { id } = await client.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
      sqlite3(file, foreignRow);
      assert.equal(await client.refresh(), false);
      await client.finishRun(id, { status: 'failed', description: 'No permission.' });
      assert.equal(await client.save('all'), undefined);
      assert.equal(client.saveProblem, undefined);
      assert.deepEqual(await client.ids(), ['a', 'foreign']);
    });
  });

  it('is read again before it is changed, so that nothing is lost', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      sqlite3(file, foreignRow);
      await client.add('b');
      await client.save();
      assert.deepEqual(await client.ids(), ['a', 'foreign', 'b']);
    });
  });

  it('is not overwritten: both states stay until somebody decides', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await client.add('b');
      sqlite3(file, foreignRow);
      const theirs = await readFile(file);
      assert.equal(await client.refresh(), false);
      await assert.rejects(client.save(), unsavedBecause('changedOnDisk'));
      await assert.rejects(client.save(), unsavedBecause('changedOnDisk'));
      assert.equal(client.saveProblem?.reason, 'changedOnDisk');
      assert.deepEqual(await readFile(file), theirs);
      assert.deepEqual(await client.ids(), ['a', 'b']);
      assert.deepEqual((await readdir(path.dirname(file))).sort(), ['data.sqlite', 'data.sqlite.lock']);
    });
  });

  for (const [decision, decide, ids] of [
    ['overwritten', (client: Client) => client.save('all', true), ['a', 'b']],
    ['read again', (client: Client) => client.reopen(), ['a', 'foreign']],
  ] as const) {
    it(`is ${decision} when that is decided`, async () => {
      await withClients(async (open, file) => {
        const client = open();
        await client.add('a');
        await client.save();
        await client.add('b');
        sqlite3(file, foreignRow);
        await assert.rejects(client.save(), unsavedBecause('changedOnDisk'));
        await decide(client);
        assert.equal(client.saveProblem, undefined);
        assert.deepEqual(await client.ids(), ids);
        await client.dispose();
        assert.deepEqual(await open().ids(), ids);
      });
    });
  }

  it('in the middle of a run is not read again, and not overwritten', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      const run = await client.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
      await client.writeBatch(run.id, { table: 't', rows: [['b']] });
      await client.save();
      sqlite3(file, foreignRow);
      assert.equal(await client.refresh(), false);
      await client.writeBatch(run.id, { table: 't', rows: [['c']] });
      await assert.rejects(client.save(), unsavedBecause('changedOnDisk'));
      assert.deepEqual(await client.ids(), ['a', 'b', 'c']);
    });
  });

  it('with the same content and another time is still taken for another one: better a question than a loss', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await client.add('b');
      await copyFile(file, `${file}.copy`);
      await rename(`${file}.copy`, file);
      await assert.rejects(client.save(), unsavedBecause('changedOnDisk'));
    });
  });

  it('that was not there at first, and that another program has made, is not overwritten', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, 'somebody’s notes');
      await assert.rejects(client.save(), unsavedBecause('changedOnDisk'));
      assert.equal(await readFile(file, 'utf8'), 'somebody’s notes');
    });
  });
});

describe('a database that is deleted while it is open', () => {
  it('stays in memory, and can be saved again', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await rm(path.dirname(file), { recursive: true });
      assert.equal(await client.refresh(), false);
      assert.equal(client.saveProblem?.reason, 'deletedOnDisk');
      await assert.rejects(client.save(), unsavedBecause('deletedOnDisk'));
      await client.add('b');
      await assert.rejects(client.save(), unsavedBecause('deletedOnDisk'));
      await client.save('all', true);
      await client.dispose();
      assert.deepEqual(await open().ids(), ['a', 'b']);
    });
  });

  it('stays in memory also after a run that found nothing new', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await client.findNothing();
      await rm(file);
      await client.refresh();
      assert.equal(client.saveProblem?.reason, 'deletedOnDisk');
      assert.deepEqual(await client.ids(), ['a']);
    });
  });

  it('is forgotten where it comes back', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await rename(file, `${file}.away`);
      await client.refresh();
      assert.equal(client.saveProblem?.reason, 'deletedOnDisk');
      await rename(`${file}.away`, file);
      sqlite3(file, foreignRow);
      assert.equal(await client.refresh(), true);
      assert.equal(client.saveProblem, undefined);
      assert.deepEqual(await client.ids(), ['a', 'foreign']);
    });
  });

  it('with its whole folder says so, makes no folder, and takes on what a run brings meanwhile', async () => {
    await inFolder(async (parent) => {
      const folder = path.join(parent, 'workspace');
      await mkdir(folder);
      const file = path.join(folder, '.dataflows', 'data.sqlite');
      const client = new Client({ worker, wasm, file, folder, readOnly: false });
      await client.add('a');
      await client.save();
      await client.add('b');
      await rename(folder, `${folder}-moved`);
      await assert.rejects(client.save(), unsavedBecause('folderGone'));
      assert.deepEqual(await readdir(parent), ['workspace-moved']);
      await client.add('c');
      await assert.rejects(client.save(), unsavedBecause('folderGone'));
      assert.equal(client.obstacle, undefined);
      await client.saveCopy(path.join(parent, 'rescued.sqlite'));
      await rename(`${folder}-moved`, folder);
      await client.save();
      const saved = new DatabaseSync(file, { readOnly: true });
      const ids = saved.prepare('SELECT id FROM t ORDER BY id').all();
      saved.close();
      assert.deepEqual(
        ids.map((row) => row['id']),
        ['a', 'b', 'c'],
      );
      await client.dispose();
    });
  });
});

describe('a database that another program has unfinished changes to', () => {
  async function withLog(use: (client: Client, file: string, other: DatabaseSync) => Promise<void>) {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.dispose();
      const other = new DatabaseSync(file);
      other.exec(`PRAGMA journal_mode = WAL; ${foreignRow}`);
      try {
        await use(open(), file, other);
      } finally {
        other.close();
      }
    });
  }

  it('can be read, and names the file that they are in', async () => {
    await withLog(async (client) => {
      assert.deepEqual(await client.ids(), ['a']);
      assert.equal(client.obstacle?.reason, 'otherProgram');
      assert.match(client.obstacle?.message ?? '', /data\.sqlite-wal/);
      await assert.rejects(client.add('b'), because('otherProgram'));
      assert.equal(await client.save(), undefined);
    });
  });

  it('can be changed as soon as they are finished', async () => {
    await withLog(async (client, _file, other) => {
      await client.tables();
      other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await client.add('b');
      assert.equal(client.obstacle, undefined);
      assert.deepEqual(await client.ids(), ['a', 'foreign', 'b']);
    });
  });

  it('is not replaced under them', async () => {
    await withClients(async (open, file) => {
      const client = open();
      await client.add('a');
      await client.save();
      await client.add('b');
      const other = new DatabaseSync(file);
      other.exec(`BEGIN; ${foreignRow}; PRAGMA cache_spill = 1;`);
      // SQLite writes its journal when pages leave the cache; a journal of an older transaction is there at once.
      await writeFile(`${file}-journal`, Buffer.from('d9d505f920a163d7', 'hex'));
      await assert.rejects(client.save(), unsavedBecause('otherProgram'));
      await assert.rejects(client.save('all', true), unsavedBecause('otherProgram'));
      other.exec('ROLLBACK');
      other.close();
      await rm(`${file}-journal`, { force: true });
      await client.save('all', true);
    });
  });
});

describe('a database behind a symbolic link', () => {
  it('that leads out of the folder, even to nothing yet, is neither read nor made', async () => {
    await inFolder(async (outside) => {
      await withClients(async (open, file) => {
        const target = path.join(outside, 'precious.sqlite');
        await mkdir(path.dirname(file));
        await symlink(target, file);
        await assert.rejects(open().tables(), because('outside'));
        await rm(path.dirname(file), { recursive: true });
        await symlink(outside, path.dirname(file));
        await assert.rejects(open().tables(), because('outside'));
        assert.deepEqual(await readdir(outside), []);
      });
    });
  });

  it('that was put there while it was open is not followed', async () => {
    await inFolder(async (outside) => {
      await withClients(async (open, file) => {
        const client = open();
        await client.add('a');
        await client.save();
        await client.add('b');
        await rm(file);
        await symlink(path.join(outside, 'precious.sqlite'), file);
        await assert.rejects(client.save('all', true), unsavedBecause('outside'));
        assert.deepEqual(await readdir(outside), []);
      });
    });
  });
});

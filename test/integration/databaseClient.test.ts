import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DatabaseError } from '../../src/database/api.ts';
import { DatabaseClient, type DatabaseClientOptions } from '../../src/database/client.ts';
import { definition, inFolder, wasm, worker } from './databaseSupport.ts';

/** Runs `use` with a client on a file in a folder of its own, and ends the client's thread. */
async function withClient(
  use: (client: DatabaseClient, file: string) => Promise<void>,
  options: Partial<DatabaseClientOptions> = {},
): Promise<void> {
  await inFolder(async (folder) => {
    const file = path.join(folder, 'data.sqlite');
    const client = new DatabaseClient({ worker, wasm, file, readOnly: false, ...options });
    try {
      await use(client, file);
    } finally {
      await client.dispose();
    }
  });
}

async function importRow(client: DatabaseClient, id: string): Promise<void> {
  await client.prepareTables([definition('t', [{ name: 'n', type: 'integer' }])]);
  const run = await client.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
  await client.writeBatch(run.id, { table: 't', rows: [[id, 2n ** 60n]] });
  await client.finishTable(run.id, {
    table: 't',
    status: 'succeeded',
    complete: false,
    requests: 1,
    retries: 0,
  });
  await client.finishRun(run.id, { status: 'succeeded' });
}

/** A worker that does as the real one until it is told to die. */
async function mortalWorker(
  folder: string,
  death: string,
): Promise<{ readonly worker: string; readonly kill: () => void }> {
  const channel = `database-${randomUUID()}`;
  const script = path.join(folder, 'mortal.mjs');
  await writeFile(
    script,
    `import ${JSON.stringify(worker.href)};
     const channel = new BroadcastChannel(${JSON.stringify(channel)});
     channel.unref();
     channel.onmessage = () => { ${death} };`,
  );
  return {
    worker: script,
    kill: () => {
      const sender = new BroadcastChannel(channel);
      sender.postMessage('die');
      sender.close();
    },
  };
}

describe('the database client', () => {
  it('does all that the database does, from another thread', async () => {
    await withClient(async (client) => {
      await importRow(client, 'a');
      const page = {
        table: 't',
        columns: ['id', 'n'],
        includeDeleted: false,
        where: [],
        orderBy: [],
        offset: 0,
        limit: 10,
      };
      assert.deepEqual(await client.readPage(page), [['a', 2n ** 60n]]);
      assert.equal(await client.countRows(page), 1);
      assert.equal((await client.tables('Shop'))[0]?.rowCount, 1);
      assert.deepEqual((await client.completeness('t')).columns, [
        { column: 'id', share: 1 },
        { column: 'n', share: 1 },
      ]);
      assert.equal((await client.runs('Shop', 5)).length, 1);
      assert.equal((await client.lastRuns())[0]?.status, 'succeeded');
      assert.equal(await client.readState('t'), undefined);
      await client.changeTables({ dropped: [], renamed: [{ from: 't', to: 'u' }] });
      await client.changeTables({ dropped: ['u'], renamed: [] });
      await client.removeDataflow('Shop');
      assert.deepEqual(await client.runs(), []);
    });
  });

  it('starts its thread with the first call, and closes without one', async () => {
    let threads = 0;
    const count = () => {
      threads += 1;
    };
    process.on('worker', count);
    try {
      await withClient(async (client) => {
        await client.close();
        await setImmediate();
        assert.equal(threads, 0);
        await Promise.all([client.tables(), client.runs()]);
        assert.equal(threads, 1);
      });
    } finally {
      process.off('worker', count);
    }
  });

  it('passes on DatabaseErrors with their reason', async () => {
    await withClient(async (client) => {
      await assert.rejects(
        client.completeness('none'),
        (error) => DatabaseError.is(error, 'unknownTable') && error.message.includes('none'),
      );
    });
  });

  it('rejects calls while the file cannot be opened, and tries again with each', async () => {
    await withClient(async (client, file) => {
      await writeFile(file, 'garbage');
      const refusal = (error: unknown) => DatabaseError.is(error, 'notADatabase');
      await Promise.all([assert.rejects(client.tables(), refusal), assert.rejects(client.save(), refusal)]);
      await assert.rejects(client.tables(), refusal);
      await rm(file);
      assert.deepEqual(await client.tables(), []);
      await writeFile(file, 'garbage');
      await assert.rejects(client.reopen(), refusal);
    });
  });

  it('saves when it closes, and opens again with the next call', async () => {
    await withClient(async (client) => {
      await importRow(client, 'a');
      await client.close();
      assert.equal((await client.tables())[0]?.rowCount, 1);
      await client.reopen();
      assert.equal((await client.tables())[0]?.rowCount, 1);
    });
  });

  it('keeps the data when saving at the close fails', async () => {
    await withClient(async (client, file) => {
      await importRow(client, 'a');
      await mkdir(file);
      await assert.rejects(client.close(), (error) => DatabaseError.is(error, 'fileSystem'));
      await rm(file, { recursive: true });
      assert.notEqual(await client.save(), undefined);
    });
  });

  it('saves when it is disposed of, and is closed then', async () => {
    await withClient(async (client, file) => {
      await importRow(client, 'a');
      await client.dispose();
      await assert.rejects(client.tables(), (error) => DatabaseError.is(error, 'closed'));
      await assert.rejects(client.reopen(), (error) => DatabaseError.is(error, 'closed'));
      assert.equal((await readFile(file)).toString('latin1', 0, 15), 'SQLite format 3');
    });
  });

  for (const [how, death] of [
    ['exits', 'process.exit(1)'],
    ['throws', `throw new Error('boom')`],
  ] as const) {
    it(`rejects calls with workerDied when the thread ${how}, tells of it once, and can be reopened`, async () => {
      await inFolder(async (folder) => {
        const { worker, kill } = await mortalWorker(folder, death);
        const { promise: died, resolve: onDied } = Promise.withResolvers<DatabaseError>();
        let deaths = 0;
        await withClient(
          async (client) => {
            await importRow(client, 'saved');
            await client.save();
            await importRow(client, 'lost');
            kill();
            assert.ok(DatabaseError.is(await died, 'workerDied'));
            const dead = (error: unknown) => DatabaseError.is(error, 'workerDied');
            await assert.rejects(client.tables(), dead);
            await assert.rejects(client.save(), dead);
            await client.reopen();
            assert.equal((await client.tables())[0]?.rowCount, 1);
            assert.equal(deaths, 1);
          },
          {
            worker,
            onDied: (error) => {
              deaths += 1;
              onDied(error);
            },
          },
        );
      });
    });
  }

  it('rejects calls that wait for a thread that dies', async () => {
    // It never answers: it ends with the first call.
    const silent = `
      import { workerData } from 'node:worker_threads';
      workerData.port.on('message', () => process.exit(1));`;
    await withClient(
      async (client) => {
        const dead = (error: unknown) => DatabaseError.is(error, 'workerDied');
        await Promise.all([assert.rejects(client.tables(), dead), assert.rejects(client.runs(), dead)]);
      },
      { worker: new URL(`data:text/javascript,${encodeURIComponent(silent)}`) },
    );
  });

  it('rejects the first call where the thread cannot start', async () => {
    await withClient(
      async (client) => {
        await assert.rejects(
          client.tables(),
          (error) =>
            DatabaseError.is(error, 'workerDied') && error.message.includes('/nowhere/sql-wasm.wasm'),
        );
      },
      { wasm: '/nowhere/sql-wasm.wasm' },
    );
  });

  it('speaks the language it is given', async () => {
    await withClient(
      async (client) => {
        await assert.rejects(client.completeness('x'), { message: 'Keine Tabelle „x“.' });
      },
      { translations: { 'There is no table “{0}” in the database.': 'Keine Tabelle „{0}“.' } },
    );
  });
});

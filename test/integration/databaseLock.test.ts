import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { FileLock } from '../../src/database/lock.ts';
import { Ownership } from '../../src/database/ownership.ts';
import { inFolder } from './databaseSupport.ts';

const never = () => assert.fail('the lock was not lost');

/** A process of its own that takes the lock and keeps it until it is killed. */
async function owningProcess(file: string): Promise<ChildProcess> {
  const lock = new URL('../../src/database/lock.ts', import.meta.url);
  const script = `
    import { FileLock } from ${JSON.stringify(lock.href)};
    const lock = new FileLock(${JSON.stringify(file)}, () => undefined);
    console.log(await lock.tryAcquire());
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer] = await once(child.stdout, 'data');
  assert.equal(String(answer).trim(), 'true');
  return child;
}

describe('the lock of a database', () => {
  it('is had by one at a time, and leaves nothing behind', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const [first, second] = [new FileLock(file, never), new FileLock(file, never)];
      assert.deepEqual([await first.tryAcquire(), await second.tryAcquire()], [true, false]);
      assert.deepEqual([await first.isMine(), await second.isMine()], [true, false]);
      await second.release();
      assert.equal(await first.isMine(), true);
      await first.release();
      assert.equal(await second.tryAcquire(), true);
      await second.release();
      assert.deepEqual(await readdir(folder), []);
    });
  });

  it('is not given up while its disk cannot be read', async () => {
    await inFolder(async (parent) => {
      const heart = { heartbeatMs: 5 };
      const beatsAgain = async (lock: FileLock) => {
        const { mtimeMs } = await stat(lock.path);
        while ((await stat(lock.path)).mtimeMs === mtimeMs) {
          await setImmediate();
        }
      };
      // In one step, so that there is no moment without anything in its place.
      const pointTo = async (target: string) => {
        await symlink(target, `${folder}-next`);
        await rename(`${folder}-next`, folder);
      };
      const folder = path.join(parent, 'disk');
      await mkdir(`${folder}-there`);
      await writeFile(`${folder}-error`, 'What is inside of this cannot be read.');
      await pointTo(`${folder}-there`);
      const witness = new FileLock(path.join(parent, 'witness.sqlite'), never, heart);
      const lock = new FileLock(path.join(folder, 'data.sqlite'), never, heart);
      assert.deepEqual([await witness.tryAcquire(), await lock.tryAcquire()], [true, true]);
      await pointTo(`${folder}-error`);
      for (let beats = 0; beats < 4; beats += 1) {
        await beatsAgain(witness);
      }
      assert.equal(await lock.isMine(), false, 'nobody knows');
      await pointTo(`${folder}-there`);
      await beatsAgain(lock);
      assert.equal(await lock.isMine(), true);
      await Promise.all([lock.release(), witness.release()]);
    });
  });

  it('is taken by one of many that ask at the same time', async () => {
    await inFolder(async (folder) => {
      const locks = Array.from({ length: 20 }, () => new FileLock(path.join(folder, 'data.sqlite'), never));
      const answers = await Promise.all(locks.map((lock) => lock.tryAcquire()));
      assert.equal(answers.filter(Boolean).length, 1);
      await Promise.all(locks.map((lock) => lock.release()));
    });
  });

  it('passes on at once when the process that has it is killed', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const child = await owningProcess(file);
      const lock = new FileLock(file, never);
      assert.equal(await lock.tryAcquire(), false);
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.equal(await lock.tryAcquire(), true);
      await lock.release();
    });
  });

  it('of another machine passes on when it shows no life for a while, and only then', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const elsewhere = (at: number) =>
        writeFile(`${file}.lock`, JSON.stringify({ token: `t${at}`, pid: 1, place: 'another machine' }));
      const lock = new FileLock(file, never, { patience: 3 });
      await elsewhere(0);
      for (let look = 0; look < 3; look += 1) {
        assert.equal(await lock.tryAcquire(), false);
      }
      await elsewhere(1);
      for (let look = 0; look < 3; look += 1) {
        assert.equal(await lock.tryAcquire(), false);
      }
      assert.equal(await lock.tryAcquire(), true);
      await lock.release();
    });
  });

  const strange = {
    'no JSON': (at: string) => writeFile(at, '{'),
    'nothing in it': (at: string) => writeFile(at, ''),
    'the process 0': (at: string) => writeFile(at, JSON.stringify({ token: 'x', pid: 0, place: '' })),
    'a size of 1 MB': (at: string) => writeFile(at, `"${'x'.repeat(1_000_000)}"`),
    'a link to what never ends': (at: string) => symlink('/dev/zero', at),
  };
  for (const [what, make] of Object.entries(strange)) {
    it(`that a stranger made, with ${what}, is waited for, and then replaced`, async () => {
      await inFolder(async (folder) => {
        const file = path.join(folder, 'data.sqlite');
        await make(`${file}.lock`);
        const lock = new FileLock(file, never, { patience: 1 });
        assert.equal(await lock.tryAcquire(), false);
        assert.equal(await lock.tryAcquire(), true);
        await lock.release();
      });
    });
  }

  it('tells its owner when somebody took it away', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const { promise: lost, resolve: onLost } = Promise.withResolvers<void>();
      const lock = new FileLock(file, onLost, { heartbeatMs: 5 });
      await lock.tryAcquire();
      await rm(`${file}.lock`);
      // The heartbeat keeps no process alive.
      const alive = setInterval(() => undefined, 1000);
      await lost;
      clearInterval(alive);
      assert.equal(await lock.isMine(), false);
      assert.equal(await lock.tryAcquire(), true);
      await lock.release();
    });
  });

  it('shows life: its file changes while it is had', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const lock = new FileLock(file, never, { heartbeatMs: 5 });
      await lock.tryAcquire();
      const patient = new FileLock(file, never, { patience: 1 });
      const owner = JSON.parse(await readFile(`${file}.lock`, 'utf8'));
      const { mtimeMs } = await stat(`${file}.lock`);
      assert.equal(owner.pid, process.pid);
      let now = mtimeMs;
      while (now === mtimeMs) {
        await setImmediate();
        now = (await stat(`${file}.lock`)).mtimeMs;
      }
      assert.equal(await patient.tryAcquire(), false);
      await lock.release();
    });
  });

  it('cannot be taken where its folder is missing, and says so', async () => {
    await inFolder(async (folder) => {
      const lock = new FileLock(path.join(folder, 'none', 'data.sqlite'), never);
      await assert.rejects(lock.tryAcquire(), { code: 'ENOENT' });
      await mkdir(path.join(folder, 'none'));
      assert.equal(await lock.tryAcquire(), true);
      await lock.release();
    });
  });
});

describe('the ownership of a database', () => {
  it('is not waited for after it was given up, also while it was being asked for', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const other = new FileLock(file, never);
      await other.tryAcquire();
      const ownership = new Ownership({ file, readOnly: false }, never);
      const claimed = ownership.claim();
      await ownership.release();
      assert.equal((await claimed)?.reason, 'locked');
      await other.release();
      // Longer than who waits takes until it looks again.
      await setTimeout(1_500);
      assert.deepEqual(await readdir(folder), []);
    });
  });
});

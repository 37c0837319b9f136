import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { lstat, open, readFile, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';

/*
 * A file beside the database says which window may change it. Not proper-lockfile, the usual package: for a window that
 * was killed it has others wait until the lock grows stale, and it hooks into `fs` and the signals of a process that
 * VS Code shares between all extensions.
 */

/** Who holds the lock, as the lock file tells. */
interface Owner {
  readonly token: string;
  readonly pid: number;
  /** Where `pid` means something. */
  readonly place: string;
}

export interface LockOptions {
  /** How often the owner shows that it lives. */
  readonly heartbeatMs?: number;
  /** How many times another one must look and see no heartbeat before it takes the lock over. */
  readonly patience?: number;
}

/** Longer than any lock file that we write. */
const maxLockFileBytes = 4096;

/** A lock on a file, which one process at a time has, and none for long after it died. */
export class FileLock {
  readonly path: string;
  readonly #heartbeatMs: number;
  readonly #patience: number;
  readonly #onLost: () => void;
  readonly #token = randomUUID();
  #heartbeat: NodeJS.Timeout | undefined;
  #seen = { what: '', times: 0 };

  /**
   * @param file The file to lock. Its folder must exist when the lock is taken.
   * @param onLost Told when somebody took the lock away: this process was asleep, or the lock file was deleted.
   */
  constructor(file: string, onLost: () => void, options: LockOptions = {}) {
    this.path = `${file}.lock`;
    this.#onLost = onLost;
    this.#heartbeatMs = options.heartbeatMs ?? 5_000;
    this.#patience = options.patience ?? 30;
  }

  /**
   * Takes the lock, where nobody has it. One whose owner died on this machine is taken over at once; any other one
   * after `patience` calls that saw no heartbeat.
   * @returns Whether it is ours now.
   * @throws An error of the file system
   */
  async tryAcquire(): Promise<boolean> {
    // It may be ours without our knowing, where the disk did not answer for a moment.
    if ((await this.#create()) || (await this.#isOurs().catch(() => false))) {
      this.#heartbeat ??= setInterval(() => void this.#beat(), this.#heartbeatMs).unref();
      return true;
    }
    this.#forget();
    if (!(await this.#isAbandoned())) {
      return false;
    }
    await rm(this.path, { force: true });
    return await this.tryAcquire();
  }

  /** Whether the lock file can be read, and still says that the lock is ours. */
  async isMine(): Promise<boolean> {
    return this.#heartbeat !== undefined && (await this.#isOurs().catch(() => false));
  }

  async release(): Promise<void> {
    const isMine = await this.isMine();
    this.#forget();
    if (isMine) {
      await rm(this.path, { force: true });
    }
  }

  /** @throws An error of the file system */
  async #isOurs(): Promise<boolean> {
    return (await readOwner(this.path))?.token === this.#token;
  }

  async #create(): Promise<boolean> {
    const owner: Owner = { token: this.#token, pid: process.pid, place };
    try {
      await using file = await open(this.path, 'wx');
      await file.writeFile(JSON.stringify(owner)).catch(async (error: unknown) => {
        // An empty one would have everybody wait for nobody.
        await rm(this.path, { force: true });
        throw error;
      });
    } catch (error) {
      if (hasCode(error, 'EEXIST')) {
        return false;
      }
      throw error;
    }
    return true;
  }

  async #beat(): Promise<void> {
    try {
      if (await this.#isOurs()) {
        const now = new Date();
        await utimes(this.path, now, now);
      } else if (this.#heartbeat !== undefined) {
        this.#forget();
        this.#onLost();
      }
    } catch {
      // The disk may be back with the next one; what is written meanwhile asks `isMine` first.
    }
  }

  async #isAbandoned(): Promise<boolean> {
    const stats = await lstat(this.path).catch(() => undefined);
    if (stats === undefined) {
      return true;
    }
    const owner = await readOwner(this.path).catch(() => undefined);
    if (owner?.place === place && !isAlive(owner.pid)) {
      return true;
    }
    const what = `${owner?.token} ${stats.mtimeMs}`;
    this.#seen = { what, times: this.#seen.what === what ? this.#seen.times + 1 : 0 };
    return this.#seen.times >= this.#patience;
  }

  #forget(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

/**
 * What a lock file says; undefined for one that is being written, is not there, or was made by a stranger.
 * @throws An error of the file system
 */
async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > maxLockFileBytes) {
      return undefined;
    }
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isOwner(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

function isOwner(value: unknown): value is Owner {
  const owner = value as Partial<Record<keyof Owner, unknown>> | null;
  return (
    typeof owner === 'object' &&
    typeof owner?.token === 'string' &&
    typeof owner.place === 'string' &&
    Number.isInteger(owner.pid) &&
    Number(owner.pid) > 0
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/** This machine, and on Linux the container: process ids mean nothing outside of it. */
const place = [hostname(), processNamespace()].join(' ');

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return process.platform;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

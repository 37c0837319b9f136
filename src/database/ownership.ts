import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { TaskQueue } from '../shared/taskQueue.ts';
import { DatabaseError } from './api.ts';
import { checkInside } from './file.ts';
import { FileLock } from './lock.ts';

export interface OwnedFile {
  /** Absolute path of the database. */
  readonly file: string;
  /** The folder that the file must be in, also behind symbolic links; without it, it may be anywhere. */
  readonly folder?: string | undefined;
  /** Never change it, nor anything beside it. */
  readonly readOnly: boolean;
}

/** How often one that waits for another owner to go looks whether it has. */
const waitIntervalMs = 1_000;

/** Whether we may change a database file: one at a time may, and who comes later waits. */
export class Ownership {
  readonly #owned: OwnedFile;
  readonly #lock: FileLock;
  readonly #onChange: () => void;
  #denial: DatabaseError | undefined;
  /** Whether it was ours when we could look last. */
  #isOurs = false;
  #waiting: NodeJS.Timeout | undefined;
  /** Tries, and a release. */
  readonly #tries = new TaskQueue();

  /** @param onChange Told when `denial` changes by itself: the other owner has gone, or the lock was taken from us. */
  constructor(owned: OwnedFile, onChange: () => void) {
    this.#owned = owned;
    this.#onChange = onChange;
    this.#lock = new FileLock(owned.file, () => void this.#try(true));
  }

  /** Why we may not change the file, as far as it is known. */
  get denial(): DatabaseError | undefined {
    return this.#denial;
  }

  /** Asks for the file, before it is opened. Where another one has it, this goes on waiting for it. Returns `denial`. */
  claim(): Promise<DatabaseError | undefined> {
    this.#isOurs = false;
    return this.#try(false);
  }

  /** To be called before the file is written. @throws DatabaseError where it is not ours any more */
  async check(): Promise<void> {
    if (this.#owned.readOnly || (await this.#lock.isMine())) {
      return;
    }
    const refusal = await this.#try(true);
    if (refusal !== undefined) {
      throw refusal;
    }
  }

  /** Gives the file up, and waits for it no more. */
  release(): Promise<void> {
    this.#stopWaiting();
    return this.#tries.run(async () => {
      // The last try may have begun to wait anew.
      this.#stopWaiting();
      this.#denial = undefined;
      this.#isOurs = false;
      await this.#lock.release();
    });
  }

  /**
   * Tries wait for each other, and for a release. A disk that is away for a while has given the file to nobody else:
   * what is in memory may change meanwhile, and is refused to be saved only.
   * @param tell Whether to tell of a change.
   * @returns Why the file cannot be written now.
   */
  #try(tell: boolean): Promise<DatabaseError | undefined> {
    return this.#tries.run(async () => {
      const before = this.#denial;
      const refusal = await this.#acquire();
      const isLocked = refusal?.reason === 'locked';
      this.#isOurs = refusal === undefined || (this.#isOurs && !isLocked);
      this.#denial = this.#isOurs ? undefined : refusal;
      this.#waitWhile(isLocked || (this.#isOurs && refusal !== undefined));
      if (tell && before?.reason !== this.#denial?.reason) {
        this.#onChange();
      }
      return refusal;
    });
  }

  async #acquire(): Promise<DatabaseError | undefined> {
    const { file, folder, readOnly } = this.#owned;
    if (readOnly) {
      return new DatabaseError('readOnly', l10n.t('The database {0} is open for reading only.', file));
    }
    try {
      if (folder !== undefined) {
        checkInside(folder, file);
      }
      await mkdir(path.dirname(file), { recursive: true });
      return (await this.#lock.tryAcquire()) ? undefined : locked(file);
    } catch (error) {
      return DatabaseError.is(error) ? error : notWritable(file, error);
    }
  }

  #waitWhile(mayBecomeOurs: boolean): void {
    if (mayBecomeOurs) {
      this.#waiting ??= setInterval(() => void this.#try(true), waitIntervalMs).unref();
    } else {
      this.#stopWaiting();
    }
  }

  #stopWaiting(): void {
    clearInterval(this.#waiting);
    this.#waiting = undefined;
  }
}

function locked(file: string): DatabaseError {
  return new DatabaseError(
    'locked',
    l10n.t(
      'Another window has the database {0} open. This one shows the tables, and can change them as soon as the other one is closed.',
      file,
    ),
  );
}

function notWritable(file: string, error: unknown): DatabaseError {
  return new DatabaseError(
    'readOnly',
    l10n.t(
      'The database {0} can be read, but not changed: {1}.',
      file,
      error instanceof Error ? error.message : String(error),
    ),
    error,
  );
}

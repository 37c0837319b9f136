import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { DatabaseError, type DatabaseErrorReason } from '../api.ts';
import { replaceFile } from '../replacing.ts';

/** A file in the making, under another name in the same folder: it gets its own name once it is whole. */
export class ReplacementFile {
  readonly temporary: string;
  readonly #file: string;
  readonly #target: string;
  #descriptor: number | undefined;
  #bytes = 0;

  /** @throws DatabaseError readOnly, diskFull, fileSystem */
  constructor(file: string) {
    this.#file = file;
    try {
      this.#target = checkedTarget(file);
      const folder = path.dirname(this.#target);
      removeAbandoned(folder);
      // Not after the file's name, which may be as long as a name can be.
      this.temporary = path.join(folder, `.dataflows-export-${randomBytes(6).toString('hex')}.tmp`);
      // What only its owner may read stays so.
      const mode = statSync(this.#target, { throwIfNoEntry: false })?.mode;
      this.#descriptor = openSync(this.temporary, 'wx', mode === undefined ? undefined : mode & 0o777);
    } catch (error) {
      throw exportError(file, error);
    }
  }

  /** How many bytes were written. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws DatabaseError readOnly, diskFull, fileSystem */
  write(bytes: Uint8Array): void {
    this.#attempt((descriptor) => {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(descriptor, bytes, written);
      }
    });
    this.#bytes += bytes.length;
  }

  /** Puts the file in its place. @throws DatabaseError readOnly, diskFull, fileSystem */
  commit(): void {
    this.#attempt((descriptor) => {
      fsyncSync(descriptor);
      this.#close();
      replaceFile(this.temporary, this.#target);
    });
  }

  /** Leaves nothing behind. Does nothing after `commit`. */
  discard(): void {
    this.#close();
    rmSync(this.temporary, { force: true });
  }

  #attempt(work: (descriptor: number) => void): void {
    if (this.#descriptor === undefined) {
      throw new Error(`${this.#file} is closed`);
    }
    try {
      work(this.#descriptor);
    } catch (error) {
      throw exportError(this.#file, error);
    }
  }

  #close(): void {
    if (this.#descriptor !== undefined) {
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
    }
  }
}

/** An export that is being written touches its file many times a second. */
const longestPauseMs = 3_600_000;

/** Removes what exports left in a folder whose process died. Never throws: it must not keep anybody from an export. */
function removeAbandoned(folder: string): void {
  for (const name of namesIn(folder).filter((name) => /^\.dataflows-export-[0-9a-f]{12}\.tmp$/.test(name))) {
    const file = path.join(folder, name);
    try {
      const stats = lstatSync(file);
      if (stats.isFile() && Date.now() - stats.mtimeMs > longestPauseMs) {
        rmSync(file, { force: true });
      }
    } catch {
      // Another process was faster, or it is not ours to remove.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Where the file really is, if its name is a link. Fails early where it can be seen that the end would fail. */
function checkedTarget(file: string): string {
  if (!existsSync(file)) {
    return file;
  }
  if (statSync(file).isDirectory()) {
    throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
  }
  accessSync(file, constants.W_OK);
  return realpathSync(file);
}

/** What a person is told of a file that could not be written. */
export function exportError(file: string, error: unknown): DatabaseError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = failures[code];
  const [reason, sentence] = known ?? ['fileSystem', otherFailure];
  const details = error instanceof Error ? error.message : String(error);
  return new DatabaseError(reason, sentence(file, details), error);
}

type Failure = readonly [reason: DatabaseErrorReason, sentence: (file: string, details: string) => string];

const otherFailure: Failure[1] = (file, details) =>
  l10n.t('The file {0} could not be written: {1}.', file, details);

const full: Failure = [
  'diskFull',
  (file) =>
    l10n.t(
      'The file {0} could not be written: the disk is full. Free some space, or choose another folder.',
      file,
    ),
];
const readOnly: Failure = [
  'readOnly',
  (file) =>
    l10n.t(
      'The file {0} could not be written: it or its folder is read-only, or another program has it open. Choose another name or folder.',
      file,
    ),
];
const inUse: Failure = [
  'fileSystem',
  (file) =>
    l10n.t(
      'The file {0} could not be written: another program has it open. Close it there, or choose another name.',
      file,
    ),
];
const noFolder: Failure = [
  'fileSystem',
  (file) =>
    l10n.t(
      'The file {0} could not be written: there is no folder {1}. Choose another.',
      file,
      path.dirname(file),
    ),
];
const isFolder: Failure = [
  'fileSystem',
  (file) =>
    l10n.t('The file {0} could not be written: there is a folder of this name. Choose another name.', file),
];

/** Windows says EPERM or EACCES where another program has the file open, and seldom EBUSY. */
const failures: Readonly<Record<string, Failure>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  EBUSY: inUse,
  ETXTBSY: inUse,
  ENOENT: noFolder,
  ENOTDIR: noFolder,
  EISDIR: isFolder,
};

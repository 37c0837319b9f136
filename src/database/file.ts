import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { DatabaseError, type DatabaseErrorReason } from './api.ts';
import { leadsOutOf } from './containment.ts';
import { type FileStamp, headerLength, stampOf, stampOfFile, unfinishedFileOf } from './fileStamp.ts';
import { replaceFile } from './replacing.ts';

const magic = 'SQLite format 3\0';

/** What the engine can hold, and one read can bring. A larger file is not ours. */
const maxFileBytes = 2 * 1024 ** 3 - 1;

/** One write takes 2 GB at most, and a smaller piece shows a full disk sooner. */
const chunkLength = 64 * 1024 * 1024;

export interface ReadFile {
  /** Undefined where there is no file, or an empty one. */
  readonly bytes: Uint8Array | undefined;
  /** `PRAGMA user_version`, 0 where there is no database. */
  readonly format: number;
  readonly stamp: FileStamp;
}

/** Where SQLite's header has the `user_version` (https://sqlite.org/fileformat.html, 1.3). */
const formatOffset = 60;

/**
 * Reads a database file.
 * @throws DatabaseError notADatabase for anything but a whole SQLite file, unreadable
 */
export function readDatabaseFile(file: string): ReadFile {
  const { bytes, stamp } = readIfExists(file);
  if (bytes === undefined || bytes.length === 0) {
    return { bytes: undefined, format: 0, stamp };
  }
  if (bytes.length < headerLength || bytes.toString('latin1', 0, magic.length) !== magic) {
    throw new DatabaseError(
      'notADatabase',
      l10n.t('The file {0} is no SQLite database. Move it away, or choose another in the settings.', file),
    );
  }
  const expected = expectedLength(bytes);
  if (bytes.length < expected) {
    throw new DatabaseError(
      'notADatabase',
      l10n.t(
        'The database {0} is cut short: it has {1} of {2} bytes. Restore it from a copy, or move it away.',
        file,
        bytes.length,
        expected,
      ),
    );
  }
  return { bytes, format: bytes.readUInt32BE(formatOffset), stamp };
}

/** The length that a file's header promises (https://sqlite.org/fileformat.html, 1.3), or 0 if it says nothing. */
function expectedLength(header: Buffer): number {
  const changes = header.readUInt32BE(24);
  const countIsValidFor = header.readUInt32BE(92);
  const pageSize = header.readUInt16BE(16);
  return changes === countIsValidFor ? header.readUInt32BE(28) * (pageSize === 1 ? 65536 : pageSize) : 0;
}

function readIfExists(file: string): { readonly bytes: Buffer | undefined; readonly stamp: FileStamp } {
  try {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) {
      return { bytes: undefined, stamp: undefined };
    }
    return readRegular(file);
  } catch (error) {
    if (DatabaseError.is(error)) {
      throw error;
    }
    throw new DatabaseError(
      'unreadable',
      l10n.t('The database {0} could not be read: {1}.', file, messageOf(error)),
      error,
    );
  }
}

/** Without waiting for what never ends: a pipe, or a device, which a stranger's archive may hold. */
function readRegular(file: string): { readonly bytes: Buffer; readonly stamp: FileStamp } {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > maxFileBytes) {
      throw new DatabaseError(
        'unreadable',
        stats.isFile()
          ? l10n.t('The database {0} has more than 2 GB, and was not read. Move it away.', file)
          : l10n.t('{0} is no file, and was not read. Move it away.', file),
      );
    }
    const stamp = stampOf(descriptor);
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, length);
    }
    return { bytes: bytes.subarray(0, length), stamp };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Checks that the file is in a folder, also behind symbolic links. Whoever can change the folder can change them: so before
 * each use. @throws DatabaseError folderGone, outside
 */
export function checkInside(folder: string, file: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
    throw new DatabaseError(
      'folderGone',
      l10n.t('The folder {0} is not there any more. Put it back, or save the data elsewhere.', folder),
    );
  }
  if (leadsOutOf(folder, file)) {
    throw new DatabaseError(
      'outside',
      l10n.t(
        'The database {0} leads out of the folder, by a symbolic link. Put a file of the folder in its place, or choose another in the settings.',
        file,
      ),
    );
  }
}

/**
 * What became of a file since it was read or written last.
 * @throws DatabaseError unreadable
 */
export function fateOf(file: string, before: FileStamp): 'unchanged' | 'changed' | 'deleted' {
  try {
    const now = stampOfFile(file);
    return now === before ? 'unchanged' : now === undefined ? 'deleted' : 'changed';
  } catch (error) {
    throw new DatabaseError(
      'unreadable',
      l10n.t('The database {0} could not be read: {1}.', file, messageOf(error)),
      error,
    );
  }
}

/** @throws DatabaseError otherProgram, where another program has changes to the file that are not in it yet. */
export function checkFinished(file: string): void {
  const unfinished = unfinishedFileOf(targetOf(file));
  if (unfinished !== undefined) {
    throw new DatabaseError(
      'otherProgram',
      l10n.t(
        'Another program has the database {0} open, and keeps changes that are not in it yet in {1}. Close it there, or open and close the database once with sqlite3, then try again.',
        file,
        path.basename(unfinished),
      ),
    );
  }
}

/** Keeps the file as it is beside its successor, under a name that says of which format it is. Returns that name. */
export function keepBackup(file: string, format: number): string {
  const target = targetOf(file);
  const { dir, name, ext } = path.parse(target);
  for (let count = 1; ; count += 1) {
    const backup = path.join(dir, `${name}.format-${format}${count === 1 ? '' : `-${count}`}${ext}`);
    try {
      copyOnce(target, backup);
      return backup;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw writeError(file, error);
      }
    }
  }
}

/** The file is about to be replaced, not changed: a second name costs nothing. Not every file system has them. */
function copyOnce(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw error;
    }
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/**
 * Replaces a file as a whole: whenever this is interrupted, the file is the old one or the new one. Its folder is
 * made, its permissions are kept, and a symbolic link stays one. (write-file-atomic, the usual package, writes in one
 * call, which ends at 2 GB, and does not sync the folder.)
 * @param pieces Its content.
 * @param check Called last, before the old file goes, and again where that has to be tried again; what it throws keeps
 * the old file.
 * @returns How the file looks now.
 * @throws DatabaseError diskFull, readOnly, busy, fileSystem; the old file is intact then.
 */
export function writeDatabaseFile(
  file: string,
  pieces: readonly Uint8Array[],
  check?: () => void,
): FileStamp {
  try {
    return writeAndReplace(targetOf(file), pieces, check);
  } catch (error) {
    throw DatabaseError.is(error) ? error : writeError(file, error);
  }
}

function writeAndReplace(
  target: string,
  pieces: readonly Uint8Array[],
  check: (() => void) | undefined,
): FileStamp {
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true });
  const temporary = path.join(
    folder,
    `${temporaryPrefix(target)}${randomBytes(6).toString('hex')}${temporarySuffix}`,
  );
  let stamp: FileStamp;
  try {
    stamp = writeSynced(temporary, pieces, statSync(target, { throwIfNoEntry: false })?.mode);
    replaceFile(temporary, target, check);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
  return stamp;
}

function writeSynced(file: string, pieces: readonly Uint8Array[], mode: number | undefined): FileStamp {
  const descriptor = openSync(file, 'wx+');
  try {
    if (mode !== undefined) {
      fchmodSync(descriptor, mode & 0o777);
    }
    for (const piece of pieces) {
      writeWhole(descriptor, piece);
    }
    fsyncSync(descriptor);
    return stampOf(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, Math.min(chunkLength, bytes.length - written));
  }
}

/**
 * Makes the rename last through a power cut. Not every file system can, nor Windows, and not every folder that can be
 * written can be read: the file is in its place all the same, so that its save has not failed. SQLite passes over
 * these errors as well.
 */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // See above.
  }
}

/** Where a link leads, also when nothing is there yet. */
function targetOf(file: string): string {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return file;
  }
  try {
    return realpathSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return path.resolve(path.dirname(file), readlinkSync(file));
    }
    throw error;
  }
}

const temporarySuffix = '.tmp';

function temporaryPrefix(file: string): string {
  return `.${path.basename(file)}.`;
}

/** Removes what a crash in the middle of a write left behind. Only the owner of the file may call it. */
export function removeLeftovers(file: string): void {
  const target = targetOf(file);
  const folder = path.dirname(target);
  const pattern = /^[0-9a-f]{12}$/;
  for (const name of listIfExists(folder)) {
    const prefix = temporaryPrefix(target);
    const middle = name.slice(prefix.length, -temporarySuffix.length);
    if (name.startsWith(prefix) && name.endsWith(temporarySuffix) && pattern.test(middle)) {
      rmSync(path.join(folder, name), { force: true });
    }
  }
}

/** Tidying up must not keep a person from opening: a folder that cannot be listed has nothing to tidy. */
function listIfExists(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What a person is told of a write that failed. */
export function writeError(file: string, error: unknown): DatabaseError {
  const message = messageOf(error);
  const reason = reasons[codeOf(error) ?? ''] ?? 'fileSystem';
  if (reason === 'diskFull') {
    return new DatabaseError(
      reason,
      l10n.t(
        'The database {0} could not be written: the disk is full. Free some space and save again.',
        file,
      ),
      error,
    );
  }
  if (reason === 'busy') {
    return new DatabaseError(
      reason,
      l10n.t(
        'The database {0} could not be written: another program keeps the file locked ({1}). Close it there and save again.',
        file,
        message,
      ),
      error,
    );
  }
  if (reason === 'readOnly') {
    return new DatabaseError(
      reason,
      l10n.t(
        'The database {0} could not be written: the file or its folder is read-only ({1}). Make it writable and save again, or save it elsewhere.',
        file,
        message,
      ),
      error,
    );
  }
  return new DatabaseError(
    reason,
    l10n.t('The database {0} could not be written: {1}.', file, message),
    error,
  );
}

const reasons: Readonly<Record<string, DatabaseErrorReason>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  EROFS: 'readOnly',
  EBUSY: 'busy',
  ETXTBSY: 'busy',
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

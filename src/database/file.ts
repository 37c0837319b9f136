import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { DatabaseError, type DatabaseErrorReason } from './api.ts';

const headerLength = 100;
const magic = 'SQLite format 3\0';

/** One write takes 2 GB at most, and a smaller piece shows a full disk sooner. */
const chunkLength = 64 * 1024 * 1024;

/**
 * Reads a database file.
 * @returns Its content, or undefined where there is no file, or an empty one.
 * @throws DatabaseError notADatabase for anything but a whole SQLite file, fileSystem
 */
export function readDatabaseFile(file: string): Uint8Array | undefined {
  const bytes = readIfExists(file);
  if (bytes === undefined || bytes.length === 0) {
    return undefined;
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
  return bytes;
}

/** The length that a file's header promises (https://sqlite.org/fileformat.html, 1.3), or 0 if it says nothing. */
function expectedLength(header: Buffer): number {
  const changes = header.readUInt32BE(24);
  const countIsValidFor = header.readUInt32BE(92);
  const pageSize = header.readUInt16BE(16);
  return changes === countIsValidFor ? header.readUInt32BE(28) * (pageSize === 1 ? 65536 : pageSize) : 0;
}

function readIfExists(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }
    throw new DatabaseError(
      'fileSystem',
      l10n.t('The database {0} could not be read: {1}.', file, messageOf(error)),
      error,
    );
  }
}

/**
 * Replaces a file as a whole: whenever this is interrupted, the file is the old one or the new one. Its folder is
 * made, its permissions are kept, and a symbolic link stays one. (write-file-atomic, the usual package, writes in one
 * call, which ends at 2 GB, and does not sync the folder.)
 * @throws DatabaseError diskFull, readOnly, fileSystem; the old file is intact then.
 */
export function writeDatabaseFile(file: string, bytes: Uint8Array): void {
  try {
    replaceFile(targetOf(file), bytes);
  } catch (error) {
    throw writeError(file, error);
  }
}

function replaceFile(target: string, bytes: Uint8Array): void {
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true });
  const temporary = path.join(
    folder,
    `${temporaryPrefix(target)}${randomBytes(6).toString('hex')}${temporarySuffix}`,
  );
  try {
    writeSynced(temporary, bytes, statSync(target, { throwIfNoEntry: false })?.mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function writeSynced(file: string, bytes: Uint8Array, mode: number | undefined): void {
  const descriptor = openSync(file, 'wx');
  try {
    if (mode !== undefined) {
      fchmodSync(descriptor, mode & 0o777);
    }
    writeWhole(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, Math.min(chunkLength, bytes.length - written));
  }
}

/** Makes the rename last through a power cut. Windows has no such call for folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') {
    return;
  }
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
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
  if (reason === 'readOnly') {
    return new DatabaseError(
      reason,
      l10n.t(
        'The database {0} could not be written: the file or its folder is read-only ({1}).',
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
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

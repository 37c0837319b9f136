import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** SQLite's header: it holds a counter that every program that writes the file raises. */
export const headerLength = 100;

/** How a file on disk looked, to tell later whether it is still the same. Undefined: there was no file. */
export type FileStamp = string | undefined;

/** @throws An error of the file system, but for what is no file. */
export function stampOfFile(file: string): FileStamp {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return undefined;
  }
  const descriptor = openSync(file, 'r');
  try {
    return stampOf(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Size and time alone would miss a change within one tick of a coarse clock; the inode would tell of changes where a
 * folder was only synchronized.
 */
export function stampOf(descriptor: number): string {
  const { size, mtimeNs } = fstatSync(descriptor, { bigint: true });
  const header = Buffer.alloc(headerLength);
  const length = readSync(descriptor, header, 0, headerLength, 0);
  return `${size} ${mtimeNs} ${header.toString('base64', 0, length)}`;
}

/** What begins a journal of changes that are not finished (https://sqlite.org/fileformat.html, 3). */
const journalMagic = Buffer.from('d9d505f920a163d7', 'hex');

/**
 * The file beside a database in which another program has changes that the database itself lacks: its write-ahead log, or
 * the journal of a transaction under way. Undefined where there is none.
 */
export function unfinishedFileOf(file: string): string | undefined {
  const log = `${file}-wal`;
  const journal = `${file}-journal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    return log;
  }
  return beginsWith(journal, journalMagic) ? journal : undefined;
}

function beginsWith(file: string, bytes: Buffer): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return false;
  }
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(bytes.length);
    return readSync(descriptor, start, 0, start.length, 0) === start.length && start.equals(bytes);
  } finally {
    closeSync(descriptor);
  }
}

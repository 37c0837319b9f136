import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { DatabaseError } from './api.ts';
import { writeDatabaseFile, writeError } from './file.ts';

/*
 * A rescue copy: what a session could not save, kept elsewhere, so that it outlives the window. It is two files, the
 * database and a note beside it, which is written last: without it there is no copy.
 *
 * A person may leave one unanswered, and the next session may need its place. It waits under another name then, and has
 * its place back when that session's own copy is gone.
 */

/** From where a session goes on whose data is in a rescue copy. */
export interface RescueNote {
  /** How the database's file looked when the session read or wrote it last; null where there was none. */
  readonly stamp: string | null;
  /** The older format that the file had, of which the first save is to keep a backup. */
  readonly formerFormat: number | null;
  /** Milliseconds since 1970. */
  readonly rescuedAt: number;
}

export interface RescueCopy {
  readonly note: RescueNote;
  /** The size of the database. */
  readonly bytes: number;
}

/** What is left free on the disk that the copy is written to, beside it. */
const spareBytes = 50_000_000;

/** A copy that nobody has asked for in this time is given up. */
const longestStayMs = 30 * 24 * 3_600_000;

/** Where the rescue copy of a database is. @param folder Where all copies are. @param database An absolute path. */
export function rescueFileOf(folder: string, database: string): string {
  const name = createHash('sha256').update(database).digest('hex').slice(0, 32);
  return path.join(folder, `${name}.sqlite`);
}

/**
 * Writes a rescue copy, in the place of an earlier one.
 * @param keepEarlier Whether that one has to wait; otherwise it goes.
 * @throws DatabaseError, also where the disk has too little room
 */
export function writeRescue(
  file: string,
  pieces: readonly Uint8Array[],
  { note, keepEarlier }: { readonly note: RescueNote; readonly keepEarlier: boolean },
): void {
  const folder = path.dirname(file);
  const needed = pieces.reduce((sum, piece) => sum + piece.length, spareBytes);
  try {
    // It is no folder that its owner has chosen: nobody else is to look into it.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < needed) {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    }
  } catch (error) {
    throw writeError(file, error);
  }
  writeDatabaseFile(file, pieces, () => {
    if (keepEarlier) {
      setAside(file);
    }
    rmSync(noteOf(file), { force: true });
  });
  writeDatabaseFile(noteOf(file), [Buffer.from(JSON.stringify(note))]);
}

/** The rescue copy, if there is a whole one. */
export function findRescue(file: string): RescueCopy | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(noteOf(file), 'utf8'));
    return isNote(note) ? { note, bytes: statSync(file).size } : undefined;
  } catch {
    return undefined;
  }
}

/** @throws DatabaseError where there is none */
export function rescueNote(file: string): RescueNote {
  const copy = findRescue(file);
  if (copy === undefined) {
    throw new DatabaseError('unreadable', l10n.t('What was kept aside is not there any more.'));
  }
  return copy.note;
}

/** Removes the rescue copy. Where an earlier one waits, that is the rescue copy from now on. */
export function removeRescue(file: string): void {
  // The copy itself last: without its note it is none.
  rmSync(noteOf(file), { force: true });
  rmSync(file, { force: true });
  try {
    const latest = waitingBeside(file).at(-1);
    if (latest !== undefined) {
      move(latest, file);
    }
  } catch {
    // It goes on waiting; what was to be removed is.
  }
}

function setAside(file: string): void {
  const earlier = findRescue(file);
  if (earlier !== undefined) {
    move(file, `${file}.${earlier.note.rescuedAt}`);
  }
}

/** Whenever this is interrupted, there is a whole copy in one of both places. */
function move(from: string, to: string): void {
  copyFileSync(noteOf(from), noteOf(to));
  renameSync(from, to);
  rmSync(noteOf(from), { force: true });
}

/** The copies that wait for their place, oldest first. */
function waitingBeside(file: string): readonly string[] {
  const prefix = `${path.basename(file)}.`;
  return readdirSync(path.dirname(file))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)))
    .map((name) => path.join(path.dirname(file), name))
    .filter((copy) => findRescue(copy) !== undefined);
}

/** Removes what nobody has asked for in a month, of whatever database. @param folder Where all copies are. */
export function removeOldRescues(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (Date.now() - statSync(file).mtimeMs > longestStayMs) {
        rmSync(file);
      }
    }
  } catch {
    // There is no such folder yet, or another window was quicker.
  }
}

function isNote(value: unknown): value is RescueNote {
  const { stamp, formerFormat, rescuedAt } = Object(value);
  return (
    (stamp === null || typeof stamp === 'string') &&
    (formerFormat === null || typeof formerFormat === 'number') &&
    typeof rescuedAt === 'number'
  );
}

function noteOf(file: string): string {
  return `${file}.json`;
}

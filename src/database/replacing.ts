import { accessSync, constants, renameSync } from 'node:fs';

/**
 * On Windows a file cannot be replaced while another program has it open. A virus scanner or an indexer has it for a
 * moment only; who has it for longer has to be closed by the person.
 */
const patienceMs = process.platform === 'win32' ? 2_000 : 0;
const pauseMs = 50;

/**
 * Puts a file in the place of another one. Belongs into a worker: it may hold the thread up.
 * @param check Called before each try; what it throws keeps the other one.
 * @throws An error of the file system
 */
export function replaceFile(from: string, to: string, check?: () => void): void {
  const replace = () => {
    check?.();
    renameSync(from, to);
  };
  try {
    patiently(replace, patienceMs);
  } catch (error) {
    throw isInUse(to, error) ? Object.assign(new Error(error.message), { code: 'EBUSY' }) : error;
  }
}

/** Repeats what fails because another program may have the file open, for some time. */
export function patiently(action: () => void, forMs: number): void {
  for (const end = performance.now() + forMs; ; ) {
    try {
      action();
      return;
    } catch (error) {
      if (!mayBeInUse(error) || performance.now() >= end) {
        throw error;
      }
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
}

/** Whether a file could not be replaced because another program has it open, and not because it is read-only. */
export function isInUse(file: string, error: unknown, platform = process.platform): error is Error {
  if (platform !== 'win32' || !mayBeInUse(error)) {
    return false;
  }
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Windows has the same codes for both. */
function mayBeInUse(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EPERM' || error.code === 'EACCES' || error.code === 'EBUSY')
  );
}

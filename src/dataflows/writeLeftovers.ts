import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** write-file-atomic's temporary files do not tell whose they are; but a write takes milliseconds. */
const longestWriteMs = 3_600_000;

/**
 * Removes what processes that died in the middle of a write left beside the files of these names: write-file-atomic adds a
 * dot and a number to the name. Never throws: tidying up must not keep anybody from anything.
 */
export async function removeWriteLeftovers(folder: string, names: readonly string[]): Promise<void> {
  for (const entry of await readdir(folder).catch(() => [])) {
    const isTemporary = names.some(
      (name) => entry.startsWith(`${name}.`) && /^\d+$/.test(entry.slice(name.length + 1)),
    );
    const path = join(folder, entry);
    if (isTemporary && (await isAbandoned(path))) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isFile() === true && Date.now() - stats.mtimeMs > longestWriteMs;
}

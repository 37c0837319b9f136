import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lock } from 'proper-lockfile';

export interface Installation {
  /** What is installed, for the messages. */
  readonly title: string;
  /** Changes when the installed thing must be made anew. */
  readonly version: string;
  /** Where: a folder of its own. */
  readonly directory: string;
  /** Fills the empty folder. */
  install(): Promise<void>;
}

/**
 * Installs something into the cache, once. A stamp written last tells a finished installation from one that was
 * interrupted, which is made again; of several processes at the same time one installs and the others wait.
 */
export async function installOnce(installation: Installation): Promise<void> {
  const { directory, title, version } = installation;
  if (await isInstalled(installation)) {
    return;
  }
  await mkdir(path.dirname(directory), { recursive: true });
  const release = await takeTurn(installation);
  try {
    if (await isInstalled(installation)) {
      return;
    }
    console.log(`Installing ${title} ${version} into ${path.relative(process.cwd(), directory)} …`);
    const started = performance.now();
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    await installation.install();
    await writeFile(stampOf(directory), version);
    console.log(`Installed ${title} in ${Math.round((performance.now() - started) / 1000)} s.`);
  } finally {
    await release();
  }
}

/** Waits until no other process installs here. Returns what ends the turn. */
async function takeTurn({ directory, title }: Installation): Promise<() => Promise<void>> {
  // A lock that its owner has not refreshed for 20 s belongs to a process that died.
  const options = { realpath: false, stale: 20_000, update: 5_000 };
  try {
    return await lock(directory, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
      throw error;
    }
    console.log(`Waiting for another process that installs ${title} …`);
    return await lock(directory, { ...options, retries: { retries: 600, factor: 1, minTimeout: 1000 } });
  }
}

async function isInstalled({ directory, version }: Installation): Promise<boolean> {
  try {
    return (await readFile(stampOf(directory), 'utf8')) === version;
  } catch {
    return false;
  }
}

function stampOf(directory: string): string {
  return path.join(directory, '.installed');
}

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
  // A lock that its owner has not refreshed for a minute belongs to a process that died.
  const release = await lock(directory, {
    realpath: false,
    stale: 60_000,
    update: 10_000,
    retries: { retries: 600, factor: 1, minTimeout: 1000 },
  });
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

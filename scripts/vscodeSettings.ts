import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/** Keeps a window quiet: nothing opens, asks or calls out by itself. */
export const quietSettings: Settings = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * Adds to the person's settings of a server. Settings of machine scope, such as `dataflows.stripe.apiBase`, count
 * only in the machine's own file: see {@link writeMachineSettings}.
 */
export async function writeUserSettings(userDataDir: string, settings: Settings): Promise<void> {
  await addTo(path.join(userDataDir, 'User', 'settings.json'), settings);
}

/** Adds to the settings of the machine that a server runs on. `undefined` takes a setting away. */
export async function writeMachineSettings(userDataDir: string, settings: Settings): Promise<void> {
  await addTo(path.join(userDataDir, 'Machine', 'settings.json'), settings);
}

async function addTo(file: string, settings: Settings): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...(await read(file)), ...settings }, undefined, 2));
}

async function read(file: string): Promise<Settings> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Settings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return {};
    }
    throw new Error(`${file} cannot be read.`, { cause: error });
  }
}

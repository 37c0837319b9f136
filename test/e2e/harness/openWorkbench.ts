import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../scripts/browser.ts';
import { packageExtension } from '../../../scripts/extensionPackage.ts';
import { cacheDir, root } from '../../../scripts/paths.ts';
import { installExtension, linkExtension, startVsCodeServer } from '../../../scripts/vscodeServer.ts';
import {
  quietSettings,
  type Settings,
  writeMachineSettings,
  writeUserSettings,
} from '../../../scripts/vscodeSettings.ts';
import { installSaboteur, saboteurIsActive } from './sabotage.ts';
import { type Theme, themes } from './themes.ts';
import { Workbench } from './workbench.ts';

/** What files hold, by their relative paths. */
type Files = Readonly<Record<string, string | Uint8Array>>;

export interface WorkbenchOptions {
  /** A folder or a `.code-workspace` file; a fresh, empty folder by default; `null` for none. */
  readonly folder?: string | null;
  /** Files to write into the folder before it is opened. */
  readonly files?: Files;
  readonly settings?: Settings;
  /** Settings of machine scope: `dataflows.stripe.apiBase`. */
  readonly machineSettings?: Settings;
  /** Added to the environment of VS Code. */
  readonly env?: Readonly<Record<string, string>>;
  /** Asks whether the folder is trusted, as VS Code does by default: it opens in Restricted Mode. */
  readonly restricted?: boolean;
  /** Default: dark. */
  readonly theme?: Theme;
  /** Default: 1280 × 800. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The person's, as the browser tells it: `Asia/Tokyo`. Default: the machine's. */
  readonly timezone?: string;
  /** Lets {@link sabotage} make the disk and the database's thread fail. */
  readonly sabotage?: boolean;
  /** Default: what was built last, from this repository. */
  readonly extension?: 'built' | 'packaged';
  /** The folders of further extensions. */
  readonly others?: readonly string[];
}

let browser: Promise<Browser> | undefined;
let vsix: Promise<string> | undefined;
const open = new Set<Workbench>();

/** Opens a VS Code of its own, with fresh settings and state, which {@link Workbench.close} removes again. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'dataflows-e2e-'));
  const userDataDir = path.join(scratch, 'user-data');
  const extensionsDir = path.join(scratch, 'extensions');
  const folder = options.folder === undefined ? path.join(scratch, 'workspace') : options.folder;
  await writeFiles(folder, options.files ?? {});
  await writeUserSettings(userDataDir, userSettings(options));
  await writeMachineSettings(userDataDir, options.machineSettings ?? {});
  await addExtension(options.extension ?? 'built', extensionsDir);
  for (const other of options.others ?? []) {
    await linkExtension(other, extensionsDir);
  }
  if (options.sabotage === true) {
    await installSaboteur(extensionsDir);
  }

  browser ??= launchBrowser();
  const context = await (await browser).newContext({
    viewport: options.viewport ?? { width: 1280, height: 800 },
    ...(options.timezone === undefined ? {} : { timezoneId: options.timezone }),
  });
  const server = await startVsCodeServer({
    userDataDir,
    extensionsDir,
    env: options.env ?? {},
    // The packaged one is tested among all that VS Code comes with.
    bare: options.extension !== 'packaged',
  });
  const workbench = new Workbench({
    context,
    server,
    folder: folder ?? undefined,
    userDataDir,
    extensionsDir,
    async dispose() {
      open.delete(workbench);
      await context.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  });
  open.add(workbench);
  await workbench.openWindow();
  if (options.sabotage === true) {
    await saboteurIsActive(extensionsDir);
  }
  return workbench;
}

/** The workbenches that no test has closed yet. */
export function openWorkbenches(): readonly Workbench[] {
  return [...open];
}

/** Closes what tests left open, and the browser they shared. */
export async function closeAll(): Promise<void> {
  for (const workbench of open) {
    await workbench.close();
  }
  await (await browser)?.close();
  browser = undefined;
}

function userSettings({ theme = 'dark', restricted = false, settings }: WorkbenchOptions): Settings {
  return {
    ...quietSettings,
    'workbench.colorTheme': themes[theme].id,
    'security.workspace.trust.enabled': restricted,
    'security.workspace.trust.startupPrompt': 'never',
    ...settings,
  };
}

async function addExtension(extension: 'built' | 'packaged', extensionsDir: string): Promise<void> {
  if (extension === 'built') {
    await linkExtension(root, extensionsDir);
  } else {
    vsix ??= packageExtension(path.join(cacheDir, 'package'));
    await installExtension(await vsix, extensionsDir);
  }
}

async function writeFiles(folder: string | null, files: Files): Promise<void> {
  if (folder === null) {
    return;
  }
  if (!folder.endsWith('.code-workspace')) {
    await mkdir(folder, { recursive: true });
  }
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

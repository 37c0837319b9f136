import * as vscode from 'vscode';
import { defaultKeepRuns } from '../database/api.ts';
import { fileInFolder } from '../database/containment.ts';

/** The settings, by the keys that package.json contributes. */
export const databasePathKey = 'dataflows.databasePath';
const maxDatabaseSizeKey = 'dataflows.maxDatabaseSizeMB';
const apiBaseKey = 'dataflows.stripe.apiBase';
const maxRequestsPerSecondKey = 'dataflows.stripe.maxRequestsPerSecond';

const formulaGuardKey = 'dataflows.export.csv.formulaGuard';
const keepRunsKey = 'dataflows.rollback.keepRuns';

const defaultDatabasePath = '.dataflows/dataflows.sqlite';
const defaultApiBase = 'https://api.stripe.com';
/** Megabytes of a million bytes: the default, and between what a person can set it. */
const databaseSize = { default: 1000, smallest: 10, largest: 2000 };

export type SettingErrorReason = 'databasePath' | 'apiBase';

/** A setting that cannot be used, as a sentence for the person. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly reason: SettingErrorReason;

  constructor(reason: SettingErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Where the folder's database is: absolute, and always inside the folder, also behind symbolic links, since both the
 * setting and the folder may come from a stranger. @throws SettingError
 */
export function databasePath(folder: vscode.Uri): string {
  const value = vscode.workspace.getConfiguration(undefined, folder).get<unknown>(databasePathKey);
  const path = typeof value === 'string' && value.trim() !== '' ? value.trim() : defaultDatabasePath;
  const file = fileInFolder(folder.fsPath, path);
  if (file === undefined) {
    throw new SettingError(
      'databasePath',
      vscode.l10n.t(
        'The setting {0} must be a path inside the workspace folder, and “{1}” is not.',
        databasePathKey,
        path,
      ),
    );
  }
  return file;
}

/**
 * Where the Stripe API is. A key is sent there: only the person's own settings count, never a workspace's, and only an
 * encrypted or a loopback address. @throws SettingError
 */
export function stripeApiBase(): string {
  const inspected = vscode.workspace.getConfiguration().inspect<unknown>(apiBaseKey);
  const value = inspected?.globalValue ?? defaultApiBase;
  const url = typeof value === 'string' ? parseUrl(value) : undefined;
  const loopback = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopback))) {
    throw new SettingError(
      'apiBase',
      vscode.l10n.t(
        'The setting {0} must be an https: address or a loopback address, and “{1}” is not.',
        apiBaseKey,
        String(value),
      ),
    );
  }
  return url.origin;
}

/** The person's own ceiling on requests per second; 0 for none. A workspace's value does not count. */
export function maxRequestsPerSecond(): number {
  const value = vscode.workspace.getConfiguration().inspect<unknown>(maxRequestsPerSecondKey)?.globalValue;
  return typeof value === 'number' && value > 0 ? value : 0;
}

/** How many runs of each dataflow can be rolled back. */
export function keepRuns(folder: vscode.Uri): number {
  const value = vscode.workspace.getConfiguration(undefined, folder).get<unknown>(keepRunsKey);
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : defaultKeepRuns;
}

/** The size in bytes at which an import stops: the person's own setting, which no workspace can raise. */
export function maxDatabaseBytes(): number {
  const value = vscode.workspace.getConfiguration().inspect<unknown>(maxDatabaseSizeKey)?.globalValue;
  const { default: usual, smallest, largest } = databaseSize;
  const megabytes = typeof value === 'number' && Number.isFinite(value) ? value : usual;
  return Math.min(Math.max(megabytes, smallest), largest) * 1_000_000;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Whether formulas in a CSV file are kept from running; a workspace, which may be a stranger's, has no say in it. */
export function guardsFormulas(): boolean {
  return vscode.workspace.getConfiguration().inspect<unknown>(formulaGuardKey)?.globalValue !== false;
}

import * as vscode from 'vscode';
import { ConnectorError } from '../connectors/connector.ts';
import { DatabaseError, SaveError } from '../database/api.ts';
import { DefinitionsError } from '../dataflows/definitionsFile.ts';
import { RunError } from '../dataflows/runEvents.ts';
import { ApiKeyStoreError } from './apiKeys.ts';
import { UnknownTargetError } from './commands/targets.ts';
import type { Logs } from './log.ts';
import { plainText } from './plainText.ts';
import { SettingError } from './settings.ts';
import { withShownPaths } from './shownPaths.ts';

/** Something is off because the person has not said that the folder is to be trusted. */
export class UntrustedError extends Error {
  override readonly name = 'UntrustedError';

  constructor() {
    super(
      vscode.l10n.t(
        'This folder is open in Restricted Mode: its tables can be looked at, but nothing can be run or changed until you trust it.',
      ),
    );
  }
}

/** Needs a folder, and none is open. */
export class NoFolderError extends Error {
  override readonly name = 'NoFolderError';

  constructor() {
    super(vscode.l10n.t('Dataflows keeps its data in a folder. Open a folder first.'));
  }
}

/** A button of a message, and what it does. */
interface WayOut {
  readonly label: string;
  readonly go: () => unknown;
}

/** Tells the person what went wrong, with a way out, and keeps the details in the log. Returns at once. */
export function showProblem(error: unknown, logs: Logs, dataflow?: string): void {
  logs.error('A command failed', error);
  const sentence = isSentence(error)
    ? error.message
    : vscode.l10n.t(
        'Something unexpected happened: {0}',
        error instanceof Error ? error.message : String(error),
      );
  // A dead database is no matter of one dataflow; and what is the same in all is shown once.
  const isOfAll = DatabaseError.is(error, 'workerDied');
  const message = dataflow === undefined || isOfAll ? sentence : `${dataflow}: ${sentence}`;
  const waysOut = waysOutOf(error, logs, dataflow);
  void vscode.window
    .showErrorMessage(plainText(withShownPaths(message)), ...waysOut.map((way) => way.label))
    .then((label) => {
      waysOut.find((way) => way.label === label)?.go();
    });
}

/** Errors whose message was written for the person. */
function isSentence(error: unknown): error is Error {
  return [
    ConnectorError,
    DatabaseError,
    DefinitionsError,
    RunError,
    SettingError,
    ApiKeyStoreError,
    UnknownTargetError,
    UntrustedError,
    NoFolderError,
  ].some((kind) => error instanceof kind);
}

function waysOutOf(error: unknown, logs: Logs, dataflow: string | undefined): readonly WayOut[] {
  const run =
    (command: string, ...args: readonly unknown[]) =>
    () =>
      vscode.commands.executeCommand(command, ...args);
  if (error instanceof UntrustedError) {
    return [{ label: vscode.l10n.t('Manage Workspace Trust'), go: run('workbench.trust.manage') }];
  }
  if (error instanceof NoFolderError) {
    return [{ label: vscode.l10n.t('Open Folder'), go: run('vscode.openFolder') }];
  }
  const isInDefinitions =
    DefinitionsError.is(error, 'notJson', 'wrongShape', 'newerVersion') ||
    DatabaseError.is(error, 'otherResource', 'nameTaken');
  if (isInDefinitions) {
    return [{ label: vscode.l10n.t('Open dataflows.json'), go: run('dataflows.openDefinitions') }];
  }
  if (error instanceof SaveError) {
    const isConflict = DatabaseError.is(error, 'changedOnDisk', 'deletedOnDisk');
    return [
      {
        label: isConflict ? vscode.l10n.t('Decide…') : vscode.l10n.t('Retry'),
        go: run('dataflows.saveDatabase'),
      },
      { label: vscode.l10n.t('Save As…'), go: run('dataflows.saveDatabaseAs') },
    ];
  }
  if (DatabaseError.is(error, 'workerDied')) {
    return [{ label: vscode.l10n.t('Restart'), go: run('dataflows.refresh') }];
  }
  if (error instanceof SettingError) {
    return [
      {
        label: vscode.l10n.t('Open Settings'),
        go: run('workbench.action.openSettings', `dataflows.${error.reason}`),
      },
    ];
  }
  if (DatabaseError.is(error, 'sizeLimit')) {
    return [
      {
        label: vscode.l10n.t('Open Settings'),
        go: run('workbench.action.openSettings', 'dataflows.maxDatabaseSizeMB'),
      },
    ];
  }
  if (DatabaseError.is(error, 'newerVersion')) {
    return [
      { label: vscode.l10n.t('Check for Updates'), go: run('workbench.extensions.action.checkForUpdates') },
    ];
  }
  const aboutKey =
    ConnectorError.is(error, 'authentication', 'invalidKey') ||
    RunError.is(error, 'noApiKey', 'otherAccount');
  if (aboutKey && dataflow !== undefined) {
    return [{ label: vscode.l10n.t('Set API Key'), go: run('dataflows.setApiKey', dataflow) }];
  }
  if (dataflow !== undefined) {
    return [{ label: vscode.l10n.t('Run History'), go: run('dataflows.runHistory', dataflow) }];
  }
  return isSentence(error) ? [] : [{ label: vscode.l10n.t('Show Log'), go: () => logs.show() }];
}

import { stat } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import * as vscode from 'vscode';
import { DatabaseError } from '../../database/api.ts';
import { RunError } from '../../dataflows/runEvents.ts';
import { formatTime } from '../../dataflows/runHistory.ts';
import type { Session } from '../session.ts';
import { withShownPaths } from '../shownPaths.ts';

/** Saves what an earlier save could not write; asks where another program has changed the file meanwhile. */
export async function saveDatabase(session: Session): Promise<void> {
  try {
    await session.database.save();
  } catch (error) {
    if (!DatabaseError.is(error, 'changedOnDisk', 'deletedOnDisk')) {
      throw error;
    }
    await askAboutConflict(session, error);
    return;
  }
  tellSaved();
}

/** Two states of the data, and only the person knows which one counts. */
async function askAboutConflict(session: Session, conflict: DatabaseError): Promise<void> {
  const isDeleted = conflict.reason === 'deletedOnDisk';
  const overwrite = isDeleted ? vscode.l10n.t('Save Again') : vscode.l10n.t('Overwrite');
  const reload = isDeleted ? vscode.l10n.t('Start Empty') : vscode.l10n.t('Reload from Disk');
  const saveAs = vscode.l10n.t('Save As…');
  const isRunning = session.runner.running.length > 0;
  // The first is what Enter takes: what loses nothing.
  const [first, second] = isDeleted ? [overwrite, saveAs] : [saveAs, overwrite];
  const choice = await vscode.window.showWarningMessage(
    withShownPaths(conflict.message),
    { modal: true, detail: await describeChoices(session.databaseFile, isDeleted, isRunning) },
    first,
    second,
    ...(isRunning ? [] : [reload]),
  );
  if (choice === overwrite) {
    await session.database.save('all', true);
    tellSaved();
  } else if (choice === reload) {
    // An automatic refresh, or code, may have started one while the question was open.
    if (session.runner.running.length > 0) {
      throw new RunError(
        'alreadyRunning',
        vscode.l10n.t('A dataflow is running now: save the database again when its run has ended.'),
      );
    }
    session.database.forgetRescue();
    await session.database.reopen();
    session.data.reload();
  } else if (choice === saveAs) {
    await saveDatabaseAs(session);
  }
}

async function describeChoices(file: string, isDeleted: boolean, isRunning: boolean): Promise<string> {
  if (isDeleted) {
    return [
      vscode.l10n.t('Save Again: the database is written where it was.'),
      vscode.l10n.t('Save As…: it is written somewhere else.'),
      ...(isRunning ? [] : [vscode.l10n.t('Start Empty: the data is forgotten here as well.')]),
    ].join('\n');
  }
  return [
    vscode.l10n.t('Save As…: both stay, each in a file of its own.'),
    vscode.l10n.t(
      'Overwrite: what the other program has written at {0} is lost.',
      formatTime((await stat(file)).mtimeMs),
    ),
    ...(isRunning
      ? []
      : [vscode.l10n.t('Reload from Disk: what was imported here since the last save is lost.')]),
  ].join('\n');
}

/** Writes the data, saved or not, to another file. */
export async function saveDatabaseAs(session: Session): Promise<void> {
  const { dir, name, ext } = parse(session.databaseFile);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Database As'),
    defaultUri: vscode.Uri.file(join(dir, `${name}-copy${ext}`)),
    filters: { [vscode.l10n.t('SQLite databases')]: ['sqlite', 'db'] },
  });
  if (target === undefined) {
    return;
  }
  if (resolve(target.fsPath) === resolve(session.databaseFile)) {
    // The dialog has asked whether to replace it.
    await session.database.save('all', true);
    tellSaved();
    return;
  }
  await session.database.saveCopy(target.fsPath);
  void vscode.window.showInformationMessage(
    session.database.saveProblem === undefined
      ? vscode.l10n.t('The database was copied to {0}.', target.fsPath)
      : vscode.l10n.t(
          'The database was saved to {0}. The one of the workspace is still as it was before.',
          target.fsPath,
        ),
  );
}

function tellSaved(): void {
  vscode.window.setStatusBarMessage(vscode.l10n.t('The database is saved.'), 3000);
}

import * as vscode from 'vscode';
import type { Logs } from '../log.ts';
import { showProblem, UntrustedError } from '../problems.ts';
import type { Session } from '../session.ts';
import { newDataflow, newFromSample } from './create.ts';
import { exportTable } from './exportTable.ts';
import { deleteLeftovers } from './leftovers.ts';
import { editDataflow, openDefinitions, removeDataflow, setApiKey } from './manage.ts';
import { rollBackDataflow, rollBackTable } from './rollback.ts';
import { cancelRun, runAllDataflows, runDataflow, runDataflowInFull, showRunHistory } from './run.ts';
import { showRunChanges } from './runChanges.ts';
import { saveDatabase, saveDatabaseAs } from './save.ts';
import { copyName, copyTableName, previewTable, revealDatabase } from './tables.ts';
import { lostRow } from './targets.ts';
import { chooseGrouping, refreshViews } from './views.ts';

type CommandHandler = (session: Session, argument: unknown, more: unknown) => Promise<unknown>;

/** Every command, and whether it may be used in a folder that the person has not trusted. */
const commands: Readonly<Record<string, { readonly handler: CommandHandler; readonly untrusted: boolean }>> =
  {
    'dataflows.new': { handler: newDataflow, untrusted: false },
    'dataflows.newFromSample': { handler: newFromSample, untrusted: false },
    'dataflows.edit': { handler: editDataflow, untrusted: false },
    'dataflows.run': { handler: runDataflow, untrusted: false },
    'dataflows.runFull': { handler: runDataflowInFull, untrusted: false },
    'dataflows.runAll': { handler: runAllDataflows, untrusted: false },
    'dataflows.cancel': { handler: cancelRun, untrusted: true },
    'dataflows.rollback': { handler: rollBackDataflow, untrusted: false },
    'dataflows.rollbackTable': { handler: rollBackTable, untrusted: false },
    'dataflows.remove': { handler: removeDataflow, untrusted: false },
    'dataflows.deleteLeftovers': { handler: deleteLeftovers, untrusted: false },
    'dataflows.runHistory': { handler: showRunHistory, untrusted: true },
    'dataflows.showRunChanges': { handler: showRunChanges, untrusted: true },
    'dataflows.setApiKey': { handler: setApiKey, untrusted: false },
    'dataflows.groupBy': { handler: chooseGrouping, untrusted: true },
    'dataflows.refresh': { handler: refreshViews, untrusted: true },
    'dataflows.previewTable': { handler: previewTable, untrusted: true },
    'dataflows.exportTable': { handler: exportTable, untrusted: true },
    'dataflows.copyName': { handler: copyName, untrusted: true },
    'dataflows.copyTableName': { handler: copyTableName, untrusted: true },
    'dataflows.revealDatabase': { handler: revealDatabase, untrusted: true },
    'dataflows.saveDatabase': { handler: saveDatabase, untrusted: false },
    'dataflows.saveDatabaseAs': { handler: saveDatabaseAs, untrusted: false },
    'dataflows.openDefinitions': { handler: openDefinitions, untrusted: true },
  };

/**
 * Registers the commands. Code that calls one with a name gets its errors as rejections; a person who chose it from a
 * menu gets them as messages.
 * @param session Gives the parts for the open folder, or rejects where there are none.
 */
export function registerCommands(session: () => Promise<Session>, logs: Logs): vscode.Disposable {
  const registrations = Object.entries(commands).map(([id, command]) =>
    vscode.commands.registerCommand(id, async (...parameters: readonly unknown[]) => {
      const [first, more] = parameters;
      // The palette calls without parameters.
      const argument = parameters.length > 0 ? (first ?? lostRow) : undefined;
      try {
        const current = await session();
        if (!command.untrusted && !vscode.workspace.isTrusted) {
          throw new UntrustedError();
        }
        return await command.handler(current, argument, more);
      } catch (error) {
        if (typeof argument === 'string') {
          throw error;
        }
        showProblem(error, logs);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

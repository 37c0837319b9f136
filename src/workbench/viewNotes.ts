import * as vscode from 'vscode';
import type { DatabaseError } from '../database/api.ts';
import type { DefinitionsError } from '../dataflows/definitionsFile.ts';
import { UntrustedError } from './problems.ts';
import { withShownPaths } from './shownPaths.ts';

/** What the Dataflows view says above its rows; one sentence, the most pressing one. Empty for nothing. */
export function dataflowsNote(state: {
  readonly problem: DefinitionsError | undefined;
  readonly hasDataflows: boolean;
  readonly obstacle: DatabaseError | undefined;
}): string {
  const { problem, hasDataflows, obstacle } = state;
  if (problem !== undefined) {
    return problem.message;
  }
  if (!vscode.workspace.isTrusted) {
    // Without dataflows it is the welcome view that says so.
    return hasDataflows ? new UntrustedError().message : '';
  }
  return obstacle === undefined ? '' : withShownPaths(obstacle.message);
}

/** The same for the Databases view. */
export function databasesNote(state: {
  /** Why the database cannot be read. */
  readonly unreadable: string | undefined;
  readonly saveProblem: DatabaseError | undefined;
}): string {
  const { unreadable, saveProblem } = state;
  const note =
    unreadable ?? (saveProblem === undefined ? '' : vscode.l10n.t('Not saved. {0}', saveProblem.message));
  return withShownPaths(note);
}

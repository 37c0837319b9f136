import * as vscode from 'vscode';
import type { DatabaseError } from '../database/api.ts';
import type { DefinitionsError } from '../dataflows/definitionsFile.ts';
import { UntrustedError } from './problems.ts';

/** What the Dataflows view says above its rows; one sentence, the most pressing one. Empty for nothing. */
export function dataflowsNote(state: {
  readonly problem: DefinitionsError | undefined;
  readonly hasDataflows: boolean;
  readonly obstacle: DatabaseError | undefined;
  readonly databaseFile: string;
}): string {
  const { problem, hasDataflows, obstacle, databaseFile } = state;
  if (problem !== undefined) {
    return problem.message;
  }
  if (!vscode.workspace.isTrusted) {
    // Without dataflows it is the welcome view that says so.
    return hasDataflows ? new UntrustedError().message : '';
  }
  return obstacle === undefined ? '' : shortened(obstacle.message, databaseFile);
}

/** The same for the Databases view. */
export function databasesNote(state: {
  /** Why the database cannot be read. */
  readonly unreadable: string | undefined;
  readonly saveProblem: DatabaseError | undefined;
  readonly databaseFile: string;
}): string {
  const { unreadable, saveProblem, databaseFile } = state;
  const note =
    unreadable ?? (saveProblem === undefined ? '' : vscode.l10n.t('Not saved. {0}', saveProblem.message));
  return shortened(note, databaseFile);
}

/** A view is narrow, and an absolute path does not break. */
function shortened(sentence: string, file: string): string {
  return sentence.replaceAll(file, vscode.workspace.asRelativePath(file));
}

import * as vscode from 'vscode';
import type { RunRecord } from '../../database/api.ts';
import { RunError } from '../../dataflows/runEvents.ts';
import { formatRunHistory, historyRuns } from '../../dataflows/runHistory.ts';
import type { RunOptions } from '../../dataflows/runner.ts';
import { showProblem } from '../problems.ts';
import type { Session } from '../session.ts';
import { storeKey } from './manage.ts';
import { isLost } from './targets.ts';

/** Runs a dataflow; resolves with the run's record when it ended. */
export function runDataflow(session: Session, argument: unknown): Promise<RunRecord | undefined> {
  return run(session, argument, {});
}

/** Runs a dataflow and lists everything again, for a person who doubts what a refresh left as it was. */
export function runDataflowInFull(session: Session, argument: unknown): Promise<RunRecord | undefined> {
  return run(session, argument, { full: true });
}

async function run(session: Session, argument: unknown, options: RunOptions): Promise<RunRecord | undefined> {
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Run which dataflow?'),
    (candidate) => !session.runner.isRunning(candidate.name),
  );
  if (dataflow === undefined) {
    return undefined;
  }
  try {
    // Before a progress is shown that would be gone at once.
    await session.database.checkChangeable();
    return await session.runs.run(session.runner, dataflow, options);
  } catch (error) {
    // The way out of a missing key is at hand, unless code is calling, which has to decide for itself.
    if (RunError.is(error, 'noApiKey') && typeof argument !== 'string') {
      const prompt = vscode.l10n.t(
        'No API key of this dataflow is stored here. It is checked, kept in VS Code’s secret storage, and the run begins.',
      );
      const isStored = await storeKey(session, dataflow, prompt);
      const current = session.store.find(dataflow.name);
      return isStored && current !== undefined
        ? await session.runs.run(session.runner, current, options)
        : undefined;
    }
    throw error;
  }
}

/**
 * Runs all dataflows, one after another, so that they don't compete for one account's rate limit. One that cannot run is
 * told and left out; a cancelled run ends the series.
 */
export async function runAllDataflows(session: Session): Promise<readonly RunRecord[]> {
  await session.store.reload();
  if (session.store.dataflows.every(({ name }) => session.runner.isRunning(name))) {
    throw new RunError('alreadyRunning', vscode.l10n.t('There is no dataflow that could be started now.'));
  }
  await session.database.checkChangeable();
  const records: RunRecord[] = [];
  for (const { name } of session.store.dataflows) {
    // Its definition may have changed while the ones before it ran.
    const dataflow = session.store.find(name);
    if (dataflow === undefined || session.runner.isRunning(name)) {
      continue;
    }
    try {
      const record = await session.runs.run(session.runner, dataflow);
      records.push(record);
      if (record.status === 'cancelled') {
        break;
      }
    } catch (error) {
      if (RunError.is(error, 'stopped')) {
        break;
      }
      showProblem(error, session.logs, name);
    }
  }
  return records;
}

export async function cancelRun(session: Session, argument: unknown): Promise<void> {
  const [only, ...others] = session.runner.running;
  if (only !== undefined && others.length === 0 && isLost(argument)) {
    // There is nothing to choose; and it may have left the definitions since it was started.
    session.runner.cancel(only);
    return;
  }
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Cancel the run of which dataflow?'),
    (candidate) => session.runner.isRunning(candidate.name),
  );
  if (dataflow !== undefined) {
    session.runner.cancel(dataflow.name);
  }
}

export async function showRunHistory(session: Session, argument: unknown): Promise<void> {
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Show the run history of which dataflow?'),
  );
  if (dataflow !== undefined) {
    const runs = await session.database.runs(dataflow.name, historyRuns + 1);
    session.logs.of(dataflow.name).showHistory(formatRunHistory(dataflow.name, runs));
  }
}

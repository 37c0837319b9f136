import * as vscode from 'vscode';
import type { RunRecord } from '../database/api.ts';
import { AutomaticRefresh } from '../dataflows/automaticRefresh.ts';
import type { Dataflow } from '../dataflows/definition.ts';
import type { Session } from './session.ts';

/** Refreshes a session's dataflows by themselves, as their definitions ask, until it is disposed. */
export function startAutomaticRefresh(session: Session): AutomaticRefresh {
  const refresh = new AutomaticRefresh({
    dataflows: () => session.store.dataflows,
    lastRun: (dataflow) => lastRun(session, dataflow),
    isRunning: (dataflow) => session.runner.isRunning(dataflow),
    obstacle: (dataflow) => obstacleTo(session, dataflow),
    run: (dataflow) => session.runs.refresh(session.runner, dataflow),
  });
  session.store.onDidChange(() => refresh.look());
  return refresh;
}

async function lastRun({ data }: Session, dataflow: string): Promise<RunRecord | undefined> {
  return (await data.snapshot()).lastRuns.get(dataflow.toLowerCase());
}

async function obstacleTo(session: Session, { name, connector }: Dataflow): Promise<string | undefined> {
  if ((await lastRun(session, name))?.status === 'rolledBack') {
    // What a person took back is not to return by itself.
    return vscode.l10n.t('after the next run by hand, since the last one was rolled back');
  }
  if (session.database.obstacle !== undefined) {
    // Another window’s refresh brings this one the data too.
    return vscode.l10n.t('when this window may change the database');
  }
  if (session.rescue.isOpen) {
    return vscode.l10n.t('when it is decided what becomes of the data that was kept aside');
  }
  if (session.connectors.get(connector)?.needsApiKey !== true) {
    return undefined;
  }
  try {
    const key = await session.apiKeys.get(name);
    return key === undefined ? vscode.l10n.t('when its API key is set') : undefined;
  } catch (error) {
    session.logs.error('The stored key could not be read for a refresh', error);
    return vscode.l10n.t('when the system’s keyring can be reached');
  }
}

import * as vscode from 'vscode';
import {
  type Dataflow,
  dataflowNameProblem,
  defaultTableName,
  tableNameProblem,
} from '../../dataflows/definition.ts';
import type { Session } from '../session.ts';

/** Opens the wizard. */
export async function newDataflow(session: Session): Promise<void> {
  if (await isFolderChosen(session, 'dataflows.new')) {
    session.wizard.openNew();
  }
}

/**
 * Of several workspace folders, the person first says which one the dataflows live in; the command then starts again
 * there. Returns whether this session is the one.
 */
async function isFolderChosen(session: Session, command: string): Promise<boolean> {
  if (session.folderIsCertain) {
    return true;
  }
  if (await vscode.commands.executeCommand('dataflows.chooseFolder')) {
    await vscode.commands.executeCommand(command);
  }
  return false;
}

/** What is being made in a session: who presses the button twice means one. */
const samples = new WeakMap<Session, Promise<string>>();

/** Makes a dataflow of the sample account with the tables that people query, and runs it: data in one step. */
export async function newFromSample(session: Session): Promise<string | undefined> {
  if (!(await isFolderChosen(session, 'dataflows.newFromSample'))) {
    return undefined;
  }
  const made = samples.get(session) ?? makeSample(session).finally(() => samples.delete(session));
  samples.set(session, made);
  return await made;
}

async function makeSample(session: Session): Promise<string> {
  // Before a definition is written whose run cannot begin.
  await session.database.checkChangeable();
  const connector = session.connectors.get('sample');
  if (connector === undefined) {
    throw new Error('The sample connector is missing.');
  }
  const resources = (await connector.resources()).filter((resource) => resource.tickedByDefault);
  const account = await connector.connect({ apiKey: '' }, new AbortController().signal);
  const name = freeName(
    session.store.dataflows,
    resources.map((resource) => resource.name),
  );
  const now = new Date().toISOString();
  const dataflow: Dataflow = {
    name,
    connector: connector.id,
    displayName: name,
    description: vscode.l10n.t('A generated business, to try things out. It needs no key and no network.'),
    source: { mode: account.mode },
    tables: resources.map((resource) => ({
      resource: resource.name,
      table: defaultTableName(name, resource.name),
      purpose: 'All',
      load: 'data',
    })),
    createdAt: now,
    updatedAt: now,
  };
  await session.store.save(dataflow);
  await vscode.commands.executeCommand('dataflows.dataflows.focus');
  await session.runs.run(session.runner, dataflow);
  return name;
}

/** `Sample`, `Sample2`, … whichever is not in use, nor are the names of its tables. */
function freeName(dataflows: readonly Dataflow[], resources: readonly string[]): string {
  const names = dataflows.map((dataflow) => dataflow.name);
  const tables = dataflows.flatMap((dataflow) => dataflow.tables.map((table) => table.table));
  const isFree = (name: string) =>
    dataflowNameProblem(name, names) === undefined &&
    resources.every((resource) => tableNameProblem(defaultTableName(name, resource), tables) === undefined);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'Sample' : `Sample${number}`;
    if (isFree(name)) {
      return name;
    }
  }
}

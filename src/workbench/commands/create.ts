import * as vscode from 'vscode';
import { type Dataflow, dataflowNameProblem, defaultTableName } from '../../dataflows/definition.ts';
import type { Session } from '../session.ts';

/** Opens the wizard. Of several workspace folders, the person first says which one the dataflows live in. */
export async function newDataflow(session: Session): Promise<void> {
  if (!session.folderIsCertain) {
    if (await vscode.commands.executeCommand('dataflows.chooseFolder')) {
      await vscode.commands.executeCommand('dataflows.new');
    }
    return;
  }
  session.wizard.openNew();
}

/** Makes a dataflow of the sample account with the tables that people query, and runs it: data in one step. */
export async function newFromSample(session: Session): Promise<string> {
  const connector = session.connectors.get('sample');
  if (connector === undefined) {
    throw new Error('The sample connector is missing.');
  }
  const resources = (await connector.resources()).filter((resource) => resource.tickedByDefault);
  const account = await connector.connect({ apiKey: '' }, new AbortController().signal);
  const name = freeName(session.store.dataflows.map((dataflow) => dataflow.name));
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

/** `Sample`, `Sample2`, … whichever is not in use. */
function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'Sample' : `Sample${number}`;
    if (dataflowNameProblem(name, taken) === undefined) {
      return name;
    }
  }
}

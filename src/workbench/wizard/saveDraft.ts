import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { TableInfo } from '../../database/api.ts';
import { type Dataflow, type Source, sameName } from '../../dataflows/definition.ts';
import { definitionChange } from '../../dataflows/definitionChange.ts';
import { dataflowOf, draftProblems } from '../../dataflows/draft.ts';
import { otherSource, sourceOf } from '../../dataflows/source.ts';
import type { Draft, Problem, WizardTarget } from '../../shared/wizard.ts';
import { nameWithRows, tableList } from '../tableList.ts';
import type { SavedDataflow } from './savedDataflow.ts';
import { type ConnectionFields, sameFields, type WizardConnection } from './wizardConnection.ts';
import type { WizardParts } from './wizardParts.ts';

export interface SaveRequest {
  readonly target: WizardTarget;
  readonly draft: Draft;
  readonly run: boolean;
  readonly connection: WizardConnection;
  /** The version that the edit began with: see `fingerprint`. */
  readonly base: string | undefined;
  /** What the tables in the database still follow, where an earlier save wrote the definition and then failed. */
  readonly applied: Dataflow | undefined;
}

export type SaveResult =
  | { readonly status: 'written'; readonly saved: SavedDataflow; readonly previous: Dataflow | undefined }
  | { readonly status: 'declined' }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

/** Tells two versions of a definition apart. */
export function fingerprint(dataflow: Dataflow): string {
  return createHash('sha256').update(JSON.stringify(dataflow)).digest('hex').slice(0, 16);
}

/**
 * Writes what the wizard made: the key to the secrets, then the definition, after asking where data would be lost.
 * @throws DefinitionsError, ApiKeyStoreError, and what the connector throws. The definition then is as it was.
 */
export async function saveDraft(parts: WizardParts, request: SaveRequest): Promise<SaveResult> {
  const { store } = parts;
  await store.reloadSound();
  const { target, run } = request;
  const previous = target.kind === 'edit' ? store.find(target.name) : undefined;
  // The name and the connector of a dataflow stay.
  const draft = {
    ...request.draft,
    ...(target.kind === 'edit' ? { name: target.name } : {}),
    ...(previous === undefined ? {} : { connector: previous.connector }),
  };
  const others = store.dataflows.filter((other) => other !== previous);
  const problems = draftProblems(draft, {
    others,
    connectors: parts.connectors.all.map(({ id }) => id),
    edits: previous !== undefined,
  });
  if (problems.length > 0) {
    return { status: 'refused', problems };
  }
  const source = await findSource(parts, draft, request.connection, previous);
  if ('field' in source) {
    return { status: 'refused', problems: [source] };
  }
  const dataflow = dataflowOf(draft, previous, source, new Date());
  const change = definitionChange(
    request.applied ?? previous,
    dataflow,
    others.flatMap((other) => other.tables.map(({ table }) => table)),
  );
  const takenNames = await findTakenNames(parts, dataflow);
  if (takenNames.length > 0) {
    return { status: 'refused', problems: takenNames };
  }
  const changesTables = change.droppedTables.length > 0 || change.renamedTables.length > 0;
  const isInUse = () => changesTables && parts.isRunning(dataflow.name);
  if (isInUse()) {
    return refusedWhileRunning(dataflow);
  }
  const mayGoOn =
    (await mayOverwrite(previous, request.base)) &&
    (await mayDelete(parts, dataflow.name, change.droppedTables));
  if (!mayGoOn) {
    return { status: 'declined' };
  }
  // An automatic refresh, or code, may have started it while the question was open.
  if (isInUse()) {
    return refusedWhileRunning(dataflow);
  }
  await write(parts, dataflow, request.connection);
  return { status: 'written', saved: { dataflow, run, ...change }, previous: request.applied ?? previous };
}

/** Of dataflows that the definitions do not have any more: their tables stay until the person deletes them. */
async function findTakenNames(
  { data }: WizardParts,
  { name, tables }: Dataflow,
): Promise<readonly Problem[]> {
  const snapshot = await data.snapshot();
  return tables.flatMap(({ resource, table }): readonly Problem[] => {
    const present = snapshot.tables.get(table.toLowerCase());
    if (present === undefined || sameName(present.dataflow, name)) {
      return [];
    }
    const message = vscode.l10n.t(
      'The database has a table of this name, of the dataflow “{0}” that is no more. Delete it in the Databases view, or choose another name.',
      present.dataflow,
    );
    return [{ step: 'tables', field: 'table', resource, message }];
  });
}

function refusedWhileRunning({ name }: Dataflow): SaveResult {
  const message = vscode.l10n.t(
    '“{0}” is running. Tables can be renamed or left out when its run has ended; cancel it, or save later.',
    name,
  );
  return { status: 'refused', problems: [{ step: 'tables', field: 'form', message }] };
}

/** What the dataflow's data comes from, or why that is not known or not the same any more. */
async function findSource(
  { connectors }: WizardParts,
  draft: Draft,
  connection: WizardConnection,
  previous: Dataflow | undefined,
): Promise<Source | Problem> {
  const connector = connectors.get(draft.connector);
  if (connector === undefined) {
    throw new Error(`The connector ${draft.connector} is missing.`);
  }
  const fields: ConnectionFields = { connector, connectedAccount: draft.connectedAccount.trim() };
  const refuse = (message: string): Problem => ({ step: 'configuration', field: 'apiKey', message });
  if (!connector.needsApiKey) {
    const account = await connector.connect({ apiKey: '' }, AbortSignal.timeout(10_000));
    return sourceOf(account, undefined);
  }
  const { connected } = connection;
  if (connected !== undefined && sameFields(connected, fields)) {
    // Asked again: the dataflow may have been given another source since the key was tried.
    const conflict =
      previous?.source === undefined
        ? undefined
        : otherSource(previous.name, previous.source, connected.account);
    return conflict === undefined ? sourceOf(connected.account, previous?.source) : refuse(conflict);
  }
  const sameAccount = (previous?.connectedAccount ?? '') === fields.connectedAccount;
  return previous?.source !== undefined && sameAccount
    ? previous.source
    : refuse(vscode.l10n.t('Connect first: the key decides which account and mode the data comes from.'));
}

async function mayOverwrite(previous: Dataflow | undefined, base: string | undefined): Promise<boolean> {
  if (previous === undefined || base === undefined || fingerprint(previous) === base) {
    return true;
  }
  const overwrite = vscode.l10n.t('Overwrite');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('“{0}” was changed in dataflows.json while you edited it.', previous.name),
    {
      modal: true,
      detail: vscode.l10n.t('Saving replaces those changes with what the wizard shows.'),
    },
    overwrite,
  );
  return choice === overwrite;
}

/** Asks before rows go. Tables without rows are not worth a question. */
async function mayDelete(
  { data }: WizardParts,
  dataflow: string,
  droppedTables: readonly string[],
): Promise<boolean> {
  if (droppedTables.length === 0) {
    return true;
  }
  const { tables, problem } = await data.snapshot();
  if (problem !== undefined) {
    throw new Error(problem);
  }
  const lost = droppedTables.flatMap((name) => {
    const table = tables.get(name.toLowerCase());
    return table !== undefined && hasRows(table) && sameName(table.dataflow, dataflow) ? [table] : [];
  });
  if (lost.length === 0) {
    return true;
  }
  const save = vscode.l10n.t('Delete Data and Save');
  const choice = await vscode.window.showWarningMessage(
    lost.length === 1
      ? vscode.l10n.t('One table is no longer to be loaded. Its data will be deleted.')
      : vscode.l10n.t('{0} tables are no longer to be loaded. Their data will be deleted.', lost.length),
    {
      modal: true,
      detail: [
        ...tableList(lost, nameWithRows),
        '',
        vscode.l10n.t(
          'Rollback does not bring this data back; a later run can import again what its source still has.',
        ),
      ].join('\n'),
    },
    save,
  );
  return choice === save;
}

/** Deleted rows count: the source has them no more. */
function hasRows({ rowCount, deletedCount = 0 }: TableInfo): boolean {
  return rowCount + deletedCount > 0;
}

/** The key first: a definition without its key would be a dataflow that cannot run. */
async function write(
  { store, apiKeys }: WizardParts,
  dataflow: Dataflow,
  connection: WizardConnection,
): Promise<void> {
  const key = connection.connected?.isNewKey ? connection.connected.apiKey : undefined;
  if (key === undefined) {
    await store.save(dataflow);
    return;
  }
  const before = await apiKeys.get(dataflow.name);
  await apiKeys.store(dataflow.name, key);
  try {
    await store.save(dataflow);
  } catch (error) {
    await (before === undefined ? apiKeys.delete(dataflow.name) : apiKeys.store(dataflow.name, before));
    throw error;
  }
}

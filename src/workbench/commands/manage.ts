import * as vscode from 'vscode';
import { type Account, type Connector, ConnectorError } from '../../connectors/connector.ts';
import type { Dataflow } from '../../dataflows/definition.ts';
import { RunError } from '../../dataflows/runEvents.ts';
import { otherSource } from '../../dataflows/source.ts';
import type { Session } from '../session.ts';
import { rowCount, tableCount } from '../views/figures.ts';

export async function editDataflow(session: Session, argument: unknown): Promise<void> {
  const dataflow = await session.targets.dataflow(argument, vscode.l10n.t('Edit which dataflow?'));
  if (dataflow !== undefined) {
    session.wizard.openEdit(dataflow.name);
  }
}

export async function openDefinitions(session: Session): Promise<void> {
  await vscode.window.showTextDocument(session.store.uri);
}

/** Deletes a dataflow with its tables, history and key, after a question that says what goes. */
export async function removeDataflow(session: Session, argument: unknown): Promise<void> {
  const dataflow = await session.targets.dataflow(argument, vscode.l10n.t('Remove which dataflow?'));
  if (dataflow === undefined) {
    return;
  }
  checkNotRunning(session, dataflow);
  const deleteButton = vscode.l10n.t('Delete');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the dataflow “{0}”?', dataflow.name),
    { modal: true, detail: await describeLoss(session, dataflow) },
    deleteButton,
  );
  if (choice !== deleteButton) {
    return;
  }
  // Code, or Run All, may have started it while the question was open.
  checkNotRunning(session, dataflow);
  session.logs.info(`Removed the dataflow ${dataflow.name}. Its definition was: ${JSON.stringify(dataflow)}`);
  await session.database.removeDataflow(dataflow.name);
  await session.database.save();
  await session.apiKeys.delete(dataflow.name);
  await session.store.remove(dataflow.name);
  session.logs.remove(dataflow.name);
  session.data.invalidate();
}

function checkNotRunning({ runner }: Session, { name }: Dataflow): void {
  if (runner.isRunning(name)) {
    throw new RunError(
      'alreadyRunning',
      vscode.l10n.t('The dataflow “{0}” is running. Cancel its run before you remove it.', name),
    );
  }
}

async function describeLoss(session: Session, dataflow: Dataflow): Promise<string> {
  const { tables } = await session.data.snapshot();
  const own = [...tables.values()].filter(
    (table) => table.dataflow.toLowerCase() === dataflow.name.toLowerCase(),
  );
  const rows = own.reduce((sum, table) => sum + table.rowCount, 0);
  const names = own.slice(0, 12).map((table) => `${table.name} (${rowCount(table.rowCount)})`);
  const more = own.length > names.length ? [vscode.l10n.t('and {0} more', own.length - names.length)] : [];
  return [
    vscode.l10n.t(
      '{0} with {1} will be deleted, with the run history and the stored API key. This cannot be undone.',
      tableCount(own.length),
      rowCount(rows),
    ),
    ...(own.length === 0 ? [] : ['', ...names, ...more]),
  ].join('\n');
}

/** Asks for a dataflow's API key, checks it at the source and stores it. */
export async function setApiKey(session: Session, argument: unknown): Promise<void> {
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Set the API key of which dataflow?'),
    (candidate) => session.connectors.get(candidate.connector)?.needsApiKey === true,
  );
  const connector = dataflow === undefined ? undefined : session.connectors.get(dataflow.connector);
  if (dataflow === undefined || connector === undefined) {
    return;
  }
  let problem: string | undefined;
  for (;;) {
    const key = await askKey(dataflow, problem);
    if (key === undefined) {
      return;
    }
    try {
      const account = await connect(connector, dataflow, key);
      await keepKey(session, dataflow, key, account);
      return;
    } catch (error) {
      if (!ConnectorError.is(error)) {
        throw error;
      }
      problem = error.message;
    }
  }
}

async function askKey(dataflow: Dataflow, problem: string | undefined): Promise<string | undefined> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key of {0}', dataflow.name),
    prompt: problem ?? vscode.l10n.t('The key is checked, then kept in VS Code’s secret storage.'),
    placeHolder: 'rk_live_…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Enter an API key.') : undefined),
  });
  return key?.trim();
}

async function connect(connector: Connector, dataflow: Dataflow, apiKey: string): Promise<Account> {
  return await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Checking the API key'),
      cancellable: true,
    },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const { connectedAccount } = dataflow;
      return await connector.connect(
        { apiKey, ...(connectedAccount === undefined ? {} : { connectedAccount }) },
        abort.signal,
      );
    },
  );
}

async function keepKey(session: Session, dataflow: Dataflow, key: string, account: Account): Promise<void> {
  const conflict =
    dataflow.source === undefined ? undefined : otherSource(dataflow.name, dataflow.source, account);
  if (conflict !== undefined) {
    const create = vscode.l10n.t('New Dataflow');
    const choice = await vscode.window.showWarningMessage(conflict, { modal: true }, create);
    if (choice === create) {
      session.wizard.openNew();
    }
    return;
  }
  await session.apiKeys.store(dataflow.name, key);
  // As it is now: it may have been edited while the key was typed and checked.
  const current = session.store.find(dataflow.name);
  if (current !== undefined && current.source === undefined) {
    await session.store.save({
      ...current,
      source: { mode: account.mode, ...(account.id === undefined ? {} : { account: account.id }) },
    });
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('The API key of “{0}” is stored.', dataflow.name));
}

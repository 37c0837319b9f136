import * as vscode from 'vscode';
import { type Account, type Connector, ConnectorError } from '../../connectors/connector.ts';
import type { Dataflow } from '../../dataflows/definition.ts';
import { RunError } from '../../dataflows/runEvents.ts';
import { otherSource, sourceOf } from '../../dataflows/source.ts';
import { saveDropped } from '../saveDropped.ts';
import type { Session } from '../session.ts';
import { nameWithRows, tableList } from '../tableList.ts';
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
  // With a mistake in the file its definition could not be removed, and the tables would be gone all the same.
  await session.store.reloadSound();
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
  await session.store.reloadSound();
  // Code, or Run All, may have started it while the question was open.
  checkNotRunning(session, dataflow);
  session.logs.info(`Removed the dataflow ${dataflow.name}. Its definition was: ${JSON.stringify(dataflow)}`);
  await session.database.removeDataflow(dataflow.name);
  await saveDropped(
    session,
    dataflow.tables.map((table) => table.table),
  );
  await session.store.remove(dataflow.name);
  session.logs.remove(dataflow.name);
  // The last: a keyring that cannot be used keeps no dataflow from being removed.
  await session.apiKeys.delete(dataflow.name);
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
  const rows = own.reduce((sum, { rowCount, deletedCount = 0 }) => sum + rowCount + deletedCount, 0);
  return [
    vscode.l10n.t(
      '{0} with {1} will be deleted, with the run history and the stored API key. This cannot be undone.',
      tableCount(own.length),
      rowCount(rows),
    ),
    ...(own.length === 0 ? [] : ['', ...tableList(own, nameWithRows)]),
  ].join('\n');
}

/** Asks for a dataflow's API key, checks it at the source and stores it. */
export async function setApiKey(session: Session, argument: unknown): Promise<void> {
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Set the API key of which dataflow?'),
    (candidate) => session.connectors.get(candidate.connector)?.needsApiKey === true,
  );
  const prompt = vscode.l10n.t('The key is checked, then kept in VS Code’s secret storage.');
  if (dataflow !== undefined && (await storeKey(session, dataflow, prompt))) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The API key of “{0}” is stored.', dataflow.name),
    );
  }
}

/**
 * Asks for the API key of a dataflow, checks it at the source and stores it.
 * @param prompt Why it is asked for, and what becomes of it.
 * @returns Whether it is stored.
 */
export async function storeKey(session: Session, dataflow: Dataflow, prompt: string): Promise<boolean> {
  const connector = session.connectors.get(dataflow.connector);
  if (connector === undefined) {
    return false;
  }
  const tried = await askKey(dataflow.name, prompt, (key, signal) =>
    connect(connector, dataflow, key, signal),
  );
  return tried !== undefined && (await keepKey(session, dataflow, tried.key, tried.account));
}

/** Asks for a key until one connects. What is wrong with it is said in the box, where what was typed stays. */
async function askKey(
  dataflow: string,
  prompt: string,
  tryKey: (key: string, signal: AbortSignal) => Promise<Account>,
): Promise<{ readonly key: string; readonly account: Account } | undefined> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('API key of {0}', dataflow);
  box.prompt = prompt;
  box.placeholder = 'rk_live_…';
  box.password = true;
  box.ignoreFocusOut = true;
  const closed = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      box.onDidHide(() => {
        closed.abort();
        resolve(undefined);
      });
      box.onDidChangeValue(() => {
        box.validationMessage = undefined;
      });
      box.onDidAccept(async () => {
        const key = box.value.trim();
        box.busy = true;
        box.enabled = false;
        try {
          resolve({ key, account: await tryKey(key, closed.signal) });
        } catch (error) {
          if (ConnectorError.is(error)) {
            box.validationMessage = error.message;
          } else {
            reject(error);
          }
        } finally {
          box.busy = false;
          box.enabled = true;
        }
      });
      box.show();
    });
  } finally {
    box.dispose();
  }
}

async function connect(
  connector: Connector,
  { connectedAccount }: Dataflow,
  apiKey: string,
  signal: AbortSignal,
): Promise<Account> {
  return await connector.connect(
    { apiKey, ...(connectedAccount === undefined ? {} : { connectedAccount }) },
    signal,
  );
}

/** @returns Whether it is kept: not where it opens another account. */
async function keepKey(
  session: Session,
  dataflow: Dataflow,
  key: string,
  account: Account,
): Promise<boolean> {
  const conflict =
    dataflow.source === undefined ? undefined : otherSource(dataflow.name, dataflow.source, account);
  if (conflict !== undefined) {
    const create = vscode.l10n.t('New Dataflow');
    const choice = await vscode.window.showWarningMessage(conflict, { modal: true }, create);
    if (choice === create) {
      session.wizard.openNew();
    }
    return false;
  }
  await session.apiKeys.store(dataflow.name, key);
  // As it is now: it may have been edited while the key was typed and checked.
  const current = session.store.find(dataflow.name);
  if (current !== undefined && current.source === undefined) {
    await session.store.save({ ...current, source: sourceOf(account, undefined) });
  }
  return true;
}

import { join } from 'node:path';
import * as vscode from 'vscode';
import { ConnectorRegistry } from '../connectors/registry.ts';
import { createSampleConnector } from '../connectors/sample/sampleConnector.ts';
import { createStripeConnector } from '../connectors/stripe/stripeConnector.ts';
import type { DatabaseError, SaveResult } from '../database/api.ts';
import { DatabaseClient } from '../database/client.ts';
import { removeOldRescues, rescueFileOf } from '../database/rescue.ts';
import type { AutomaticRefresh } from '../dataflows/automaticRefresh.ts';
import { DefinitionsFile } from '../dataflows/definitionsFile.ts';
import { DataflowRunner } from '../dataflows/runner.ts';
import { ApiKeys } from './apiKeys.ts';
import { applySaved } from './applySaved.ts';
import { ColumnMeanings } from './columnMeanings.ts';
import { CommandTargets } from './commands/targets.ts';
import { setUnsaved, setWorkspaceState } from './contextKeys.ts';
import { DatabaseWatcher } from './databaseWatcher.ts';
import { DataflowStore } from './dataflowStore.ts';
import { Disposable } from './disposable.ts';
import { TableExporter } from './export/tableExporter.ts';
import type { Logs } from './log.ts';
import { plainText } from './plainText.ts';
import type { ShownViews } from './preview/shownViews.ts';
import { showProblem } from './problems.ts';
import { RescueOffer } from './rescueOffer.ts';
import { canReveal, revealFile } from './reveal.ts';
import { RunController } from './runController.ts';
import { SaveStatus } from './saveStatus.ts';
import type { Session } from './session.ts';
import { databasePath, keepRuns, maxDatabaseBytes, maxRequestsPerSecond, stripeApiBase } from './settings.ts';
import { warnOfSize } from './sizeWarning.ts';
import { SizeWatch } from './sizeWatch.ts';
import { startAutomaticRefresh } from './startAutomaticRefresh.ts';
import { databasesNote, dataflowsNote } from './viewNotes.ts';
import { DatabasesTree } from './views/databasesTree.ts';
import { DataflowsTree } from './views/dataflowsTree.ts';
import { connectorIcons } from './views/icons.ts';
import { NameDragging } from './views/nameDragging.ts';
import { WizardPanels } from './wizard/wizardPanels.ts';
import { WorkspaceData } from './workspaceData.ts';
import { type ChosenFolder, dataflowsFolder } from './workspaceFolder.ts';

/** How often the relative times in the view are drawn anew. */
const refreshIntervalMs = 60_000;

/** The parts that work for one workspace folder, made and put together. */
export class FolderSession extends Disposable implements Session {
  readonly folder: vscode.Uri;
  readonly folderIsCertain: boolean;
  readonly databaseFile: string;
  readonly logs: Logs;
  readonly store: DataflowStore;
  readonly apiKeys: ApiKeys;
  readonly connectors: ConnectorRegistry;
  readonly database: DatabaseClient;
  readonly data: WorkspaceData;
  readonly targets: CommandTargets;
  readonly runner: DataflowRunner;
  readonly runs: RunController;
  readonly exporter: TableExporter;
  readonly rescue: RescueOffer;
  readonly shownViews: ShownViews;
  readonly meanings: ColumnMeanings;
  readonly dataflowsTree: DataflowsTree;
  readonly databasesTree: DatabasesTree;
  readonly wizard: WizardPanels;
  /** Missing in a folder that is not trusted: nothing runs there. */
  readonly #refresh: AutomaticRefresh | undefined;
  readonly #size = new SizeWatch(maxDatabaseBytes, warnOfSize);
  #showNotes: () => void = () => undefined;

  /** Makes the parts and reads the definitions. @throws SettingError */
  static async start(
    context: vscode.ExtensionContext,
    chosen: ChosenFolder,
    logs: Logs,
    shownViews: ShownViews,
  ): Promise<FolderSession> {
    const session = new FolderSession(context, chosen, databasePath(chosen.folder.uri), logs, shownViews);
    await session.store.reload();
    return session;
  }

  private constructor(
    context: vscode.ExtensionContext,
    { folder, isCertain }: ChosenFolder,
    databaseFile: string,
    logs: Logs,
    shownViews: ShownViews,
  ) {
    super();
    const dist = (file: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', file).fsPath;
    this.folder = folder.uri;
    this.folderIsCertain = isCertain;
    this.logs = logs;
    this.shownViews = shownViews;
    this.databaseFile = databaseFile;
    const definitions = new DefinitionsFile(join(folder.uri.fsPath, dataflowsFolder, 'dataflows.json'));
    this.store = this.register(new DataflowStore(definitions));
    if (vscode.workspace.isTrusted) {
      void definitions.removeLeftovers();
    }
    this.apiKeys = new ApiKeys(context.secrets, folder.uri);
    this.connectors = new ConnectorRegistry([
      createStripeConnector({
        apiBase: stripeApiBase,
        maxRequestsPerSecond,
        pageWorker: dist('page-worker.cjs'),
      }),
      createSampleConnector(),
    ]);
    const rescues = join(context.globalStorageUri.fsPath, 'rescued');
    const rescueFile = rescueFileOf(rescues, this.databaseFile);
    const saveStatus = this.register(new SaveStatus(this.databaseFile));
    this.database = new DatabaseClient({
      worker: dist('database-worker.cjs'),
      wasm: dist('sql-wasm.wasm'),
      file: this.databaseFile,
      folder: folder.uri.fsPath,
      readOnly: !vscode.workspace.isTrusted,
      maxBytes: maxDatabaseBytes,
      rescueFile,
      onRescued: (outcome) =>
        outcome instanceof Error
          ? logs.error('The database could not be kept aside either', outcome)
          : logs.info(`The database was kept aside: ${rescueFile}`),
      onSaving: (save) => saveStatus.follow(save),
      onSaved: (saved) => this.#tellOfSave(saved),
      onDidChange: () => this.#showDatabaseState(),
      translations: vscode.l10n.bundle,
      onDied: (error) => this.#tellOfDeath(error),
    });
    this.data = this.register(new WorkspaceData(this.database, this.databaseFile, logs));
    const connectorIcon = connectorIcons(context.extensionUri);
    this.targets = new CommandTargets(
      this.store,
      this.data,
      (dataflow) => this.runner.isRunning(dataflow),
      connectorIcon,
    );
    this.meanings = new ColumnMeanings(this.store, this.connectors);
    this.exporter = new TableExporter({ database: this.database, memory: context.workspaceState });
    this.dataflowsTree = this.register(
      new DataflowsTree({
        store: this.store,
        data: this.data,
        connectors: this.connectors,
        connectorIcon,
        nextRefresh: (dataflow, lastRun) => this.#refresh?.nextOf(dataflow, lastRun),
        memory: context.workspaceState,
      }),
    );
    this.databasesTree = this.register(
      new DatabasesTree({
        store: this.store,
        data: this.data,
        database: this.database,
        meanings: this.meanings,
        connectorIcon,
      }),
    );
    this.runs = this.register(new RunController({ tree: this.dataflowsTree, data: this.data, logs }));
    this.runner = new DataflowRunner({
      database: this.database,
      connectors: this.connectors,
      apiKey: (dataflow) => this.apiKeys.get(dataflow),
      keepRuns: () => keepRuns(folder.uri),
      onEvent: (event) => {
        this.runs.handle(event);
        if (event.kind === 'finished') {
          // What another program wrote meanwhile had to wait.
          void this.#takeInFile();
        }
      },
    });
    this.wizard = this.register(
      new WizardPanels({
        extensionUri: context.extensionUri,
        store: this.store,
        connectors: this.connectors,
        apiKeys: this.apiKeys,
        data: this.data,
        isRunning: (dataflow) => this.runner.isRunning(dataflow),
        logs,
        onSaved: (saved) => applySaved(this, saved),
      }),
    );
    this.rescue = new RescueOffer(this, rescueFile);
    if (vscode.workspace.isTrusted) {
      removeOldRescues(rescues);
      this.rescue.look();
    }
    this.#refresh = vscode.workspace.isTrusted ? this.register(startAutomaticRefresh(this)) : undefined;
    this.#followFile();
    this.#showViews(folder);
  }

  /** Lets go of everything; runs are cancelled and the database is saved. */
  async close(): Promise<void> {
    await this.runner.stop();
    this.dispose();
    await this.database.dispose();
  }

  /** What another window or program writes is shown as soon as it is there. */
  #followFile(): void {
    const watcher = this.register(new DatabaseWatcher(this.databaseFile));
    this.register(watcher.onDidChange(() => this.#takeInFile()));
  }

  async #takeInFile(): Promise<void> {
    try {
      if (this.database.isInUse) {
        await this.database.refresh();
      } else {
        this.data.reload();
      }
    } catch (error) {
      this.logs.error('The database changed, and cannot be read', error);
    }
  }

  #tellOfSave({ bytes, backup }: SaveResult): void {
    this.#size.check(bytes);
    if (backup !== undefined) {
      tellOfBackup(backup).catch((error) => showProblem(error, this.logs));
    }
  }

  #tellOfDeath(error: DatabaseError): void {
    this.data.invalidate();
    showProblem(error, this.logs);
  }

  /** What the database holds, or what can be done with it, is another by now. */
  #showDatabaseState(): void {
    void setUnsaved(this.database.saveProblem !== undefined);
    this.#showNotes();
    this.data.reload();
    if (vscode.workspace.isTrusted) {
      this.rescue.look();
    }
  }

  #showViews(folder: vscode.WorkspaceFolder): void {
    const dataflows = this.register(
      vscode.window.createTreeView('dataflows.dataflows', {
        treeDataProvider: this.dataflowsTree,
        showCollapseAll: true,
      }),
    );
    const databases = this.register(
      vscode.window.createTreeView('dataflows.databases', {
        treeDataProvider: this.databasesTree,
        showCollapseAll: true,
        canSelectMany: true,
        dragAndDropController: new NameDragging(),
      }),
    );
    // “3 min ago” goes on.
    const clock = setInterval(() => dataflows.visible && this.dataflowsTree.redrawRows(), refreshIntervalMs);
    this.register({ dispose: () => clearInterval(clock) });
    if ((vscode.workspace.workspaceFolders?.length ?? 0) > 1) {
      dataflows.description = folder.name;
    }
    let unreadable: string | undefined;
    this.register({
      dispose: () => {
        this.#showNotes = () => undefined;
      },
    });
    this.#showNotes = () => {
      const { problem, dataflows: defined } = this.store;
      const { obstacle, saveProblem } = this.database;
      dataflows.message = dataflowsNote({ problem, hasDataflows: defined.length > 0, obstacle });
      databases.message = databasesNote({ unreadable, saveProblem });
    };
    this.register(
      this.store.onDidChange(async () => {
        const { problem } = this.store;
        const hasDataflows = this.store.dataflows.length > 0;
        this.#showNotes();
        await setWorkspaceState(hasDataflows ? 'ready' : problem === undefined ? 'empty' : 'invalid');
      }),
    );
    this.register(
      this.data.onDidChangeProblem((problem) => {
        unreadable = problem;
        this.#showNotes();
      }),
    );
  }
}

/** @param backup A file. */
async function tellOfBackup(backup: string): Promise<void> {
  const uri = vscode.Uri.file(backup);
  const reveal = vscode.l10n.t('Reveal');
  const answer = await vscode.window.showInformationMessage(
    plainText(
      vscode.l10n.t(
        'The database has the format of this version now. As it was before, it is kept in {0}.',
        vscode.workspace.asRelativePath(uri),
      ),
    ),
    ...(canReveal(uri) ? [reveal] : []),
  );
  if (answer === reveal) {
    await revealFile(uri);
  }
}

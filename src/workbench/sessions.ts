import * as vscode from 'vscode';
import { TaskQueue } from '../shared/taskQueue.ts';
import { setUnsaved, setWorkspaceState } from './contextKeys.ts';
import { Disposable } from './disposable.ts';
import { FolderSession } from './folderSession.ts';
import type { Logs } from './log.ts';
import type { PreviewDatabase } from './preview/rowReader.ts';
import { ShownViews } from './preview/shownViews.ts';
import { NoFolderError, showProblem } from './problems.ts';
import { databasePath } from './settings.ts';
import { type ChosenFolder, findFolder } from './workspaceFolder.ts';

/** The session of the folder that is open, made anew where the folder, the trust in it or its database changes. */
export class Sessions extends Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #logs: Logs;
  readonly #tablesChanged = this.register(new vscode.EventEmitter<void>());
  /** Fires when tables changed, in this session or by going over to another. */
  readonly onDidChangeTables = this.#tablesChanged.event;
  /** For tabs, which may outlive a session: the database of the session that is there when they ask. */
  readonly database: PreviewDatabase = {
    tables: async (dataflow) => await (await this.current()).database.tables(dataflow),
    readPage: async (query) => await (await this.current()).database.readPage(query),
    countRows: async (filter) => await (await this.current()).database.countRows(filter),
    findRows: async (query) => await (await this.current()).database.findRows(query),
    summarizeColumn: async (query) => await (await this.current()).database.summarizeColumn(query),
    readText: async (place) => await (await this.current()).database.readText(place),
    completeness: async (table) => await (await this.current()).database.completeness(table),
    findIds: async (dataflow, ids) => await (await this.current()).database.findIds(dataflow, ids),
  };
  /** What the open previews show. */
  readonly shownViews = new ShownViews();
  #current: FolderSession | undefined;
  #problem: unknown = new NoFolderError();
  #identity: string | undefined;
  readonly #updates = new TaskQueue();
  #isClosed = false;

  constructor(context: vscode.ExtensionContext, logs: Logs) {
    super();
    this.#context = context;
    this.#logs = logs;
  }

  /**
   * The session, once none is being started or ended.
   * @throws NoFolderError, or SettingError where a setting keeps the folder from being used
   */
  async current(): Promise<FolderSession> {
    await this.#updates.settled();
    if (this.#current === undefined) {
      throw this.#problem;
    }
    return this.#current;
  }

  /** Starts a session for what is open now, in the place of one for something else. Calls wait for each other. */
  update(): Promise<void> {
    return this.#updates.run(() => this.#update());
  }

  /** Asks whether the folder may be left where something runs in it. */
  async mayEnd(): Promise<boolean> {
    const running = this.#current?.runner.running ?? [];
    if (running.length === 0) {
      return true;
    }
    const interrupt = vscode.l10n.t('Interrupt');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('Interrupt the run of {0}?', running.join(', ')),
      {
        modal: true,
        detail: vscode.l10n.t(
          'It ends when another folder is chosen. What was imported until then is kept, and the next run goes on from there.',
        ),
      },
      interrupt,
    );
    return choice === interrupt;
  }

  /** Ends the session; none is started any more. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#updates.run(() => this.#end());
  }

  async #update(): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    try {
      const found = await findFolder(this.#context.workspaceState);
      const wanted = found && identityOf(found);
      if (wanted !== undefined && wanted === this.#identity) {
        return;
      }
      await this.#end();
      this.#problem = new NoFolderError();
      if (found !== undefined) {
        await this.#start(found);
        this.#identity = wanted;
      }
    } catch (error) {
      await this.#end();
      this.#problem = error;
      await setWorkspaceState('unusable');
      showProblem(error, this.#logs);
    }
  }

  async #start(folder: ChosenFolder): Promise<void> {
    const session = await FolderSession.start(this.#context, folder, this.#logs, this.shownViews);
    session.data.onDidChange(() => this.#tablesChanged.fire());
    this.#current = session;
    this.#tablesChanged.fire();
  }

  async #end(): Promise<void> {
    const ending = this.#current;
    this.#current = undefined;
    this.#identity = undefined;
    try {
      await ending?.close();
    } catch (error) {
      showProblem(error, this.#logs);
    }
    this.#logs.removeAll();
    await setUnsaved(false);
  }
}

/** What a session depends on: with another one of these, it has to be made anew. @throws SettingError */
function identityOf({ folder, isCertain }: ChosenFolder): string {
  const database = databasePath(folder.uri);
  return JSON.stringify([folder.uri.toString(), isCertain, database, vscode.workspace.isTrusted]);
}

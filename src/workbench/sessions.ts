import * as vscode from 'vscode';
import { Disposable } from './disposable.ts';
import { FolderSession } from './folderSession.ts';
import type { Logs } from './log.ts';
import type { PreviewDatabase } from './preview/tablePreview.ts';
import { NoFolderError, showProblem } from './problems.ts';
import { findFolder } from './workspaceFolder.ts';

/** The session of the folder that is open, made anew where the folder, the trust in it or its database changes. */
export class Sessions extends Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #logs: Logs;
  readonly #tablesChanged = this.register(new vscode.EventEmitter<void>());
  /** Fires when tables changed, in this session or by going over to another. */
  readonly onDidChangeTables = this.#tablesChanged.event;
  /** For tabs, which may outlive a session: the database of the session that is there when they ask. */
  readonly database: PreviewDatabase = {
    tables: async (dataflow) => await this.current().database.tables(dataflow),
    readPage: async (query) => await this.current().database.readPage(query),
    countRows: async (filter) => await this.current().database.countRows(filter),
  };
  #current: FolderSession | undefined;
  #problem: unknown = new NoFolderError();
  #lastRestart: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, logs: Logs) {
    super();
    this.#context = context;
    this.#logs = logs;
  }

  /** @throws NoFolderError, or SettingError where a setting keeps the folder from being used */
  current(): FolderSession {
    if (this.#current === undefined) {
      throw this.#problem;
    }
    return this.#current;
  }

  /** Ends the session and starts one for what is open now. Restarts wait for each other. */
  restart(): Promise<void> {
    this.#lastRestart = this.#lastRestart.then(() => this.#restart());
    return this.#lastRestart;
  }

  async close(): Promise<void> {
    const closing = this.#current;
    this.#current = undefined;
    try {
      await closing?.close();
    } catch (error) {
      showProblem(error, this.#logs);
    }
  }

  async #restart(): Promise<void> {
    await this.close();
    const found = await findFolder(this.#context.workspaceState);
    if (found === undefined) {
      this.#problem = new NoFolderError();
      return;
    }
    try {
      const session = await FolderSession.start(this.#context, found, this.#logs);
      session.data.onDidChange(() => this.#tablesChanged.fire());
      this.#current = session;
      this.#tablesChanged.fire();
    } catch (error) {
      this.#problem = error;
      showProblem(error, this.#logs);
    }
  }
}

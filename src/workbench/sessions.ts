import type * as vscode from 'vscode';
import { FolderSession } from './folderSession.ts';
import type { Logs } from './log.ts';
import { NoFolderError, showProblem } from './problems.ts';
import { findFolder } from './workspaceFolder.ts';

/** The session of the folder that is open, made anew where the folder, the trust in it or its database changes. */
export class Sessions {
  readonly #context: vscode.ExtensionContext;
  readonly #logs: Logs;
  #current: FolderSession | undefined;
  #problem: unknown = new NoFolderError();
  #lastRestart: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, logs: Logs) {
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
      this.#current = await FolderSession.start(this.#context, found, this.#logs);
    } catch (error) {
      this.#problem = error;
      showProblem(error, this.#logs);
    }
  }
}

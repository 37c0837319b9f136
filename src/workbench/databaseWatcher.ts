import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from './disposable.ts';

/**
 * Tells when the database, or a file that another program keeps beside it, changes on disk: by another window, by sqlite3,
 * by git. It tells of our own saves too.
 */
export class DatabaseWatcher extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;

  constructor(file: string) {
    super();
    const names = new Set(['', '-wal', '-journal'].map((suffix) => basename(file) + suffix));
    // Not the names as a pattern: a person's path may hold what means something there.
    const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(file)), '*');
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.register(event((uri) => names.has(basename(uri.fsPath)) && this.#changed.fire()));
    }
  }
}

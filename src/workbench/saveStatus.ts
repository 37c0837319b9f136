import * as vscode from 'vscode';
import { Disposable } from './disposable.ts';
import { SlowWork } from './slowWork.ts';

/** Shows in the status bar that the database is being written, where the disk takes its time. */
export class SaveStatus extends Disposable {
  readonly #item = this.register(vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left));
  readonly #slow = new SlowWork((goesOn) => (goesOn ? this.#item.show() : this.#item.hide()));

  /** @param file The database. */
  constructor(file: string) {
    super();
    this.#item.name = vscode.l10n.t('Dataflows: saving');
    this.#item.text = `$(sync~spin) ${vscode.l10n.t('Dataflows: saving')}`;
    this.#item.tooltip = vscode.l10n.t('Writing {0}', vscode.workspace.asRelativePath(file));
  }

  follow(save: Promise<unknown>): void {
    this.#slow.follow(save);
  }
}

import * as vscode from 'vscode';
import { findRescue, type RescueCopy, removeRescue } from '../database/rescue.ts';
import { formatTime } from '../dataflows/runHistory.ts';
import { saveDatabase } from './commands/save.ts';
import { showProblem } from './problems.ts';
import type { Session } from './session.ts';
import { formatCount } from './views/figures.ts';

/** Offers what an earlier window could not save, and kept aside when it was closed. */
export class RescueOffer {
  readonly #session: Session;
  readonly #file: string;
  /** When the copies were made that the person was asked about: each is asked about once in a window. */
  readonly #asked = new Set<number>();
  #isOpen = false;

  /** @param file Where the rescue copy is, if there is one. */
  constructor(session: Session, file: string) {
    this.#session = session;
    this.#file = file;
  }

  /** See `Session.rescue`. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Asks if there is something to be offered. To be called at the start, and when the database's state changes. */
  look(): void {
    const copy = this.#session.database.isRescued ? undefined : findRescue(this.#file);
    if (copy === undefined || this.#isOpen || this.#asked.has(copy.note.rescuedAt)) {
      return;
    }
    this.#isOpen = true;
    this.#offer(copy)
      .catch((error: unknown) => showProblem(error, this.#session.logs))
      .finally(() => {
        this.#isOpen = false;
      });
  }

  async #offer(copy: RescueCopy): Promise<void> {
    const { database, logs } = this.#session;
    try {
      await database.checkChangeable();
    } catch (error) {
      // It may be the copy of the window that has the database now.
      logs.info(`What was kept aside is not offered now: ${error instanceof Error ? error.message : error}`);
      return;
    }
    this.#asked.add(copy.note.rescuedAt);
    const restore = vscode.l10n.t('Restore');
    const discard = vscode.l10n.t('Discard…');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The database could not be saved before its window was closed. What it held at {0} was kept aside ({1} MB).',
        formatTime(copy.note.rescuedAt),
        formatCount(Math.ceil(copy.bytes / 1_000_000)),
      ),
      restore,
      discard,
    );
    if (choice === restore) {
      await this.#restore();
    } else if (choice === discard) {
      await this.#discard();
    }
  }

  /** As if that window were still open: where the file has changed meanwhile, the person is asked which to keep. */
  async #restore(): Promise<void> {
    await this.#session.database.restore();
    this.#session.data.invalidate();
    await saveDatabase(this.#session);
  }

  async #discard(): Promise<void> {
    const discard = vscode.l10n.t('Discard');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('Discard what could not be saved?'),
      {
        modal: true,
        detail: vscode.l10n.t(
          'The database on disk stays as it is. The next run imports again what it lacks.',
        ),
      },
      discard,
    );
    if (choice === discard) {
      removeRescue(this.#file);
    }
  }
}

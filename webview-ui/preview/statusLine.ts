import * as l10n from '@vscode/l10n';
import type { CountRowsAnswer, FoundRows } from '../../src/shared/preview.ts';
import { h, setText } from '../dom.ts';
import { button } from './button.ts';
import { formatCount } from './cellText.ts';

/** The line below the grid: how many rows there are, and what the page last did. */
export class StatusLine {
  readonly #rows = h('span', { role: 'status' });
  readonly #deleted = h('span');
  readonly #toggle: HTMLButtonElement;
  readonly #deletedPart: HTMLElement;
  readonly #message = h('span', { class: 'status-message', role: 'status' });
  readonly element: HTMLElement;
  #clearing: ReturnType<typeof setTimeout> | undefined;

  /** @param onToggleDeleted The person wants to see the deleted rows, or to see them no longer. */
  constructor(onToggleDeleted: () => void) {
    this.#toggle = button(l10n.t('Show'), onToggleDeleted);
    this.#deletedPart = h(
      'span',
      { class: 'status-deleted', hidden: true },
      this.#deleted,
      ' ',
      this.#toggle,
    );
    this.element = h('footer', { class: 'status-line' }, this.#rows, this.#deletedPart, this.#message);
  }

  /** The rows are being counted for the first time. */
  showCounting(): void {
    setText(this.#rows, l10n.t('Counting rows…'));
  }

  /** @param found The rows that the filters leave; undefined where there is no filter. */
  showCount({ present, deleted }: CountRowsAnswer, found: FoundRows | undefined, showDeleted: boolean): void {
    const all = present + (showDeleted ? deleted : 0);
    setText(this.#rows, found === undefined ? rowsWords(all) : foundWords(found, all));
    this.#deleted.textContent = deletedSentence(deleted, showDeleted);
    this.#toggle.textContent = showDeleted ? l10n.t('Hide') : l10n.t('Show');
    this.#toggle.ariaLabel = showDeleted ? l10n.t('Hide deleted rows') : l10n.t('Show deleted rows');
    this.#deletedPart.hidden = deleted === 0;
  }

  /** Says for a while what was just done. */
  say(message: string): void {
    clearTimeout(this.#clearing);
    this.#message.textContent = message;
    this.#clearing = setTimeout(() => this.#message.replaceChildren(), 3000);
  }
}

function rowsWords(count: number): string {
  return count === 1 ? l10n.t('1 row') : l10n.t('{0} rows', formatCount(count));
}

function foundWords({ count, complete }: FoundRows, all: number): string {
  return complete
    ? l10n.t('{0} of {1} rows', formatCount(count), formatCount(all))
    : l10n.t('{0} of {1} rows so far…', formatCount(count), formatCount(all));
}

function deletedSentence(deleted: number, shown: boolean): string {
  const count = formatCount(deleted);
  if (shown) {
    return deleted === 1 ? l10n.t('1 deleted row is shown') : l10n.t('{0} deleted rows are shown', count);
  }
  return deleted === 1 ? l10n.t('1 deleted row is hidden') : l10n.t('{0} deleted rows are hidden', count);
}

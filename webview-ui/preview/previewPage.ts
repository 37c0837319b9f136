import * as l10n from '@vscode/l10n';
import { h } from '../dom.ts';
import { messageOf } from '../messageOf.ts';
import { AttributesTab } from './attributesTab.ts';
import { button } from './button.ts';
import { DataTab } from './dataTab.ts';
import type { Host } from './host.ts';
import type { PreviewTab } from './previewTab.ts';
import { TabList } from './tabList.ts';
import type { ViewState } from './viewState.ts';

interface PreviewPageOptions {
  readonly root: HTMLElement;
  readonly nonce: string;
  readonly host: Host;
  readonly state: ViewState;
  /** Keeps the state while the page is hidden. */
  readonly keep: (state: ViewState) => void;
}

/** The page of a table's preview: its tabs, the sign that something is being done, and a sentence when it failed. */
export class PreviewPage {
  readonly #options: PreviewPageOptions;
  readonly #problem = h('div', { class: 'problem', role: 'alert', hidden: true });
  readonly #progress = h('div', {
    class: 'progress',
    role: 'progressbar',
    'aria-label': l10n.t('Reading rows'),
    hidden: true,
  });
  readonly #tabs: readonly PreviewTab[];
  readonly #tabList: TabList;
  #selected: PreviewTab;
  #state: ViewState;
  #pending = 0;
  #opened = false;
  #loading = false;
  /** The table changed while it was being loaded. */
  #loadAgain = false;

  constructor(options: PreviewPageOptions) {
    this.#options = options;
    this.#state = options.state;
    const data = new DataTab({
      nonce: options.nonce,
      host: options.host,
      state: options.state,
      keep: (change) => this.#keep(change),
      busy: (task) => this.#busy(task),
      showProblem: (problem) => this.#showProblem(problem),
      showFailure: (problem) => this.#showFailure(problem),
    });
    const attributes = new AttributesTab({
      host: options.host,
      showProblem: (problem) => this.#showProblem(problem),
      showFailure: (problem) => this.#showFailure(problem),
    });
    this.#tabs = [data, attributes];
    this.#selected = this.#tabs.find(({ id }) => id === this.#state.tab) ?? data;
    this.#tabList = new TabList(document.title, this.#tabs, (tab) => this.#select(tab));
    this.#tabList.select(this.#selected);
    this.#draw();
    options.host.onTableChanged(() => void this.load());
    window.addEventListener('focus', () => this.#takeFocus());
  }

  /** Shows the table; or shows it again, at the same place, after it changed. */
  async load(): Promise<void> {
    this.#loadAgain = true;
    if (this.#loading) {
      return;
    }
    this.#loading = true;
    while (this.#loadAgain) {
      this.#loadAgain = false;
      await this.#busy(() => this.#loadOnce());
    }
    this.#loading = false;
  }

  async #loadOnce(): Promise<void> {
    const { host, root } = this.#options;
    this.#problem.hidden = true;
    try {
      const describe = this.#opened ? host.describe() : host.open();
      this.#opened = true;
      const { table, dataflow, isOfRun, columns, newName, layout, rows } = await describe;
      root.classList.toggle('has-table', columns !== undefined);
      if (columns === undefined && newName !== undefined) {
        this.#showRenamed(table, newName);
        return;
      }
      if (columns === undefined) {
        throw new Error(
          isOfRun
            ? l10n.t(
                'What a run changed is in memory only, and has gone with a reload or a change of the database. Show Changes of a Run shows it again.',
              )
            : l10n.t('The database has no table “{0}”. A run of “{1}” makes it.', table, dataflow),
        );
      }
      await this.#selected.load({ name: table, dataflow, columns, layout, rows });
      this.#takeFocus();
    } catch (error) {
      this.#showProblem(error);
    }
  }

  #draw(): void {
    const { root } = this.#options;
    root.className = 'preview';
    root.append(
      h('h1', { class: 'visually-hidden' }, document.title),
      this.#tabList.element,
      this.#progress,
      this.#problem,
      ...this.#tabs.map(({ element }) => element),
    );
  }

  #select(tab: PreviewTab): void {
    this.#selected = tab;
    this.#keep({ tab: tab.id });
    void this.load();
  }

  #showRenamed(table: string, newName: string): void {
    const open = () => this.#options.host.openTable(newName).catch((error) => this.#showProblem(error));
    this.#showSentence(
      l10n.t('The table “{0}” is called “{1}” now.', table, newName),
      button(l10n.t('Open “{0}”', newName), () => void open(), 'button'),
    );
  }

  /** The table, or a part of it, is not shown. */
  #showProblem(problem: unknown): void {
    this.#showSentence(
      messageOf(problem),
      button(l10n.t('Retry'), () => void this.load(), 'button'),
    );
  }

  /** What is shown is right, but something that the person did has failed. */
  #showFailure(problem: unknown): void {
    const dismiss = () => {
      this.#problem.hidden = true;
      this.#selected.focus();
    };
    this.#showSentence(messageOf(problem), button(l10n.t('Dismiss'), dismiss, 'button'));
  }

  #showSentence(sentence: string, wayOut: HTMLElement): void {
    this.#problem.replaceChildren(h('span', {}, sentence), wayOut);
    this.#problem.hidden = false;
  }

  /** Shows that something is being done as long as it takes. */
  async #busy<T>(task: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    this.#progress.hidden = false;
    try {
      return await task();
    } finally {
      this.#pending -= 1;
      this.#progress.hidden = this.#pending === 0;
    }
  }

  #keep(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.keep(this.#state);
  }

  /** The window gave the page the focus: the keyboard goes on where it was. */
  #takeFocus(): void {
    if (document.hasFocus() && document.activeElement === document.body) {
      this.#selected.focus();
    }
  }
}

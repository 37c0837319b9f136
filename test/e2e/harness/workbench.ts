import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { testResultsDir } from '../../../scripts/paths.ts';
import type { VsCodeServer } from '../../../scripts/vscodeServer.ts';
import { type Settings, writeMachineSettings } from '../../../scripts/vscodeSettings.ts';
import { ProblemWatch } from './problemWatch.ts';
import { QuickInput } from './quickInput.ts';
import { type Theme, themes } from './themes.ts';

/** What stands behind a workbench: a server of its own, and a browser context, which keeps its state. */
export interface WorkbenchParts {
  readonly context: BrowserContext;
  readonly server: VsCodeServer;
  readonly folder: string | undefined;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  dispose(): Promise<void>;
}

/** A VS Code window, driven as a person drives it: by what is seen, with mouse and keyboard. */
export class Workbench {
  readonly #parts: WorkbenchParts;
  readonly #problems = new ProblemWatch();
  #page: Page | undefined;

  constructor(parts: WorkbenchParts) {
    this.#parts = parts;
  }

  /** The window. After {@link openWindow} it is the new one. */
  get page(): Page {
    if (this.#page === undefined) {
      throw new Error('The workbench has no window yet.');
    }
    return this.#page;
  }

  /** The folder or `.code-workspace` file that is open. */
  get folder(): string {
    if (this.#parts.folder === undefined) {
      throw new Error('The workbench has no folder open.');
    }
    return this.#parts.folder;
  }

  /** Where VS Code keeps settings, state and logs. */
  get userDataDir(): string {
    return this.#parts.userDataDir;
  }

  /** Where installed extensions are. */
  get extensionsDir(): string {
    return this.#parts.extensionsDir;
  }

  /** Opens a window and makes it the one that is driven. The earlier ones stay open: a second window of one person. */
  async openWindow(): Promise<void> {
    const page = await this.#parts.context.newPage();
    this.#page = page;
    this.#problems.watch(page);
    await this.#parts.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(this.#parts.server.windowUrl({ folder: this.#parts.folder }));
    await this.#ready();
  }

  /** Closes the window that is driven, and opens one again with the state that it left: a restart. */
  async reopenWindow(): Promise<void> {
    await this.page.close({ runBeforeUnload: true });
    await this.openWindow();
  }

  /** By the command: before it reloads, VS Code writes what it keeps. A browser's own button leaves it no time for that. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  /** Closes all windows and the server, and removes what they kept. */
  async close(): Promise<void> {
    await this.#parts.dispose();
  }

  /** The commands and views of the extension are there from the moment on that its icon is. */
  async #ready(): Promise<void> {
    await this.activityBarItem('Dataflows').waitFor({ timeout: 60_000 });
  }

  activityBarItem(name: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name });
  }

  /** Shows the views of a container in the side bar. */
  async showViews(container = 'Dataflows'): Promise<void> {
    const item = this.activityBarItem(container);
    const expanded = item.and(this.page.locator('[aria-expanded=true]'));
    // A click hides what a reloaded window has restored just before it: then it takes another one.
    for (let isShown = (await expanded.count()) > 0; !isShown; ) {
      await item.click();
      isShown = await expanded.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    }
  }

  /**
   * A command by its title in the palette: `Dataflows: New Dataflow`. Keyboard only.
   * @param choice What to choose where the command asks, by the beginning of its name.
   */
  async runCommand(title: string, choice?: string): Promise<void> {
    if (choice !== undefined) {
      await this.#leavePages();
    }
    let palette = await this.openPalette(title);
    // A window that has just opened takes the folder for untrusted until it has read the settings: then one looks again.
    while (!(await palette.offers(title))) {
      await palette.cancel();
      palette = await this.openPalette(title);
    }
    await palette.accept(title);
    if (choice !== undefined) {
      await this.quickInput.accept(choice);
    }
  }

  /**
   * Moves the focus out of any page. When the palette closes, VS Code gives a page its focus back, and does so late: on
   * a slow machine, that closes the question that has come meanwhile (see microsoft/vscode#75209).
   */
  async #leavePages(): Promise<void> {
    await this.activityBarItem('Dataflows').focus();
  }

  /** Opens the command palette and types into it. */
  async openPalette(text: string): Promise<QuickInput> {
    const palette = this.quickInput;
    // A page that loads meanwhile takes the focus, as VS Code wants it, and the palette closes: then one opens it again.
    for (let isTyped = false; !isTyped; ) {
      await this.page.keyboard.press('F1');
      isTyped = await palette.takes(`>${text}`);
    }
    return palette;
  }

  /** The box at the top: palette, quick pick, input box. */
  get quickInput(): QuickInput {
    return new QuickInput(this.page);
  }

  /** The header of a view in the side bar. */
  viewHeader(view: string): Locator {
    return this.page.locator('.pane-header').filter({ hasText: view });
  }

  /** An item of a tree view, by the beginning of its accessible name: label, then description. */
  treeItem(view: string, name: string | RegExp): Locator {
    const pattern = typeof name === 'string' ? new RegExp(`^${escapePattern(name)}(\\s|,|$)`) : name;
    return this.page.getByRole('tree', { name: view }).getByRole('treeitem', { name: pattern });
  }

  /** Opens a tree item’s children. */
  async expand(item: Locator): Promise<void> {
    if ((await item.getAttribute('aria-expanded')) === 'false') {
      await item.locator('.monaco-tl-twistie').click();
    }
  }

  /** Presses the button that a tree item shows under the mouse. */
  async inlineAction(item: Locator, name: string | RegExp): Promise<void> {
    await item.hover();
    await item.getByRole('button', { name }).click();
  }

  /** Picks an entry of the context menu of what is given. */
  async contextMenu(target: Locator, entry: string): Promise<void> {
    const item = this.menuItem(entry);
    const isOffered = () => item.isEnabled({ timeout: 3000 }).catch(() => false);
    for (let isTaken = false; !isTaken; ) {
      await target.click({ button: 'right' });
      // For the same reason as in `runCommand`. And a page that loads beside it closes a menu, as does a new layout of the
      // window: a panel that opens.
      isTaken = (await isOffered()) && (await this.#takes(item));
      if (!isTaken) {
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Clicks an entry of the menu that is open. Returns false where the menu has gone meanwhile. */
  async #takes(item: Locator): Promise<boolean> {
    for (;;) {
      const isClicked = await item.click({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (!isClicked) {
        return false;
      }
      // A menu takes the first click after it opens as the end of the one that opened it.
      const isClosed = await item.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
      if (isClosed) {
        return true;
      }
    }
  }

  /** Whether an entry of an item's menu can be chosen. */
  async isInMenu(target: Locator, entry: string): Promise<boolean> {
    for (;;) {
      await target.click({ button: 'right' });
      // A page that loads beside it closes a menu: then one opens it again.
      const isEnabled = await this.menuItem(entry)
        .isEnabled({ timeout: 3000 })
        .catch(() => undefined);
      await this.page.keyboard.press('Escape');
      if (isEnabled !== undefined) {
        return isEnabled;
      }
    }
  }

  /** An entry of the menu that is open. */
  menuItem(entry: string): Locator {
    return this.page.getByRole('menuitem', { name: entry, exact: true });
  }

  /** A notification that is shown, by a part of its text. Its buttons: `getByRole('button')`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** The modal dialog that is open, by a part of its text. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }

  /** An item of the status bar, by a part of its text. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** The tab of an open editor. */
  editorTab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  /** The lines of the output panel that are in view. */
  get output(): Locator {
    return this.page.locator('.part.panel .output-view .view-lines');
  }

  /** Waits for a new line at the end of the output. VS Code scrolls there by itself only where the end is in view already. */
  async outputEndsWith(text: RegExp): Promise<void> {
    const line = this.output.getByText(text);
    const isInView = () =>
      line.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    while (!(await isInView())) {
      await this.page.locator('.part.panel .output-view .monaco-editor').first().click();
      await this.page.keyboard.press('Control+End');
    }
  }

  /** The page inside a webview: the frame that holds an element, as soon as it is shown there. */
  async frameWith(selector: string, timeoutMilliseconds = 20_000): Promise<Frame> {
    const deadline = performance.now() + timeoutMilliseconds;
    while (performance.now() < deadline) {
      for (const frame of this.page.frames()) {
        if (frame !== this.page.mainFrame() && (await isShown(frame, selector))) {
          return frame;
        }
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`No webview shows ${selector} after ${timeoutMilliseconds / 1000} s.`);
  }

  /** What the person would paste now. */
  async clipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** Picks another theme, in VS Code’s picker. */
  async chooseTheme(theme: Theme): Promise<void> {
    await this.#leavePages();
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.pick(themes[theme].label);
    await this.page.locator(`.monaco-workbench.${themes[theme].mark}`).waitFor();
  }

  /**
   * Changes settings of machine scope while the window is open. (This VS Code does not see a change of the user's
   * settings file.)
   */
  async changeMachineSettings(settings: Settings): Promise<void> {
    await writeMachineSettings(this.userDataDir, settings);
  }

  /** A file of the workspace, as text. */
  async readFile(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), 'utf8');
  }

  /** Puts another content into a file of the workspace, as another program would. */
  async writeFile(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(path.join(this.folder, name), content);
  }

  /** Keeps a picture of the window in test-results. */
  async screenshot(name: string): Promise<void> {
    await mkdir(testResultsDir, { recursive: true });
    await this.page.screenshot({ path: path.join(testResultsDir, `${name}.png`) });
  }

  /** What a screen reader finds in the window, and what has the focus. */
  async accessibilityTree(): Promise<string> {
    const focused = await this.page.evaluate<string>('document.activeElement?.outerHTML.slice(0, 300)');
    return `${await this.page.locator('body').ariaSnapshot()}\nThe focus is on: ${focused}`;
  }

  /**
   * What went wrong unseen so far: violations of the pages' Content Security Policy, errors of our pages and of our
   * code in the extension host. VS Code's own complaints are left out.
   */
  problems(): readonly string[] {
    return this.#problems.found;
  }
}

async function isShown(frame: Frame, selector: string): Promise<boolean> {
  try {
    return await frame.locator(selector).first().isVisible();
  } catch {
    // The frame was being replaced.
    return false;
  }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

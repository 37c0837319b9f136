import type { Locator, Page } from 'playwright-core';

/** A person without a mouse: what is pressed goes to whatever has the focus. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key);
    }
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Waits until the focus is on an element, or inside it. */
  async isOn(target: Locator): Promise<void> {
    await focusIn(target).waitFor({ state: 'attached' });
  }

  /**
   * Presses a key until the focus is on an element, or inside it.
   * @param limit How often a person would press it before giving up.
   */
  async go(target: Locator, key = 'Tab', limit = 12): Promise<void> {
    await target.waitFor();
    if (!(await this.#reaches(target, key, limit))) {
      await this.isOn(target);
    }
  }

  /** Opens the menu of what has the focus, and walks to an entry. */
  async goInMenu(entry: Locator): Promise<void> {
    await this.press('Shift+F10');
    await entry.waitFor();
    while (!(await this.#reaches(entry, 'ArrowDown', 12))) {
      // As in `Workbench.contextMenu`: VS Code may close a menu, and then one opens it again.
      await entry.waitFor({ state: 'hidden' });
      await this.press('Shift+F10');
      await entry.waitFor();
    }
  }

  async #reaches(target: Locator, key: string, limit: number): Promise<boolean> {
    for (let presses = 0; presses < limit; presses += 1) {
      if ((await focusIn(target).count()) > 0) {
        return true;
      }
      await this.press(key);
    }
    return (await focusIn(target).count()) > 0;
  }
}

/** The element, if it has the focus; a row of VS Code’s lists has it while the list itself has the browser’s. */
function focusIn(target: Locator): Locator {
  return target.locator(':scope:focus, :scope:focus-within, :scope.focused');
}

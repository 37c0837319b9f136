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

  /** Walks up to an item of a tree, opens its menu, and walks to an entry of that. */
  async goInMenu(item: Locator, entry: Locator): Promise<void> {
    // As in `Workbench.contextMenu`: VS Code may close a menu, and then one opens it again.
    do {
      await entry.waitFor({ state: 'hidden' });
      await this.go(item, 'ArrowUp');
      await this.press('Shift+F10');
      await entry.waitFor({ timeout: 3000 }).catch(() => undefined);
    } while (!(await this.#reaches(entry, 'ArrowDown', 12)));
  }

  /** Returns false where it was pressed as often without success, or the element is not there. */
  async #reaches(target: Locator, key: string, limit: number): Promise<boolean> {
    for (let presses = 0; (await focusIn(target).count()) === 0; presses += 1) {
      if (presses === limit || !(await target.isVisible())) {
        return false;
      }
      await this.press(key);
    }
    return true;
  }
}

/** The element, if it has the focus; a row of VS Code’s lists has it while the list itself has the browser’s. */
function focusIn(target: Locator): Locator {
  return target.locator(':scope:focus, :scope:focus-within, :scope.focused');
}

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
    for (let presses = 0; presses < limit; presses += 1) {
      if ((await focusIn(target).count()) > 0) {
        return;
      }
      await this.press(key);
    }
    await this.isOn(target);
  }
}

/** The element, if it has the focus; a row of VS Code’s lists has it while the list itself has the browser’s. */
function focusIn(target: Locator): Locator {
  return target.locator(':scope:focus, :scope:focus-within, :scope.focused');
}

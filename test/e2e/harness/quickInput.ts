import type { Locator, Page } from 'playwright-core';

/** The box at the top of a window: command palette, quick pick or input box. Driven by keyboard alone. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.#widget.locator('.quick-input-box input');
  }

  /** The choices, as far as they are in view. */
  get options(): Locator {
    return this.#widget.getByRole('option');
  }

  /** What an input box says of the text typed so far. */
  get message(): Locator {
    return this.#widget.locator('.quick-input-message');
  }

  /** Waits for the box, and replaces its text. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Whether a choice appears within a few seconds. */
  async offers(label: string): Promise<boolean> {
    const option = this.options.filter({ hasText: label }).first();
    return option.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
  }

  /** Finds a choice by typing its name, and takes it. */
  async pick(label: string): Promise<void> {
    await this.type(label);
    await this.accept(label);
  }

  /** Walks down to the choice whose name begins with `label`, and takes it. Without a label: takes what is there. */
  async accept(label?: string): Promise<void> {
    if (label !== undefined) {
      await this.#focus(label);
    }
    await this.#page.keyboard.press('Enter');
  }

  /** Closes the box. */
  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden' });
  }

  async #focus(label: string): Promise<void> {
    const isIt = (name: string | null) => name === label || name?.startsWith(`${label},`) === true;
    await this.options.filter({ hasText: label }).first().waitFor();
    const focused = this.#widget.locator('.monaco-list-row.focused');
    const count = await this.options.count();
    for (let step = 0; step <= count; step += 1) {
      if (isIt(await focused.first().getAttribute('aria-label'))) {
        return;
      }
      await this.#page.keyboard.press('ArrowDown');
    }
    throw new Error(`There is no “${label}” among: ${(await this.options.allInnerTexts()).join(' | ')}`);
  }
}

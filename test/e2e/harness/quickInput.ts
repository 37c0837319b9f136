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

  /** Replaces the text, where the box is there, or comes within a few seconds. */
  async takes(text: string): Promise<boolean> {
    return await this.input.fill(text, { timeout: 3000 }).then(
      () => true,
      () => false,
    );
  }

  /** Whether a choice appears within a few seconds. */
  async offers(label: string): Promise<boolean> {
    return this.#option(label)
      .waitFor({ timeout: 3000 })
      .then(
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

  /** Whether it is there, and what one types goes into it. */
  async isOpen(): Promise<boolean> {
    return await this.input.and(this.#page.locator(':focus')).isVisible();
  }

  /** Closes the box. */
  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden' });
  }

  /** The choice of that name alone: “Run” is not “Run History”. What VS Code says of it follows after a comma. */
  #option(label: string): Locator {
    const name = JSON.stringify(label);
    const beginning = JSON.stringify(`${label},`);
    return this.#widget.locator(`[role=option]:is([aria-label=${name}], [aria-label^=${beginning}])`).first();
  }

  async #focus(label: string): Promise<void> {
    const option = this.#option(label);
    await option.waitFor();
    const count = await this.options.count();
    for (let step = 0; step <= count; step += 1) {
      if (/\bfocused\b/.test((await option.getAttribute('class')) ?? '')) {
        return;
      }
      await this.#page.keyboard.press('ArrowDown');
    }
    throw new Error(`There is no “${label}” among: ${(await this.options.allInnerTexts()).join(' | ')}`);
  }
}

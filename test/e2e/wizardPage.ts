import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from './harness/workbench.ts';

/** The wizard’s page, driven by what a person sees in it. */
export class WizardPage {
  readonly #frame: Frame;

  private constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** Waits for the wizard that was just opened. */
  static async in(workbench: Workbench): Promise<WizardPage> {
    return new WizardPage(await workbench.frameWith('nav.steps, nav'));
  }

  get frame(): Frame {
    return this.#frame;
  }

  field(label: string): Locator {
    return this.#frame.getByRole('textbox', { name: label, exact: true });
  }

  /** The search box of the step in view. */
  get search(): Locator {
    return this.#frame.getByRole('searchbox', { name: 'Search' });
  }

  button(label: string): Locator {
    return this.#frame.getByRole('button', { name: label, exact: true });
  }

  /** Clicks a button of the page in the very moment that it appears first. */
  async clickWhenShown(label: string): Promise<void> {
    await this.#frame.evaluate(`{
      const all = [...document.querySelectorAll('vscode-button')];
      const button = all.find((one) => one.textContent === ${JSON.stringify(label)});
      new MutationObserver((_, observer) => {
        if (!button.hidden) {
          observer.disconnect();
          button.shadowRoot.querySelector('button').click();
        }
      }).observe(button, { attributeFilter: ['hidden'] });
    }`);
  }

  checkbox(label: string): Locator {
    return this.#frame.getByRole('checkbox', { name: label, exact: true });
  }

  /**
   * Ticks a table. The toolkit’s boxes show a tick, given or taken, in the next frame only, which comes late on a busy
   * machine: what is so already is asked of the box itself.
   */
  async include(resource: string): Promise<void> {
    const box = this.checkbox(`Include ${resource}`);
    if (!(await box.evaluate((element) => 'checked' in element && element.checked === true))) {
      await box.click();
    }
    await box.and(this.#frame.locator('[aria-checked=true]')).waitFor();
  }

  /** The card of a connector, by the beginning of its text. */
  connector(name: RegExp): Locator {
    return this.#frame.getByRole('tabpanel').getByRole('button', { name });
  }

  /** The row of a table in Table Details. */
  row(resource: string): Locator {
    return this.#frame.getByRole('row').filter({ has: this.checkbox(`Include ${resource}`) });
  }

  text(text: string | RegExp): Locator {
    return this.#frame.getByText(text);
  }

  /** The buttons of the steps’ indicator. */
  get steps(): Locator {
    return this.#frame.getByRole('navigation', { name: 'Steps' }).getByRole('button');
  }

  /** Waits for a step, by its heading. */
  async step(heading: string): Promise<void> {
    await this.#frame.getByRole('heading', { name: heading, level: 1 }).waitFor();
  }

  /** Goes to a step that was reached before, by its button in the indicator. */
  async goTo(heading: string): Promise<void> {
    await this.steps.filter({ hasText: heading }).click();
    await this.step(heading);
  }

  /** The first three steps: name, connector, display name. */
  async describe(name: string, connector: RegExp): Promise<void> {
    await this.step('New Dataflow');
    await this.field('Name').fill(name);
    await this.button('Next').click();
    await this.step('Choose a connector');
    await this.connector(connector).click();
    await this.step('Set dataflow name');
    await this.button('Next').click();
    await this.step('Configuration');
  }

  async connect(apiKey: string): Promise<void> {
    await this.field('Api Key').fill(apiKey);
    await this.button('Connect').click();
  }
}

import type { Frame, Locator } from 'playwright-core';
import type { Workbench } from './harness/workbench.ts';

/** The preview of a table that is in view, driven by what a person sees in it. */
export class PreviewPage {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  /** The preview in front, as soon as it has rows; where there are several, the one that has what `holds` selects. */
  static async in(workbench: Workbench, holds = '.data'): Promise<PreviewPage> {
    // After a reload, the extension starts anew before that.
    return new PreviewPage(await workbench.frameWith(`${holds} [role=gridcell]`, 60_000));
  }

  get search(): Locator {
    return this.frame.getByRole('searchbox', { name: 'Search all columns' });
  }

  get panel(): Locator {
    return this.frame.getByRole('complementary', { name: 'Row detail' });
  }

  /** The line that says how many rows there are. */
  rows(words: string | RegExp): Locator {
    return this.frame.locator('.status-line').getByText(words, { exact: true });
  }

  cell(row: number, column: string): Locator {
    return this.frame.locator(`[role=row][row-index="${row}"] [role=gridcell][col-id="${column}"]`);
  }

  header(column: string): Locator {
    return this.frame.locator(`[role=columnheader][col-id="${column}"]`);
  }

  /** The values of a column that are in view, from the top. */
  async values(column: string): Promise<string[]> {
    return await this.frame.locator(`[role=gridcell][col-id="${column}"]`).allInnerTexts();
  }

  /** Opens what can be done with a column, as the mouse does. */
  async openColumn(column: string): Promise<Locator> {
    await this.header(column).hover();
    await this.header(column).locator('.header-menu').click();
    return this.column(column);
  }

  /** What can be done with a column, open already. */
  column(column: string): Locator {
    return this.frame.getByRole('dialog', { name: `Column ${column}` });
  }

  /** One value of a row in the panel. */
  entry(column: string): Locator {
    return this.panel.locator(`.entry[data-column="${column}"]`);
  }
}

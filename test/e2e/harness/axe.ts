import axe, { type AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

/** What axe finds against a page, and how many of its rules the page keeps. */
export interface AxeReport {
  /** A sentence for each rule that is broken, with the elements that break it. */
  readonly violations: readonly string[];
  readonly passes: number;
}

/**
 * Has axe look at the page inside a webview: all of its rules. In the frame itself, not through the frames around it, as
 * `@axe-core/playwright` does: those are VS Code’s, and going through them takes eight seconds a look.
 *
 * @param part A selector of the part to look at.
 */
export async function askAxe(frame: Frame, part = 'html'): Promise<AxeReport> {
  // A page is looked at many times; reading the source takes a third of a look.
  if (!(await frame.evaluate('"axe" in window'))) {
    await frame.evaluate(axe.source);
  }
  // Elements are told of broken rules alone: a grid has thousands that keep them.
  const { passes, violations } = await frame.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(part)}, { resultTypes: ["violations"] })`,
  );
  return {
    passes: passes.length,
    violations: violations.map(
      ({ id, help, nodes }) => `${id} (${help}) at ${nodes.map((node) => node.html).join('\n    ')}`,
    ),
  };
}

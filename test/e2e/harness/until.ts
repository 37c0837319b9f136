import type { Frame } from 'playwright-core';

/** Waits until an expression of JavaScript is true in a page, whose policy does not let it wait by itself. */
export async function until(frame: Frame, expression: string): Promise<void> {
  while (!(await frame.evaluate<boolean>(expression))) {
    await frame.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
}

import { closeAll, openWorkbenches } from './openWorkbench.ts';

/** Mocha's hooks around every test: a failed one leaves pictures of the windows that were open, and tells what they show. */
export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    if (this.currentTest?.state !== 'failed') {
      return;
    }
    const name = this.currentTest.fullTitle().replaceAll(/[^A-Za-z0-9]+/g, '-');
    for (const [index, workbench] of openWorkbenches().entries()) {
      await workbench.screenshot(`failed-${name}-${index + 1}`);
      console.error(
        [
          `See test-results/failed-${name}-${index + 1}.png`,
          ...workbench.problems(),
          // All that there is to go by where the pictures are out of reach.
          await workbench.accessibilityTree(),
        ].join('\n  '),
      );
    }
  },
  // At the end of each file where they run side by side, else at the end of all.
  async afterAll() {
    await closeAll();
  },
};

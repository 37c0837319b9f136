import assert from 'node:assert/strict';
import { type Kill, killAgainAndAgain, phases } from '../crash/kills.ts';

describe('a crash', () => {
  it('in any phase loses nothing but what was not saved', async function () {
    // Each kill takes two processes and a few imports.
    this.timeout(180_000);
    const survived: Kill[] = [];
    await killAgainAndAgain(phases.length, 5, (kill) => survived.push(kill));
    assert.deepEqual(
      survived.map(({ phase }) => phase),
      phases,
    );
    assert.ok(survived.some(({ victim }) => victim === 'worker'));
    assert.ok(survived.some(({ hasFile }) => hasFile));
  });
});

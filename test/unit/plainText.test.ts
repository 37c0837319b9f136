import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../src/workbench/plainText.ts';

describe('a text for a notification', () => {
  it('is never a link, whatever is in it', () => {
    const text = plainText('two tables are named “[Repair](command:workbench.action.quit)”');
    assert.doesNotMatch(text, /\]\(/);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => !plainText(`${a}](${b}`).includes('](')));
  });

  it('says the same as before, to the eye', () => {
    assert.equal(plainText('[a](b)').replaceAll('\u200B', ''), '[a](b)');
    assert.equal(plainText('Nothing to see (here) [or] there.'), 'Nothing to see (here) [or] there.');
  });

  it('has no key in it, and nothing that turns the reading direction', () => {
    assert.equal(plainText('Refused: sk_live_abcdefghijklmnop'), 'Refused: sk_live_…');
    assert.equal(plainText('a\u202Eb\u2066c'), 'abc');
  });

  it('is cut to what a notification can show', () => {
    assert.ok(plainText('x'.repeat(1_000_000)).length < 2000);
  });
});

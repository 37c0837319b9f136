import assert from 'node:assert/strict';
import { otherSource, sourceOf } from '../../src/dataflows/source.ts';

describe('source of a dataflow', () => {
  const known = { mode: 'test', account: 'acct_1' } as const;

  it('is the same for the same account and mode', () => {
    assert.equal(otherSource('Billing', known, { mode: 'test', id: 'acct_1' }), undefined);
  });

  it('counts as the same where a restricted key may not read its account', () => {
    assert.equal(otherSource('Billing', known, { mode: 'test' }), undefined);
  });

  it('is another in the other mode, even of the same account', () => {
    assert.match(otherSource('Billing', known, { mode: 'live', id: 'acct_1' }) ?? '', /live key.*test data/);
  });

  it('is another for another account', () => {
    assert.match(otherSource('Billing', known, { mode: 'test', id: 'acct_2' }) ?? '', /acct_2.*acct_1/);
  });

  it('stays the known one where a restricted key may not read it', () => {
    assert.deepEqual(sourceOf({ mode: 'test' }, { account: 'acct_1', mode: 'test' }), {
      account: 'acct_1',
      mode: 'test',
    });
    assert.deepEqual(sourceOf({ mode: 'sample' }, undefined), { mode: 'sample' });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConnectorError } from '../../src/connectors/connector.ts';
import { parseApiKey } from '../../src/connectors/stripe/api/apiKey.ts';

/** Put together from parts, so that no scanner for leaked secrets takes it for a real one. */
const key = (prefix: string, body = 'abcdefghijklmnopqrstuvwx'): string => `${prefix}_${body}`;

describe('A Stripe API key', () => {
  it('tells the mode and whether it is restricted', () => {
    assert.deepEqual(parseApiKey(key('sk_live')), { text: key('sk_live'), mode: 'live', restricted: false });
    assert.deepEqual(parseApiKey(key('sk_test')), { text: key('sk_test'), mode: 'test', restricted: false });
    assert.deepEqual(parseApiKey(key('rk_live')), { text: key('rk_live'), mode: 'live', restricted: true });
    assert.deepEqual(parseApiKey(key('rk_test')), { text: key('rk_test'), mode: 'test', restricted: true });
  });

  it('may have spaces and line ends around it', () => {
    assert.equal(parseApiKey(`  ${key('sk_test')}\r\n`).text, key('sk_test'));
  });

  const refused: readonly (readonly [text: string, sentence: RegExp])[] = [
    ['', /Enter an API key/],
    ['   ', /Enter an API key/],
    [key('pk_test'), /publishable key/],
    [key('pk_live'), /publishable key/],
    [key('whsec'), /signing secret of a webhook/],
    [key('sk_org_live'), /key of an organization/],
    ['sk_test_51H…abcd', /shortened form/],
    ['sk_live_****************abcd', /shortened form/],
    ['sk', /incomplete/],
    ['sk_test', /incomplete/],
    ['rk_live_', /incomplete/],
    ['sk_test_51Habc', /incomplete/],
    ['acct_1NwcQrT8mLx2KfWb', /not an API key of Stripe/],
    ['hello', /not an API key of Stripe/],
    [key('sk_test', 'abcdefgh ijklmnopqrst'), /not an API key of Stripe/],
  ];
  for (const [text, sentence] of refused) {
    it(`refuses “${text}” with a sentence`, () => {
      assert.throws(
        () => parseApiKey(text),
        (error) => ConnectorError.is(error, 'invalidKey') && sentence.test(error.message),
      );
    });
  }

  it('is never repeated in a refusal', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9]{8,40}$/),
        fc.constantFrom('pk_test_', 'whsec_', 'x', ''),
        (body, prefix) => {
          assert.throws(
            () => parseApiKey(prefix + body),
            (error) => ConnectorError.is(error, 'invalidKey') && !error.message.includes(body),
          );
        },
      ),
    );
  });
});

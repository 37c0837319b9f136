import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConnectorError } from '../../src/connectors/connector.ts';
import { redactKeys } from '../../src/connectors/redaction.ts';

const alphanumeric = fc.stringMatching(/^[A-Za-z0-9]{12,100}$/);
const prefix = fc.constantFrom('sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'pk_live_', 'whsec_');

describe('redaction', () => {
  it('takes every key out of any text', () => {
    fc.assert(
      fc.property(fc.string(), prefix, alphanumeric, fc.string(), (before, start, secret, after) => {
        const text = redactKeys(`${before} ${start}${secret} ${after}`);
        assert.ok(!text.includes(start + secret) && !text.includes(` ${secret}`));
      }),
    );
  });

  it('leaves other texts as they are', () => {
    const text =
      'No such customer: cus_123; task_live_show; a request req_abc failed with 403 (rak_charge_read)';
    assert.equal(redactKeys(text), text);
  });

  it('leaves the beginnings of keys, which messages explain', () => {
    const text = 'A key begins with sk_live_, sk_test_, rk_live_ or rk_test_.';
    assert.equal(redactKeys(text), text);
  });

  it('is part of every connector error', () => {
    const error = new ConnectorError('authentication', 'Invalid API Key provided: sk_test_abcdefgh1234');
    assert.equal(error.message, 'Invalid API Key provided: sk_test_…');
  });
});

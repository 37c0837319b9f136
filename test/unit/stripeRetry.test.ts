import assert from 'node:assert/strict';
import { ConnectorError, type ConnectorErrorReason } from '../../src/connectors/connector.ts';
import { StripeRequestError } from '../../src/connectors/stripe/api/requestError.ts';
import { withRetries } from '../../src/connectors/stripe/api/retry.ts';

const policy = { tries: 6, patience: 1000, firstDelay: 1, longestDelay: 4 };
const signal = new AbortController().signal;

/** Fails always, and tells the waits. */
async function delaysOf(error: Error, retryPolicy = policy): Promise<number[]> {
  const delays: number[] = [];
  await assert.rejects(
    withRetries(
      () => Promise.reject(error),
      retryPolicy,
      signal,
      (_, delay) => delays.push(delay),
    ),
    error,
  );
  return delays;
}

describe('Retrying', () => {
  const tries: readonly (readonly [reason: ConnectorErrorReason, tries: number])[] = [
    ['server', 6],
    ['network', 6],
    ['malformedAnswer', 3],
    ['authentication', 1],
    ['permission', 1],
    ['notEnabled', 1],
    ['invalidRequest', 1],
  ];
  for (const [reason, count] of tries) {
    it(`makes ${count} ${count === 1 ? 'try' : 'tries'} for ${reason}`, async () => {
      assert.equal((await delaysOf(new StripeRequestError(reason, 'No.'))).length, count - 1);
    });
  }

  it('doubles the waits up to the longest, and shortens each by up to a half at random', async () => {
    const delays = await delaysOf(new StripeRequestError('server', 'No.'));
    for (const [index, longest] of [1, 2, 4, 4, 4].entries()) {
      const delay = delays[index] ?? 0;
      assert.ok(delay >= longest / 2 && delay <= longest, `${delay} of ${longest}`);
    }
  });

  it('waits as long as Stripe asks', async () => {
    for (const reason of ['rateLimited', 'server'] as const) {
      const delays = await delaysOf(new StripeRequestError(reason, 'No.', { retryAfterSeconds: 0.02 }), {
        ...policy,
        tries: 2,
        patience: 39,
      });
      assert.deepEqual(delays, [20]);
    }
  });

  it('does not wait for hours', async () => {
    for (const reason of ['rateLimited', 'server'] as const) {
      assert.deepEqual(
        await delaysOf(new StripeRequestError(reason, 'No.', { retryAfterSeconds: 3600 })),
        [],
      );
    }
  });

  it('takes a refusal of too many requests for no failure, as long as patience lasts', async () => {
    const delays = await delaysOf(new StripeRequestError('rateLimited', 'No.'), {
      ...policy,
      tries: 1,
      patience: 40,
    });
    assert.ok(delays.length > policy.tries);
    assert.ok(delays.reduce((sum, delay) => sum + delay, 0) <= 40);
  });

  it('counts failures apart from refusals', async () => {
    const waiting: ConnectorErrorReason[] = ['server', 'rateLimited', 'rateLimited', 'server', 'rateLimited'];
    const answer = await withRetries(
      async () => {
        const reason = waiting.shift();
        if (reason !== undefined) {
          throw new StripeRequestError(reason, 'No.');
        }
        return 'an answer';
      },
      { ...policy, tries: 3 },
      signal,
      () => {},
    );
    assert.equal(answer, 'an answer');
  });

  it('leaves errors alone that are no answer of Stripe’s', async () => {
    assert.deepEqual(await delaysOf(new TypeError('A fault of ours')), []);
  });

  it('gives the first answer that succeeds', async () => {
    let attempts = 0;
    const answer = await withRetries(
      async () => {
        attempts += 1;
        if (attempts < 3) {
          throw new StripeRequestError('network', 'No.');
        }
        return attempts;
      },
      policy,
      signal,
      () => {},
    );
    assert.equal(answer, 3);
  });

  it('ends at once when cancelled, however long the wait', async () => {
    const stop = new AbortController();
    await assert.rejects(
      withRetries(
        () => Promise.reject(new StripeRequestError('server', 'No.')),
        { ...policy, firstDelay: 3_600_000, longestDelay: 3_600_000 },
        stop.signal,
        () => stop.abort(),
      ),
      (error) => ConnectorError.is(error, 'cancelled'),
    );
  });
});

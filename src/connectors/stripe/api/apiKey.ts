import * as l10n from '@vscode/l10n';
import { ConnectorError } from '../../connector.ts';

export interface ApiKey {
  readonly text: string;
  readonly mode: 'live' | 'test';
  /** `rk_…`: reads only what its maker allowed. */
  readonly restricted: boolean;
}

/** Stripe's oldest keys have 24 characters after the prefix, those of 2026 about a hundred. */
const shortestKeyBody = 16;

/**
 * Takes a key as a person typed or pasted it: spaces around it don't count.
 * @throws ConnectorError `invalidKey` for a text that cannot be a key that reads; its message does not repeat the text.
 */
export function parseApiKey(input: string): ApiKey {
  const text = input.trim();
  const match = /^(sk|rk)_(live|test)_([A-Za-z0-9_]+)$/.exec(text);
  if (match === null || (match[3] ?? '').length < shortestKeyBody) {
    throw new ConnectorError('invalidKey', invalidKeySentence(text));
  }
  return { text, mode: match[2] === 'live' ? 'live' : 'test', restricted: match[1] === 'rk' };
}

function invalidKeySentence(text: string): string {
  if (text === '') {
    return l10n.t('Enter an API key.');
  }
  if (text.startsWith('pk_')) {
    return l10n.t(
      'This is a publishable key (pk_…), which cannot read data. Use a secret key (sk_…) or a restricted key (rk_…).',
    );
  }
  if (text.startsWith('whsec_')) {
    return l10n.t(
      'This is the signing secret of a webhook (whsec_…), not an API key. Use a secret key (sk_…) or a restricted key (rk_…).',
    );
  }
  if (text.startsWith('sk_org_')) {
    return l10n.t(
      'This is the key of an organization. Use a key of one account: sk_live_…, sk_test_…, rk_live_… or rk_test_….',
    );
  }
  if (/[*•…]|\.\.\./.test(text)) {
    return l10n.t(
      'This is a shortened form of a key, as Stripe’s dashboard shows it. Reveal the key there, and copy it whole.',
    );
  }
  if (/^(sk|rk)(_(live|test)?)?(_[A-Za-z0-9_]*)?$/.test(text)) {
    return l10n.t('This API key is incomplete. Copy the whole key from Stripe’s dashboard.');
  }
  return l10n.t(
    'This is not an API key of Stripe. Its keys start with sk_live_, sk_test_, rk_live_ or rk_test_, and have letters and digits only.',
  );
}

/** A key that the server knows, and what it opens. */
export interface ApiKey {
  readonly key: string;
  readonly account: string;
  readonly mode: 'test' | 'live';
  /** The permissions that a restricted key lacks: `rak_charge_read`. May be changed while the server runs. */
  readonly denied?: Set<string>;
  /** Connected accounts that the key may read with `Stripe-Account`. */
  readonly connectedAccounts?: readonly string[];
  readonly expired?: boolean;
}

export const defaultAccount = 'acct_1NwcQrT8mLx2KfWb';
export const secondAccount = 'acct_1Sth7pZc4VnGdYsE';

// The keys are put together from parts, so that no scanner for leaked secrets takes them for real ones.
const fakeKey = (kind: 'sk' | 'rk' | 'pk', mode: 'test' | 'live', word: string): string =>
  [kind, mode, `${word}OfTheStripeLikeTestServer`].join('_');

/** Reads the default account's test data: the one with the customers. */
export const testKey = fakeKey('sk', 'test', 'SecretKey');
/** A restricted key of the default account's test data; it may read everything until a permission is denied. */
export const restrictedTestKey = fakeKey('rk', 'test', 'RestrictedKey');
/** Reads the default account's live data: other, fewer objects. */
export const liveKey = fakeKey('sk', 'live', 'SecretKey');
/** Reads the second account's test data. */
export const secondAccountKey = fakeKey('sk', 'test', 'OtherAccount');
/** Was valid once. */
export const expiredTestKey = fakeKey('sk', 'test', 'ExpiredKey');
/** A key for browsers, which may not list anything. */
export const publishableTestKey = fakeKey('pk', 'test', 'PublishableKey');

/** The keys that every server knows. */
export function defaultKeys(): ApiKey[] {
  const connectedAccounts = [secondAccount];
  return [
    { key: testKey, account: defaultAccount, mode: 'test', connectedAccounts },
    { key: restrictedTestKey, account: defaultAccount, mode: 'test', denied: new Set(), connectedAccounts },
    { key: liveKey, account: defaultAccount, mode: 'live', connectedAccounts },
    { key: secondAccountKey, account: secondAccount, mode: 'test' },
    { key: expiredTestKey, account: defaultAccount, mode: 'test', expired: true },
  ];
}

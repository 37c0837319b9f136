import { type Account, ConnectorError } from '../connector.ts';
import { redactKeys } from '../redaction.ts';
import type { ApiKey } from './api/apiKey.ts';
import type { RequestCost, StripeClient } from './api/client.ts';
import { isJsonObject, type JsonObject } from './api/exactJson.ts';
import { StripeRequestError } from './api/requestError.ts';
import { catalogApiVersion } from './catalog/catalog.ts';

const accountPath = '/v1/account';

/** Lists that a restricted key is most likely to read, to see that Stripe accepts the key at all. */
const likelyLists = [
  '/v1/customers',
  '/v1/charges',
  '/v1/invoices',
  '/v1/products',
  '/v1/balance_transactions',
  '/v1/events',
];

/**
 * Finds out which account a key opens.
 * @throws ConnectorError `authentication` for a refused key, `permission` for one that reads nothing we could think of.
 */
export async function openAccount(client: StripeClient, key: ApiKey): Promise<Account> {
  const cost: RequestCost = { requests: 0, retries: 0 };
  try {
    return describeAccount(
      await client.get({ path: accountPath, endpoint: accountPath, query: {} }, cost),
      key,
    );
  } catch (error) {
    if (!(key.restricted && error instanceof StripeRequestError && mayReadOtherThings(error))) {
      throw error;
    }
    await readAnything(client, cost);
    return { ...modeOf(key), ...(error.account === undefined ? {} : { id: error.account }) };
  }
}

function mayReadOtherThings(error: StripeRequestError): boolean {
  return error.reason === 'permission' && error.code !== 'account_invalid';
}

async function readAnything(client: StripeClient, cost: RequestCost): Promise<void> {
  let refusal: unknown;
  for (const path of likelyLists) {
    try {
      await client.get({ path, endpoint: path, query: { limit: 1 } }, cost);
      return;
    } catch (error) {
      if (!ConnectorError.is(error, 'permission', 'notEnabled')) {
        throw error;
      }
      refusal = error;
    }
  }
  throw refusal;
}

function describeAccount(account: JsonObject, key: ApiKey): Account {
  const id = textAt(account, 'id');
  const displayName =
    textAt(account, 'settings', 'dashboard', 'display_name') ?? textAt(account, 'business_profile', 'name');
  return {
    ...modeOf(key),
    ...(id === undefined ? {} : { id }),
    ...(displayName === undefined ? {} : { displayName }),
  };
}

function modeOf({ mode }: ApiKey): Account {
  return { mode, apiVersion: catalogApiVersion };
}

/** The text at a path of names, unless it is empty. It is kept and shown: no key gets in. */
function textAt(object: JsonObject, ...path: readonly string[]): string | undefined {
  const [name = '', ...rest] = path;
  const value = object[name];
  if (rest.length > 0) {
    return isJsonObject(value) ? textAt(value, ...rest) : undefined;
  }
  return typeof value === 'string' && value !== '' ? redactKeys(value) : undefined;
}

import * as l10n from '@vscode/l10n';
import type { Account } from '../connectors/connector.ts';
import type { TableSource } from '../database/api.ts';
import type { Source } from './definition.ts';

/**
 * Two accounts' data, or live and test data, must never be mixed in one table.
 * @param known Where the dataflow's data comes from. @param account What a key opens.
 * @returns Why the key cannot be used for this dataflow and what to do, as a sentence; undefined where it can. An
 * account that a restricted key may not read counts as the same.
 */
export function otherSource(dataflow: string, known: TableSource, account: Account): string | undefined {
  if (known.mode !== account.mode) {
    return l10n.t(
      'The key is a {0} key, and the tables of “{1}” hold {2} data, which must not be mixed. Use a {2} key, or make a new dataflow for the {0} data.',
      account.mode,
      dataflow,
      known.mode,
    );
  }
  if (known.account !== undefined && account.id !== undefined && known.account !== account.id) {
    return l10n.t(
      'The key opens the account {0}, and the tables of “{1}” hold the data of {2}, which must not be mixed. Use a key of {2}, or make a new dataflow for {0}.',
      account.id,
      dataflow,
      known.account,
    );
  }
  return undefined;
}

/** What a definition says about its data's origin. An account that a key may not read stays the one that is known. */
export function sourceOf(account: Account, known: Source | undefined): Source {
  const id = account.id ?? known?.account;
  return id === undefined ? { mode: account.mode } : { account: id, mode: account.mode };
}

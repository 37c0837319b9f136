import * as l10n from '@vscode/l10n';
import { type Account, type Connection, type Connector, ConnectorError } from '../../connectors/connector.ts';
import type { Source } from '../../dataflows/definition.ts';
import { otherSource } from '../../dataflows/source.ts';

/** Where the fields of the configuration step lead. */
export interface ConnectionFields {
  readonly connector: Connector;
  /** Empty for the key's own account. */
  readonly connectedAccount: string;
}

/** A connection that was tried and works. */
export interface Connected extends ConnectionFields {
  readonly apiKey: string;
  /** Whether the key was typed, so that saving keeps it. */
  readonly isNewKey: boolean;
  readonly account: Account;
}

/** The fields lead nowhere yet, as a sentence for the person. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly reason: 'noKey' | 'otherSource';

  constructor(reason: 'noKey' | 'otherSource', message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * The connection of one wizard: what the key opens and which tables it may read. The key stays here, in memory, while
 * the page comes and goes.
 */
export class WizardConnection {
  readonly #storedKey: () => Promise<string | undefined>;
  readonly #closed = new AbortController();
  #connecting: AbortController | undefined;
  #connected: Connected | undefined;
  #discovery: Discovery | undefined;

  /** @param storedKey The key that is kept for the dataflow being edited. */
  constructor(storedKey: () => Promise<string | undefined>) {
    this.#storedKey = storedKey;
  }

  get connected(): Connected | undefined {
    return this.#connected;
  }

  /**
   * Tries the connection and keeps it. A second call ends the first.
   * @param apiKey As typed; empty stands for the stored key.
   * @param known Where the dataflow's data comes from, if it has any.
   * @throws ConnectorError, ConnectionError, ApiKeyStoreError
   */
  async connect(
    fields: ConnectionFields,
    apiKey: string,
    known: { readonly dataflow: string; readonly source: Source } | undefined,
    signal: AbortSignal,
  ): Promise<Connected> {
    this.forget();
    const abort = new AbortController();
    this.#connecting = abort;
    const typed = apiKey.trim();
    const key = typed === '' && fields.connector.needsApiKey ? await this.#storedKey() : typed;
    if (key === undefined) {
      throw new ConnectionError('noKey', l10n.t('Enter an API key.'));
    }
    const account = await fields.connector.connect(
      connectionOf(fields, key),
      AbortSignal.any([signal, abort.signal, this.#closed.signal]),
    );
    const conflict = known === undefined ? undefined : otherSource(known.dataflow, known.source, account);
    if (conflict !== undefined) {
      throw new ConnectionError('otherSource', conflict);
    }
    if (abort.signal.aborted) {
      throw new ConnectorError('cancelled', l10n.t('The connection was cancelled.'));
    }
    this.#connected = { ...fields, apiKey: key, isNewKey: typed !== '', account };
    return this.#connected;
  }

  /** The fields changed: what was connected no longer counts, and what is being tried ends. */
  forget(): void {
    this.#connecting?.abort();
    this.#connecting = undefined;
    this.#connected = undefined;
  }

  /** A connection being tried ends; one that was made stays. */
  cancelConnecting(): void {
    if (this.#connected === undefined) {
      this.forget();
    }
  }

  /**
   * Which resources may not be read, and why: with the connection made here, else with the stored key. The answer is
   * kept, and a second call while the first is under way shares it.
   * @throws ConnectorError, ConnectionError, ApiKeyStoreError
   */
  async discover(
    fields: ConnectionFields,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ConnectorError>> {
    const key = await this.#keyFor(fields);
    if (key === undefined) {
      throw new ConnectionError('noKey', l10n.t('No API key is stored for this dataflow.'));
    }
    if (signal.aborted) {
      throw new ConnectorError('cancelled', l10n.t('The check was cancelled.'));
    }
    const current = this.#discovery;
    const connection = connectionOf(fields, key);
    const shared =
      current?.connector === fields.connector && sameConnection(current.connection, connection)
        ? current
        : this.#startDiscovery(fields.connector, connection);
    signal.addEventListener('abort', () => shared.abort.abort(), { once: true });
    return await shared.answer;
  }

  /** Ends what is under way and lets go of the key. */
  dispose(): void {
    this.#closed.abort();
    this.forget();
    this.#discovery = undefined;
  }

  async #keyFor(fields: ConnectionFields): Promise<string | undefined> {
    const connected = this.#connected;
    if (connected !== undefined && sameFields(connected, fields)) {
      return connected.apiKey;
    }
    return fields.connector.needsApiKey ? await this.#storedKey() : '';
  }

  #startDiscovery(connector: Connector, connection: Connection): Discovery {
    this.#discovery?.abort.abort();
    const abort = new AbortController();
    const answer = connector.discover(connection, AbortSignal.any([abort.signal, this.#closed.signal]));
    const discovery = { connector, connection, abort, answer };
    this.#discovery = discovery;
    answer.catch(() => {
      // It may be tried again.
      if (this.#discovery === discovery) {
        this.#discovery = undefined;
      }
    });
    return discovery;
  }
}

interface Discovery {
  readonly connector: Connector;
  readonly connection: Connection;
  readonly abort: AbortController;
  readonly answer: Promise<ReadonlyMap<string, ConnectorError>>;
}

export function sameFields(a: ConnectionFields, b: ConnectionFields): boolean {
  return a.connector === b.connector && a.connectedAccount === b.connectedAccount;
}

function sameConnection(a: Connection, b: Connection): boolean {
  return a.apiKey === b.apiKey && a.connectedAccount === b.connectedAccount;
}

function connectionOf(fields: ConnectionFields, apiKey: string): Connection {
  return fields.connectedAccount === '' ? { apiKey } : { apiKey, connectedAccount: fields.connectedAccount };
}

/** Says which account and mode a connection opens. */
export function describeAccount({ id, displayName, mode }: Account): string {
  const who = displayName === undefined || id === undefined ? (displayName ?? id) : `${displayName} (${id})`;
  switch (mode) {
    case 'live':
      return who === undefined
        ? l10n.t('Connected in live mode. The key may not read which account it opens.')
        : l10n.t('Connected to {0} in live mode.', who);
    case 'test':
      return who === undefined
        ? l10n.t('Connected in test mode. The key may not read which account it opens.')
        : l10n.t('Connected to {0} in test mode.', who);
    case 'sample':
      return l10n.t('Connected to the sample account.');
  }
}

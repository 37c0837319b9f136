import assert from 'node:assert/strict';
import {
  type Account,
  type Connection,
  type Connector,
  ConnectorError,
  type ReadEvent,
} from '../../src/connectors/connector.ts';
import {
  type ConnectionFields,
  describeAccount,
  WizardConnection,
} from '../../src/workbench/wizard/wizardConnection.ts';

/** A source whose keys are the names of its accounts; `slow` keys are never answered, nor is discovery unless `answers`. */
class Source implements Connector {
  readonly id = 'stripe';
  readonly title = 'Stripe';
  readonly description = '';
  readonly needsApiKey = true;
  readonly connections: Connection[] = [];
  discoveries = 0;
  answers = true;

  async resources() {
    return [];
  }

  async connect(connection: Connection, signal: AbortSignal): Promise<Account> {
    this.connections.push(connection);
    if (connection.apiKey.startsWith('slow')) {
      await cancelled(signal);
    }
    if (connection.apiKey.startsWith('pk_')) {
      throw new ConnectorError('invalidKey', 'A publishable key cannot read.');
    }
    return { id: connection.connectedAccount ?? `acct_${connection.apiKey}`, mode: 'test' };
  }

  async discover(_: Connection, signal: AbortSignal) {
    this.discoveries += 1;
    if (!this.answers) {
      await cancelled(signal);
    }
    return new Map([['disputes', new ConnectorError('permission', 'No.')]]);
  }

  read(): AsyncIterable<ReadEvent> {
    throw new Error('The wizard reads no rows.');
  }
}

function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () => reject(new ConnectorError('cancelled', 'Cancelled.'));
    if (signal.aborted) {
      cancel();
    }
    signal.addEventListener('abort', cancel);
  });
}

describe('the connection of a wizard', () => {
  let source: Source;
  let stored: string | undefined;
  let connection: WizardConnection;
  let fields: ConnectionFields;
  const signal = new AbortController().signal;

  beforeEach(() => {
    source = new Source();
    stored = undefined;
    connection = new WizardConnection(async () => stored);
    fields = { connector: source, connectedAccount: '' };
  });

  afterEach(() => connection.dispose());

  it('opens what the key opens, without the spaces around it', async () => {
    const { account, apiKey, isNewKey } = await connection.connect(fields, ' a\n', undefined, signal);
    assert.deepEqual([account.id, apiKey, isNewKey], ['acct_a', 'a', true]);
    assert.equal(connection.connected?.apiKey, 'a');
  });

  it('asks for a key where none is typed or stored', async () => {
    await assert.rejects(connection.connect(fields, ' ', undefined, signal), /Enter an API key/);
    assert.deepEqual(source.connections, []);
  });

  it('takes the stored key for an empty field', async () => {
    stored = 'b';
    const { account, isNewKey } = await connection.connect(fields, '', undefined, signal);
    assert.deepEqual([account.id, isNewKey], ['acct_b', false]);
  });

  it('is refused for another account or mode than the data’s, and then is no connection', async () => {
    const known = { dataflow: 'Shop', source: { account: 'acct_z', mode: 'test' } } as const;
    await assert.rejects(connection.connect(fields, 'a', known, signal), /acct_a.*new dataflow/);
    assert.equal(connection.connected, undefined);
    const live = { dataflow: 'Shop', source: { mode: 'live' } } as const;
    await assert.rejects(connection.connect(fields, 'a', live, signal), /test key.*live data/);
  });

  it('is given up when the next attempt fails', async () => {
    await connection.connect(fields, 'a', undefined, signal);
    await assert.rejects(connection.connect(fields, 'pk_a', undefined, signal), /publishable/);
    assert.equal(connection.connected, undefined);
  });

  it('ends an attempt when a newer one begins, or the fields change, or the person cancels', async () => {
    const first = connection.connect(fields, 'slow1', undefined, signal);
    const second = connection.connect(fields, 'slow2', undefined, signal);
    await assert.rejects(first, /Cancelled/);
    connection.forget();
    await assert.rejects(second, /cancelled/i);
    const abort = new AbortController();
    const third = connection.connect(fields, 'slow3', undefined, abort.signal);
    abort.abort();
    await assert.rejects(third, /Cancelled/);
    assert.equal(connection.connected, undefined);
  });

  it('looks tables up once for all who ask', async () => {
    await connection.connect(fields, 'a', undefined, signal);
    const answers = Promise.all([connection.discover(fields, signal), connection.discover(fields, signal)]);
    const [first, second] = await answers;
    assert.deepEqual([...(first?.keys() ?? [])], ['disputes']);
    assert.equal(first, second);
    assert.equal(await connection.discover(fields, signal), first);
    assert.equal(source.discoveries, 1);
  });

  it('looks tables up again after that was cancelled, or for another key', async () => {
    stored = 'b';
    source.answers = false;
    const abort = new AbortController();
    const lookup = connection.discover(fields, abort.signal);
    abort.abort();
    await assert.rejects(lookup, /cancelled/i);
    source.answers = true;
    await connection.connect(fields, 'a', undefined, signal);
    await connection.discover(fields, signal);
    await connection.connect(fields, 'c', undefined, signal);
    await connection.discover(fields, signal);
    assert.equal(source.discoveries, 2);
  });

  it('says so where there is no key to look tables up with', async () => {
    await assert.rejects(connection.discover(fields, signal), /No API key is stored/);
  });
});

describe('an account in words', () => {
  it('has its name, its id and its mode', () => {
    assert.equal(
      describeAccount({ id: 'acct_1', displayName: 'Acme', mode: 'live' }),
      'Connected to Acme (acct_1) in live mode.',
    );
    assert.equal(describeAccount({ id: 'acct_1', mode: 'test' }), 'Connected to acct_1 in test mode.');
    assert.match(describeAccount({ mode: 'test' }), /test mode\. The key may not read which account/);
  });
});

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { createStripeConnector } from '../../src/connectors/stripe/stripeConnector.ts';
import type { Fault } from '../stripe-server/faults.ts';
import { testKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkspace, testDataflow } from './harness.ts';
import { wideLimits } from './stripeAnswers.ts';

/** What a key can be recognised by, also where it was cut or encoded. */
const marks = [
  testKey.slice('sk_test_'.length),
  Buffer.from(testKey).toString('base64').slice(4, -4),
  Buffer.from(testKey).toString('hex'),
];

function assertNoKey(what: string, text: string): void {
  for (const mark of marks) {
    assert.ok(!text.includes(mark), `${what} holds the key: ${around(text, mark)}`);
  }
}

function around(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return text.slice(Math.max(0, at - 200), at + 40).replaceAll(mark, '<KEY>');
}

const says = `The key ${testKey} (Authorization: Bearer ${testKey}, {"line":"\\n${testKey}"}) is at fault`;
const error = (type: string) => ({ error: { type, message: says, code: says, param: says, doc_url: says } });

/** Servers and proxies that send the key back in whatever they say. */
const faults: Readonly<Record<string, Fault>> = {
  ...Object.fromEntries(
    [400, 401, 402, 403, 404, 409, 429, 500, 503].map((status): [string, Fault] => [
      `status ${status}`,
      {
        kind: 'status',
        status,
        body: error(status === 401 ? 'authentication_error' : 'invalid_request_error'),
        headers: { 'request-id': `req_${testKey}`, 'stripe-should-retry': 'false', 'retry-after': '7200' },
      },
    ]),
  ),
  'a page': { kind: 'body', body: `<html><body>${says}</body></html>`, contentType: 'text/html' },
  'no JSON': { kind: 'body', body: `{"object":"list","data":[${testKey}` },
  'no list': { kind: 'body', body: JSON.stringify({ object: says, id: says }) },
  'a list of something else': {
    kind: 'body',
    body: JSON.stringify({ object: 'list', has_more: false, data: [says] }),
  },
  'a connection that is cut': { kind: 'cut' },
  'no answer': { kind: 'drop' },
};

describe('an API key', () => {
  let server: StripeServer;

  beforeEach(async () => {
    server = await startStripeServer({ customers: 3 });
  });

  afterEach(() => server.close());

  for (const [what, fault] of Object.entries(faults)) {
    it(`is in nothing that a run leaves behind after ${what}`, async () => {
      const workspace = await openWorkspace(server.url);
      try {
        // The account answers: the trouble comes with the lists.
        server.faults.add((request) => (request.path === '/v1/account' ? undefined : fault));
        const run = await workspace.runner.run(testDataflow('Billing', 'stripe', ['customers', 'invoices']));
        assert.notEqual(run.status, 'succeeded');
        assertNoKey('the record', JSON.stringify(run));
        assertNoKey('an event', inspect(workspace.events, { depth: Number.POSITIVE_INFINITY }));
        await workspace.database.close();
        const folder = path.dirname(workspace.file);
        for (const name of await readdir(folder)) {
          assertNoKey(`the file ${name}`, (await readFile(path.join(folder, name))).toString('latin1'));
        }
      } finally {
        await workspace.dispose();
      }
    });

    it(`is in no error of connecting after ${what}`, async () => {
      server.faults.add(() => fault);
      const connector = createStripeConnector({ apiBase: () => server.url, limits: wideLimits });
      const connection = { apiKey: testKey, connectedAccount: 'acct_1' };
      const { signal } = new AbortController();
      for (const attempt of [
        () => connector.connect(connection, signal),
        async () => (await connector.discover(connection, signal)).values().next().value ?? 'nothing',
      ]) {
        const outcome = await attempt().catch((thrown: unknown) => thrown);
        assertNoKey('the outcome', inspect(outcome, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
      }
    });
  }

  for (const typed of [
    `${testKey} `,
    `"${testKey}"`,
    `x${testKey}`,
    testKey.slice(0, -1),
    `${testKey}\n${testKey}`,
  ]) {
    it(`is in no error about a key that was typed as ${JSON.stringify(typed).replace(testKey, 'KEY')}`, async () => {
      const connector = createStripeConnector({ apiBase: () => server.url, limits: wideLimits });
      const outcome = await connector
        .connect({ apiKey: typed }, new AbortController().signal)
        .catch((thrown: unknown) => thrown);
      assertNoKey('the outcome', inspect(outcome, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
    });
  }
});

// Imports everything that the catalog has, from the test server and from other implementations of Stripe's API.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { type CatalogTable, catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import type { RunTableRecord } from '../../src/database/api.ts';
import type { ColumnType } from '../../src/shared/columns.ts';
import { openWorkspace, testDataflow } from '../integration/harness.ts';
import { testKey } from '../stripe-server/keys.ts';
import type { StripeObject } from '../stripe-server/resourceStore.ts';
import { startStripeServer } from '../stripe-server/stripeServer.ts';

const help = `Usage: npm run --silent compatibility -- [--other <name>=<url>]... > docs/compatibility.md

Imports all tables of the catalog from the test server, and from other implementations of Stripe's API that run on
loopback, which get a few objects first. Writes a table of the outcomes, in Markdown. Start another one before, with an
account that is empty: PORT=8127 npx stripe-stateful-mock
`;

const { values } = parseArgs({
  options: {
    other: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

interface Implementation {
  readonly name: string;
  readonly tables: ReadonlyMap<string, RunTableRecord>;
}

if (values.help) {
  process.stdout.write(help);
} else {
  process.stdout.write(report([await testServer(), ...(await Promise.all(values.other.map(otherServer)))]));
}

async function testServer(): Promise<Implementation> {
  const server = await startStripeServer({ customers: 20 });
  const lists = [...catalog().values()].filter((table) => table.parent === null);
  for (const table of lists.filter(({ name }) => server.objects(name).length === 0)) {
    server.put(table.name, sampleObject(table, 'sample', server.now));
  }
  try {
    return await importAll('test server', server.url);
  } finally {
    await server.close();
  }
}

async function otherServer(option: string): Promise<Implementation> {
  const at = option.indexOf('=');
  const [name, url] = [option.slice(0, at), option.slice(at + 1)];
  await makeObjects(url);
  const front = await startFront(url);
  try {
    return await importAll(name, front.url);
  } finally {
    front.close();
  }
}

/** Answers in the place of an implementation that has no `/v1/account`, with which an import begins; passes on all else. */
async function startFront(url: string): Promise<{ readonly url: string; close(): void }> {
  const front = createServer(async (request, response) => {
    const path = request.url ?? '/';
    response.setHeader('Content-Type', 'application/json');
    if (path === '/v1/account') {
      response.end(JSON.stringify({ id: 'acct_1', object: 'account' }));
      return;
    }
    const { authorization = '' } = request.headers;
    const answer = await fetch(new URL(path, url), { headers: { Authorization: authorization } });
    response.writeHead(answer.status).end(await answer.text());
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    close() {
      front.close();
      front.closeAllConnections();
    },
  };
}

/** An object with a value in each field that has a column of its own, and one in each list inside it. */
function sampleObject(table: CatalogTable, id: string, now: number): StripeObject {
  const object: Record<string, unknown> = {};
  for (const { path, column } of table.fields) {
    const [field, inner] = path;
    if (field !== undefined && inner === undefined) {
      object[field] = sampleValue(column.type, now);
    }
  }
  for (const { resource, field } of table.children) {
    const child = catalog().get(resource);
    const data = child === undefined ? [] : [sampleObject(child, `${id}_${resource}`, now)];
    object[field] = { object: 'list', data, has_more: false };
  }
  return { ...object, id, object: table.object, livemode: false };
}

function sampleValue(type: ColumnType, now: number): unknown {
  switch (type) {
    case 'boolean':
      return true;
    case 'datetime':
      return now;
    case 'integer':
      return 12;
    case 'real':
      return 1.5;
    case 'decimal':
      return '1.5';
    case 'json':
      return { sample: true };
    case 'text':
      return 'text';
  }
}

async function importAll(name: string, url: string): Promise<Implementation> {
  const workspace = await openWorkspace(url);
  try {
    const run = await workspace.runner.run(testDataflow('All', 'stripe', [...catalog().keys()]));
    for (const { table, status, description } of run.tables.filter((record) => !isKnownTrouble(record))) {
      process.stderr.write(`${name}, ${table}: ${status}. ${description}\n`);
    }
    return {
      name,
      tables: new Map(run.tables.map((table) => [table.table.replace(/^all_/, ''), table])),
    };
  } finally {
    await workspace.dispose();
  }
}

/** As an application would. What an implementation does not know it refuses, and goes without. */
async function makeObjects(url: string): Promise<void> {
  const post = async (path: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${testKey}` },
      body: new URLSearchParams(fields),
    });
    const body: unknown = await response.json().catch(() => undefined);
    return response.ok && typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '';
  };
  // More than a page, so that the cursor is put to the test.
  for (let count = 0; count < 105; count += 1) {
    await post('/v1/customers', { email: `customer${count}@example.com`, source: 'tok_visa' });
  }
  const customer = await post('/v1/customers', { email: 'last@example.com', source: 'tok_visa' });
  const charge = await post('/v1/charges', { amount: '1000', currency: 'eur', customer });
  await post('/v1/refunds', { charge, amount: '100' });
  const product = await post('/v1/products', { name: 'Coffee', type: 'service' });
  const price = { currency: 'eur', interval: 'month', product };
  const plan = await post('/v1/plans', { ...price, amount: '900' });
  await post('/v1/prices', { currency: 'eur', unit_amount: '900', product, 'recurring[interval]': 'month' });
  await post('/v1/subscriptions', { customer, 'items[0][plan]': plan });
  await post('/v1/coupons', { duration: 'once', percent_off: '10' });
  await post('/v1/tax_rates', { display_name: 'VAT', inclusive: 'true', percentage: '19' });
  await post('/v1/invoiceitems', { customer, amount: '100', currency: 'eur' });
  await post('/v1/invoices', { customer });
  await post('/v1/payment_intents', { amount: '1000', currency: 'eur', customer });
  await post('/v1/setup_intents', { customer });
  await post('/v1/payment_methods', { type: 'card', 'card[token]': 'tok_visa' });
  await post('/v1/accounts', { type: 'custom', country: 'DE' });
}

function report(implementations: readonly Implementation[]): string {
  const command = `npm run --silent compatibility -- ${values.other.map((other) => `--other ${other}`).join(' ')}`;
  const header = ['list', ...implementations.map(({ name }) => name)];
  const rows = [...catalog().values()].map((table) => [
    `\`${table.path}\``,
    ...implementations.map(({ tables }) => outcome(tables.get(table.name))),
  ]);
  const totals = implementations.map(({ name, tables }) => {
    const records = [...tables.values()];
    const filled = records.filter((record) => record.inserted > 0).length;
    const empty = records.filter((record) => record.status === 'succeeded' && record.inserted === 0).length;
    const others = records.length - filled - empty;
    return `- ${name}: ${filled} of ${catalog().size} lists imported with rows, ${empty} empty, ${others} not served or failed`;
  });
  return [
    '# Compatibility',
    '',
    'Every list of the catalog, imported from the test server and from other implementations of Stripe’s API on loopback.',
    'A number is the rows that were imported; an empty list was served without objects. Made by',
    '',
    '```sh',
    command.trim(),
    '```',
    '',
    ...totals,
    '',
    ...markdownTable([header, ...rows]),
    '',
  ].join('\n');
}

function outcome(record: RunTableRecord | undefined): string {
  if (record?.status === 'succeeded') {
    return record.inserted === 0 ? 'empty' : record.inserted.toLocaleString('en');
  }
  return record !== undefined && isKnownTrouble(record) ? 'not served' : 'failed';
}

/** Whether all is well, or the implementation has no such list. */
function isKnownTrouble({ status, description = '' }: RunTableRecord): boolean {
  return status === 'succeeded' || /No matching path|Unrecognized request URL/.test(description);
}

function markdownTable(rows: readonly (readonly string[])[]): readonly string[] {
  const [header = []] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = rows;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others.map(line)];
}

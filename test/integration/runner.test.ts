import assert from 'node:assert/strict';
import { mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { catalog, catalogApiVersion } from '../../src/connectors/stripe/catalog/catalog.ts';
import { DatabaseError, type RunRecord, type RunTableRecord } from '../../src/database/api.ts';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { RunError, type RunErrorReason } from '../../src/dataflows/runEvents.ts';
import {
  defaultAccount,
  expiredTestKey,
  liveKey,
  restrictedTestKey,
  secondAccount,
  secondAccountKey,
  testKey,
} from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { changeFile } from './databaseSupport.ts';
import { missingLeaves } from './everyLeaf.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';

const defaults = [...catalog().values()].filter((table) => table.tickedByDefault).map((table) => table.name);

function refuses(action: Promise<unknown>, reason: RunErrorReason): Promise<void> {
  return assert.rejects(action, (error: unknown) => RunError.is(error, reason));
}

function tableOf(run: RunRecord, name: string): RunTableRecord {
  const table = run.tables.find((candidate) => candidate.table === name);
  assert.ok(table, `the run has no table ${name}`);
  return table;
}

/** The rows of a table, as another SQLite reads them from the file. */
function rowsInFile(file: string, table: string): Map<string, Record<string, unknown>> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(`SELECT * FROM "${table}"`).all();
    return new Map(rows.map((row) => [String(row['id']), row]));
  } finally {
    database.close();
  }
}

describe('a run', () => {
  let server: StripeServer;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    server = await startStripeServer({ customers: 40 });
    workspace = await openWorkspace(server.url);
  });

  afterEach(async () => {
    await workspace.dispose();
    await server.close();
  });

  const dataflow = (
    resources: readonly string[] = ['customers', 'invoices', 'invoice_line_items'],
  ): Dataflow => testDataflow('Billing', 'stripe', resources);

  it('brings every leaf of every object of the tables ticked by default into the file', async () => {
    const run = await workspace.runner.run(dataflow(defaults));
    assert.equal(run.status, 'succeeded', run.description);
    for (const resource of defaults) {
      const objects = server.objects(resource);
      const rows = rowsInFile(workspace.file, `billing_${resource}`);
      assert.ok(objects.length > 0, `the server has no ${resource}`);
      assert.equal(rows.size, objects.length, resource);
      const elsewhere =
        catalog()
          .get(resource)
          ?.children.map((child) => child.field) ?? [];
      for (const object of objects) {
        const id = String(object['id']);
        const row = rows.get(id);
        assert.ok(row, `${resource} ${id} is missing`);
        assert.deepEqual(missingLeaves(object, row, elsewhere), [], `${resource} ${id}`);
      }
    }
  });

  it('leaves a file that SQLite finds whole', async () => {
    await workspace.runner.run(dataflow());
    const database = new DatabaseSync(workspace.file, { readOnly: true });
    assert.deepEqual(
      database
        .prepare('PRAGMA integrity_check')
        .all()
        .map((row) => ({ ...row })),
      [{ integrity_check: 'ok' }],
    );
    database.close();
  });

  it('lists all again when asked to, and counts what is new, changed, gone and unchanged', async () => {
    const first = await workspace.runner.run(dataflow(['customers']));
    const before = tableOf(first, 'billing_customers').inserted;
    const [changed, gone] = server.objects('customers').map((customer) => String(customer['id']));
    assert.ok(changed !== undefined && gone !== undefined);
    server.update('customers', changed, { name: 'Renamed GmbH' });
    server.delete('customers', gone);
    const added = server.create('customers', { name: 'New Ltd' });

    const full = await workspace.runner.run(dataflow(['customers']), { full: true });
    const second = tableOf(full, 'billing_customers');
    assert.deepEqual(
      [second.inserted, second.updated, second.deleted, second.unchanged],
      [1, 1, 1, before - 2],
    );
    const rows = rowsInFile(workspace.file, 'billing_customers');
    assert.equal(rows.get(changed)?.['name'], 'Renamed GmbH');
    assert.equal(rows.get(String(added['id']))?.['name'], 'New Ltd');
    assert.match(String(rows.get(gone)?.['_deleted_at']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('skips what the key may not read, names the permission, and succeeds with warnings', async () => {
    workspace.apiKey = restrictedTestKey;
    server.keys.find((key) => key.key === restrictedTestKey)?.denied?.add('rak_invoice_read');
    const run = await workspace.runner.run(dataflow(['customers', 'invoices']));
    assert.equal(run.status, 'succeededWithWarnings');
    assert.equal(tableOf(run, 'billing_customers').status, 'succeeded');
    assert.equal(tableOf(run, 'billing_invoices').status, 'skipped');
    assert.match(tableOf(run, 'billing_invoices').description ?? '', /rak_invoice_read/);
  });

  it('fails with a table that failed, keeps the others, and marks nothing deleted there', async () => {
    await workspace.runner.run(dataflow(['customers', 'products']));
    server.faults.add((request) =>
      request.path === '/v1/products' ? { kind: 'status', status: 400 } : undefined,
    );
    const run = await workspace.runner.run(dataflow(['customers', 'products']), { full: true });
    assert.equal(run.status, 'failed');
    assert.equal(tableOf(run, 'billing_customers').status, 'succeeded');
    const products = tableOf(run, 'billing_products');
    assert.deepEqual([products.status, products.deleted], ['failed', 0]);
    assert.match(products.description ?? '', /req_/, 'the request id is there for support');
  });

  it('fails with a table that cannot be written, and reads it again', async () => {
    await workspace.runner.run(dataflow(['customers', 'products']));
    const [changed] = server.objects('products').map((product) => String(product['id']));
    assert.ok(changed !== undefined);
    server.update('products', changed, { name: 'Renamed' });
    changeFile(
      workspace.file,
      `CREATE TRIGGER mine BEFORE UPDATE ON billing_products BEGIN SELECT RAISE(ABORT, 'not today'); END`,
    );
    assert.ok(await workspace.database.refresh());
    const run = await workspace.runner.run(dataflow(['customers', 'products']));
    assert.equal(run.status, 'failed');
    const products = tableOf(run, 'billing_products');
    assert.equal(products.status, 'failed');
    assert.match(products.description ?? '', /not today/);
    changeFile(workspace.file, 'DROP TRIGGER mine');
    assert.ok(await workspace.database.refresh());
    const next = await workspace.runner.run(dataflow(['customers', 'products']));
    assert.equal(next.status, 'succeeded', next.description);
    assert.equal(rowsInFile(workspace.file, 'billing_products').get(changed)?.['name'], 'Renamed');
  });

  it('makes and reads again what another program dropped', async () => {
    await workspace.runner.run(dataflow(['customers', 'products', 'prices']));
    const before = ['customers', 'products', 'prices'].map((name) => [
      ...rowsInFile(workspace.file, `billing_${name}`).values(),
    ]);
    changeFile(
      workspace.file,
      `ALTER TABLE billing_customers RENAME COLUMN email TO mail;
       ALTER TABLE billing_prices DROP COLUMN currency;
       DROP TABLE billing_products`,
    );
    assert.ok(await workspace.database.refresh());
    const run = await workspace.runner.run(dataflow(['customers', 'products', 'prices']));
    assert.equal(run.status, 'succeeded', run.description);
    const after = ['customers', 'products', 'prices'].map((name) => [
      ...rowsInFile(workspace.file, `billing_${name}`).values(),
    ]);
    const values = (tables: Record<string, unknown>[][]) =>
      tables.map((rows) => rows.map(({ mail, _run_id, ...row }) => row));
    assert.deepEqual(values(after), values(before));
  });

  it('fails as a whole with a key that is refused, and says so', async () => {
    workspace.apiKey = expiredTestKey;
    const run = await workspace.runner.run(dataflow());
    assert.equal(run.status, 'failed');
    assert.ok(run.tables.every((table) => table.status === 'cancelled'));
    assert.ok(!JSON.stringify(run).includes(expiredTestKey));
  });

  it('never mixes two accounts, or live and test data', async () => {
    const ofTest: Dataflow = { ...dataflow(), source: { mode: 'test', account: defaultAccount } };
    for (const key of [liveKey, secondAccountKey]) {
      workspace.apiKey = key;
      const run = await workspace.runner.run(ofTest);
      assert.equal(run.status, 'failed');
      assert.match(run.description ?? '', /must not be mixed/);
    }
    workspace.apiKey = testKey;
    assert.equal((await workspace.runner.run(ofTest)).status, 'succeeded');
  });

  it('takes on no tables of another account, whatever dataflows.json says by then', async () => {
    const withoutSource = dataflow();
    await workspace.runner.run(withoutSource);
    const before = await workspace.database.tables();
    const renamed = withoutSource.tables.map((table) => ({ ...table, table: `other_${table.resource}` }));
    const others: readonly [string, Dataflow][] = [
      [secondAccountKey, withoutSource],
      [secondAccountKey, { ...withoutSource, tables: renamed }],
      [secondAccountKey, { ...withoutSource, source: { mode: 'test', account: secondAccount } }],
      [liveKey, withoutSource],
    ];
    for (const [key, definition] of others) {
      workspace.apiKey = key;
      const run = await workspace.runner.run(definition);
      assert.equal(run.status, 'failed');
      assert.match(run.description ?? '', /must not be mixed/);
      assert.deepEqual(await workspace.database.tables(), before);
    }
    workspace.apiKey = testKey;
    assert.equal((await workspace.runner.run(withoutSource)).status, 'succeeded');
  });

  it('keeps on record what it read: account, mode, and the version of the API', async () => {
    const run = await workspace.runner.run(dataflow());
    assert.equal(run.source, `${defaultAccount} test ${catalogApiVersion}`);
    workspace.apiKey = 'sk_test_wrong';
    const known: Dataflow = { ...dataflow(), source: { mode: 'test' } };
    assert.equal((await workspace.runner.run(known)).source, 'test', 'as far as the definition says');
  });

  it('can be cancelled in the middle, keeps what it has, and marks nothing deleted', async () => {
    await workspace.runner.run(dataflow(['customers']));
    server.faults.add({ match: { path: '/v1/customers', nth: 1, times: 1000 }, fault: { kind: 'hang' } });
    const running = workspace.runner.run(dataflow(['customers', 'products']), { full: true });
    while (!workspace.events.some((event) => event.kind === 'table' && event.table === 'billing_products')) {
      await new Promise(setImmediate);
    }
    workspace.runner.cancel('billing');
    const run = await running;
    assert.equal(run.status, 'cancelled');
    assert.equal(tableOf(run, 'billing_products').status, 'succeeded');
    assert.deepEqual(
      [tableOf(run, 'billing_customers').status, tableOf(run, 'billing_customers').deleted],
      ['cancelled', 0],
    );
  });

  it('tells its end also where the database dies under it, and rejects', async () => {
    server.faults.add({ match: { path: '/v1/customers', times: 1000 }, fault: { kind: 'hang' } });
    const running = workspace.runner.run(dataflow(['customers', 'products']));
    while (!workspace.events.some((event) => event.kind === 'table')) {
      await new Promise(setImmediate);
    }
    await workspace.database.dispose();
    workspace.runner.cancel('Billing');
    await assert.rejects(running, (error: unknown) => DatabaseError.is(error));
    assert.equal(workspace.events.at(-1)?.kind, 'broken');
  });

  it('is interrupted when the runner is stopped, keeps what it has, and cannot be started any more', async () => {
    server.faults.add({ match: { path: '/v1/customers', times: 1000 }, fault: { kind: 'hang' } });
    const running = workspace.runner.run(dataflow(['customers', 'products']));
    while (!workspace.events.some((event) => event.kind === 'table')) {
      await new Promise(setImmediate);
    }
    await workspace.runner.stop();
    const run = await running;
    assert.equal(run.status, 'interrupted');
    assert.equal(tableOf(run, 'billing_customers').status, 'cancelled');
    assert.ok(rowsInFile(workspace.file, 'billing_products').size > 0);
    await refuses(workspace.runner.run(dataflow()), 'stopped');
  });

  it('is one at a time for a dataflow', async () => {
    const running = workspace.runner.run(dataflow());
    await refuses(workspace.runner.run(dataflow()), 'alreadyRunning');
    assert.equal((await running).status, 'succeeded');
    assert.equal(workspace.runner.isRunning('BILLING'), false);
  });

  it('needs a key, a connector and nothing else', async () => {
    workspace.apiKey = undefined;
    await refuses(workspace.runner.run(dataflow()), 'noApiKey');
    await refuses(workspace.runner.run(testDataflow('Odd', 'paypal', ['customers'])), 'unknownConnector');
    assert.deepEqual(await workspace.database.runs(), [], 'no run was begun');
  });

  it('tells its progress and ends with the record that the database has', async () => {
    const run = await workspace.runner.run(dataflow());
    const kinds = workspace.events.map((event) => event.kind);
    assert.equal(kinds[0], 'started');
    assert.equal(kinds.at(-1), 'finished');
    assert.equal(kinds.filter((kind) => kind === 'table').length, 3);
    assert.deepEqual(await workspace.database.runs('Billing', 1), [run]);
  });

  it('is refused where the database cannot be opened', async () => {
    await mkdir(workspace.file, { recursive: true });
    await assert.rejects(workspace.runner.run(dataflow()), (error: unknown) => DatabaseError.is(error));
  });

  it('is refused where dataflows.json gives a table’s name to another resource, until the table is gone', async () => {
    await workspace.runner.run(dataflow(['customers']));
    const before = rowsInFile(workspace.file, 'billing_customers');
    const other = dataflow(['products']);
    const mixed = {
      ...other,
      tables: other.tables.map((entry) => ({ ...entry, table: 'billing_customers' })),
    };
    const refused = await workspace.runner.run(mixed);
    assert.equal(refused.status, 'failed');
    assert.match(
      refused.description ?? '',
      /“billing_customers” holds customers, and “Billing” wants products in it.*dataflows\.json; or delete the table/,
    );
    assert.deepEqual(rowsInFile(workspace.file, 'billing_customers'), before);
    await workspace.database.changeTables({ dropped: ['billing_customers'], renamed: [] });
    assert.equal((await workspace.runner.run(mixed)).status, 'succeeded');
    assert.equal(rowsInFile(workspace.file, 'billing_customers').size, server.objects('products').length);
  });

  it('says that the file could not be written, and keeps the data to be looked at and saved again', async () => {
    await workspace.runner.run(dataflow(['products']));
    await rm(workspace.file);
    await mkdir(workspace.file);
    const run = await workspace.runner.run(dataflow(['products', 'customers']));
    assert.equal(run.status, 'succeededWithWarnings');
    assert.match(
      run.description ?? '',
      /The file could not be written when the run ended\. .*was deleted or moved/,
    );
    const end = workspace.events.find((event) => event.kind === 'finished' && event.run.id === run.id);
    assert.ok(end?.kind === 'finished' && DatabaseError.is(end.unsavedBy, 'deletedOnDisk'));
    const customers = { table: 'billing_customers', includeDeleted: false, where: [] };
    assert.equal(await workspace.database.countRows(customers), server.objects('customers').length);
    await rmdir(workspace.file);
    await workspace.database.save('all', true);
    assert.equal(rowsInFile(workspace.file, 'billing_customers').size, server.objects('customers').length);
  });

  it('leaves the key in no file of the folder', async () => {
    await workspace.runner.run(dataflow(defaults));
    assert.equal((await readFile(workspace.file)).includes(testKey), false);
  });
});

describe('a run of the sample account', () => {
  it('brings the same rows each time, with no key and no network', async () => {
    const workspace = await openWorkspace();
    workspace.apiKey = undefined;
    const sample = testDataflow('Sample', 'sample', defaults);
    const first = await workspace.runner.run(sample);
    assert.equal(first.status, 'succeeded', first.description);
    assert.deepEqual(
      first.tables.filter((table) => table.inserted === 0).map((table) => table.table),
      [],
    );
    const second = await workspace.runner.run(sample);
    assert.deepEqual(
      second.tables.map((table) => [table.inserted, table.updated, table.deleted, table.unchanged]),
      first.tables.map((table) => [0, 0, 0, table.inserted]),
    );
    await workspace.dispose();
  });
});

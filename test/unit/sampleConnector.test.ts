import assert from 'node:assert/strict';
import { ConnectorError, type ReadEvent } from '../../src/connectors/connector.ts';
import { createSampleConnector } from '../../src/connectors/sample/sampleConnector.ts';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { unpackRows } from '../../src/database/unpackRows.ts';
import type { Row } from '../../src/shared/columns.ts';
import { collectSample } from './sampleCollection.ts';

describe('sample connector', () => {
  const connector = createSampleConnector({ customers: 30 });
  const connection = { apiKey: '' };

  function read(
    resources: readonly string[],
    signal = new AbortController().signal,
  ): AsyncIterable<ReadEvent> {
    return connector.read({
      connection,
      resources: resources.map((resource) => ({ resource, rows: 0 })),
      signal,
      full: false,
    });
  }

  async function allNames(): Promise<string[]> {
    return (await connector.resources()).map(({ name }) => name);
  }

  async function readRows(resources: readonly string[]): Promise<Map<string, Row[]>> {
    const rows = new Map<string, Row[]>();
    for await (const event of read(resources)) {
      if (event.kind === 'batch') {
        rows.set(event.resource, [...(rows.get(event.resource) ?? []), ...unpackRows(event.rows)]);
      }
    }
    return rows;
  }

  it('offers the tables that are ticked by default, as Stripe’s connector has them', async () => {
    const offered = await connector.resources();
    const ticked = [...catalog().values()].filter(({ tickedByDefault }) => tickedByDefault);
    assert.deepEqual(
      offered.map(({ name, columns, parent }) => ({ name, columns, parent })),
      ticked.map(({ name, columns, parent }) => ({ name, columns, parent: parent?.resource })),
    );
  });

  it('needs no key', async () => {
    const { signal } = new AbortController();
    const account = await connector.connect(connection, signal);
    assert.deepEqual([account.displayName, account.mode], ['Northwind Coffee (sample)', 'sample']);
    assert.equal((await connector.discover(connection, signal)).size, 0);
    assert.equal(connector.needsApiKey, false);
  });

  it('fills every table, and finishes each', async () => {
    const names = await allNames();
    const finished = new Set<string>();
    const filled = new Set<string>();
    for await (const event of read(names)) {
      assert.ok(!finished.has(event.resource), 'nothing comes of a table that is finished');
      if (event.kind === 'batch') {
        filled.add(event.resource);
        assert.ok(event.rows.length > 0 && event.rows.length <= 100);
      } else if (event.kind === 'finished') {
        assert.equal(event.complete, true);
        finished.add(event.resource);
      }
    }
    assert.deepEqual([...finished].sort(), names.toSorted());
    assert.deepEqual([...filled].sort(), names.toSorted());
  });

  it('reads the same rows on every run', async () => {
    const names = await allNames();
    assert.deepEqual(await readRows(names), await readRows(names));
  });

  it('finds a column for every field', async () => {
    for (const [resource, rows] of await readRows(await allNames())) {
      const columns = catalog().get(resource)?.columns ?? [];
      const extra = columns.findIndex(({ name }) => name === '_extra');
      for (const row of rows) {
        assert.equal(row.length, columns.length, resource);
        assert.equal(row[extra], null, resource);
      }
    }
  });

  it('names in each child’s row the object that holds it', async () => {
    const rows = await readRows(['invoices', 'invoice_line_items']);
    const invoices = new Set(rows.get('invoices')?.map(([id]) => id));
    const lines = rows.get('invoice_line_items') ?? [];
    const columns = catalog().get('invoice_line_items')?.columns ?? [];
    const parent = columns.findIndex(({ name }) => name === '_parent_id');
    assert.ok(lines.length > invoices.size);
    assert.ok(lines.every((line) => invoices.has(line[parent] ?? '')));
  });

  it('reads a child list without its parent', async () => {
    const [alone, both] = [
      await readRows(['subscription_items']),
      await readRows(['subscriptions', 'subscription_items']),
    ];
    assert.deepEqual([...alone.keys()], ['subscription_items']);
    assert.deepEqual(alone.get('subscription_items'), both.get('subscription_items'));
  });

  it('has two hundred customers unless told otherwise', async () => {
    let customers = 0;
    const request = {
      connection,
      signal: new AbortController().signal,
      full: false,
    };
    for await (const event of createSampleConnector().read({
      ...request,
      resources: [{ resource: 'customers', rows: 0 }],
    })) {
      customers += event.kind === 'batch' ? event.rows.length : 0;
    }
    assert.equal(customers, 200);
  });

  it('fails only the table that it does not have', async () => {
    const outcomes: string[] = [];
    for await (const event of read(['customers', 'treasury_moons'])) {
      if (event.kind === 'failed') {
        assert.match(event.error.message, /“treasury_moons”/);
      }
      if (event.kind === 'failed' || event.kind === 'finished') {
        outcomes.push(`${event.resource} ${event.kind}`);
      }
    }
    assert.deepEqual(outcomes, ['treasury_moons failed', 'customers finished']);
  });

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController();
    const reading = async () => {
      for await (const _ of read(await allNames(), cancel.signal)) {
        cancel.abort();
      }
    };
    await assert.rejects(reading(), (error) => ConnectorError.is(error, 'cancelled'));
  });

  it('gives way to others while it reads', async () => {
    let turns = 0;
    let reading = true;
    const count = (): void => {
      turns++;
      if (reading) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const names = await allNames();
    for await (const _ of read(names)) {
      // What is read does not matter here.
    }
    reading = false;
    assert.ok(turns >= names.length);
  });

  it('agrees with the generator on how many objects there are', async () => {
    const rows = await readRows(['customers', 'charges', 'balance_transactions']);
    const only = ['customers', 'charges', 'balance_transactions'] as const;
    const generated = collectSample({ customers: 30, seed: 2026, only });
    for (const name of only) {
      assert.equal(rows.get(name)?.length, generated[name].length);
    }
  });
});

import assert from 'node:assert/strict';
import type { RunRecord } from '../../src/database/api.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';
import { contentOf } from './undoModel.ts';

describe('a rollback of an import', () => {
  let server: StripeServer;
  let workspace: TestWorkspace;
  const dataflow = testDataflow('Billing', 'stripe', ['customers', 'invoices', 'invoice_line_items']);

  beforeEach(async () => {
    server = await startStripeServer({ customers: 20 });
    workspace = await openWorkspace(server.url);
  });

  afterEach(async () => {
    await workspace.dispose();
    await server.close();
  });

  async function rollBack(table?: string): Promise<RunRecord> {
    const target = { dataflow: 'Billing', table };
    const plan = await workspace.database.rollbackPlan(target);
    assert.ok(plan, 'there is nothing to roll back');
    const record = await workspace.database.rollback(target, plan.run.id);
    await workspace.database.save();
    return record;
  }

  /** Something of each kind happens at Stripe. */
  function change(): void {
    const [changed, gone] = server.objects('customers').map((customer) => String(customer['id']));
    const [invoice] = server.objects('invoices').map((object) => String(object['id']));
    assert.ok(changed !== undefined && gone !== undefined && invoice !== undefined);
    server.update('customers', changed, { name: `Renamed ${changed} again` });
    server.delete('customers', gone);
    server.create('customers', { name: 'New Ltd' });
    server.update('invoices', invoice, { description: 'Another one' });
  }

  /** The rows without what tells when they came. */
  function rows(): unknown {
    return [...contentOf(workspace.file).tables].map(([table, content]) => [
      table,
      content.rows
        .filter((row) => row['_deleted_at'] === 'null NULL')
        .map(({ _run_id, ...row }) => row)
        .sort((a, b) => String(a['id']).localeCompare(String(b['id']))),
    ]);
  }

  it('brings the earlier state, exactly; a run after it brings Stripe’s present state, exactly', async () => {
    await workspace.runner.run(dataflow);
    const first = contentOf(workspace.file).tables;
    change();
    await workspace.runner.run(dataflow);
    const second = rows();
    const record = await rollBack();
    assert.equal(record.status, 'rolledBack');
    assert.deepEqual(contentOf(workspace.file).tables, first);

    const again = await workspace.runner.run(dataflow);
    assert.equal(again.status, 'succeeded', again.description);
    assert.deepEqual(rows(), second);

    // Undone twice there is nothing, and then everything again.
    await rollBack();
    await rollBack();
    assert.deepEqual([...contentOf(workspace.file).tables.keys()], []);
    await workspace.runner.run(dataflow);
    assert.deepEqual(rows(), second);
  });

  it('of one table alone leaves the others, and the next run brings it up to date', async () => {
    await workspace.runner.run(dataflow);
    const first = contentOf(workspace.file).tables;
    change();
    await workspace.runner.run(dataflow);
    const second = contentOf(workspace.file).tables;
    const present = rows();
    await rollBack('billing_customers');
    const after = contentOf(workspace.file).tables;
    assert.deepEqual(after.get('billing_customers')?.rows, first.get('billing_customers')?.rows);
    assert.deepEqual(after.get('billing_invoices'), second.get('billing_invoices'));
    await workspace.runner.run(dataflow);
    assert.deepEqual(rows(), present);
  });

  it('follows tables that were renamed in the definition, by hand or before a crash', async () => {
    await workspace.runner.run(dataflow);
    const first = contentOf(workspace.file).tables.get('billing_customers');
    change();
    const renamed = {
      ...dataflow,
      tables: dataflow.tables.map((table) => ({ ...table, table: `my_${table.resource}` })),
    };
    const second = await workspace.runner.run(renamed);
    assert.equal(second.tables[0]?.table, 'my_customers');
    assert.equal(second.tables[0]?.inserted, 1, 'the rows were kept');
    await rollBack();
    assert.deepEqual(contentOf(workspace.file).tables.get('my_customers'), first);
  });

  it('takes back a run that was cancelled in the middle', async () => {
    await workspace.runner.run(dataflow);
    const first = contentOf(workspace.file).tables;
    change();
    server.faults.add({ match: { path: '/v1/invoices', times: 1000 }, fault: { kind: 'hang' } });
    workspace.events.length = 0;
    const running = workspace.runner.run(dataflow, { full: true });
    while (!workspace.events.some((event) => event.kind === 'table')) {
      await new Promise(setImmediate);
    }
    workspace.runner.cancel('Billing');
    assert.equal((await running).status, 'cancelled');
    await rollBack();
    assert.deepEqual(contentOf(workspace.file).tables, first);
  });
});

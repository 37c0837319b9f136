import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { RunRecord } from '../../src/database/api.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { assertLikeFreshImport } from './freshImport.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';
import { parentWith } from './stripeObjects.ts';

const resources = ['charges', 'invoices', 'invoice_line_items', 'payment_methods', 'balance_transactions'];

/** What a run asks before it reads. */
const overhead = ['/v1/account'];

describe('A first import that is cut short', () => {
  let server: StripeServer;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    server = await startStripeServer({ customers: 30, only: ['customers', ...resources] });
    // Objects whose child lists take many requests.
    for (const [index, invoice] of server.objects('invoices').slice(0, 4).entries()) {
      const lines = parentWith('invoice', invoice.id, server.now, 'lines', 300 + index * 10)['lines'];
      server.put('invoices', { ...invoice, lines });
    }
    workspace = await openWorkspace(server.url);
  });

  afterEach(async () => {
    await workspace.dispose();
    await server.close();
  });

  const run = (of = resources): Promise<RunRecord> =>
    workspace.runner.run(testDataflow('Billing', 'stripe', of));

  /** Lets the requests after so many hang, and cancels the run when one does. */
  const runAndCancel = async (after: number, of = resources): Promise<void> => {
    let asked = 0;
    const script = server.faults.add(() => {
      asked += 1;
      if (asked <= after) {
        return undefined;
      }
      void cancelOnceRowsAreIn();
      return { kind: 'hang' };
    });
    assert.equal((await run(of)).status, 'cancelled');
    script.remove();
  };

  const cancelOnceRowsAreIn = async (): Promise<void> => {
    const isEmpty = async () =>
      (await workspace.database.tables('Billing')).every(({ rowCount }) => rowCount === 0);
    while (await isEmpty()) {
      await setImmediate();
    }
    workspace.runner.cancel('Billing');
  };

  const requestsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = server.requests.length;
    await work();
    const made = server.requests.slice(before);
    return made.filter(({ path }) => !overhead.includes(path) && path !== '/v1/events').length;
  };

  const wholeImport = async (): Promise<number> => {
    const fresh = await openWorkspace(server.url);
    const requests = await requestsOf(() => fresh.runner.run(testDataflow('Billing', 'stripe', resources)));
    await fresh.dispose();
    return requests;
  };

  for (const after of [4, 12, 30]) {
    it(`goes on where it stopped, after ${after} requests`, async () => {
      const whole = await wholeImport();
      await runAndCancel(after);
      const stored = (await workspace.database.tables('Billing')).reduce(
        (sum, { rowCount }) => sum + rowCount,
        0,
      );
      assert.ok(after < 8 || stored > 0);
      const rest = await requestsOf(async () => assert.equal((await run()).status, 'succeeded'));
      // What was under way at the end is asked again, and the newest balance transactions are looked at once more.
      assert.ok(rest < whole, `${rest} of ${whole}`);
      await assertLikeFreshImport(workspace, server, resources);
    });
  }

  it('misses no row of a table that failed before', async () => {
    for (let index = 0; index < 400; index++) {
      server.create('invoices');
      server.advance(60);
    }
    let pages: number | undefined;
    const script = server.faults.add(({ path }) => {
      if (path.endsWith('/lines')) {
        pages ??= 0;
        return { kind: 'status', status: 400 };
      }
      if (path !== '/v1/invoices' || pages === undefined) {
        return undefined;
      }
      pages += 1;
      if (pages <= 1) {
        return undefined;
      }
      void cancelOnceRowsAreIn();
      return { kind: 'hang' };
    });
    const { tables } = await run();
    script.remove();
    const statusOf = (name: string) => tables.find(({ table }) => table === name)?.status;
    assert.equal(statusOf('billing_invoices'), 'cancelled');
    assert.equal(statusOf('billing_invoice_line_items'), 'failed');
    assert.equal((await run()).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, resources);
  });

  it('still looks for what may change, however old, of what was read before', async () => {
    const of = ['balance_transactions'];
    const newestFirst = server.objects('balance_transactions');
    // On the first page, which is the only one that the first run has.
    const old = newestFirst[90];
    const day = 86_400;
    assert.ok(old !== undefined && server.now - Number(old['created']) > 12 * day);
    for (const object of newestFirst) {
      server.put('balance_transactions', { ...object, status: object === old ? 'pending' : 'available' });
    }
    const isPage = ({ path }: { readonly path: string }) => path === '/v1/balance_transactions';
    let pages = 0;
    const script = server.faults.add((request) => {
      pages += isPage(request) ? 1 : 0;
      if (pages < 2) {
        return undefined;
      }
      void cancelOnceRowsAreIn();
      return { kind: 'hang' };
    });
    assert.equal((await run(of)).status, 'cancelled');
    script.remove();
    assert.equal((await run(of)).status, 'succeeded');
    server.advance(day);
    server.put('balance_transactions', { ...old, status: 'available' });
    assert.equal((await run(of)).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, of);
  });

  it('goes on as often as it takes', async () => {
    for (let time = 0; time < 4; time++) {
      await runAndCancel(6);
    }
    assert.equal((await run()).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, resources);
  });

  it('sees what was made, changed and deleted since, also among the rows that it has', async () => {
    await runAndCancel(25);
    server.advance(3600);
    for (const resource of ['charges', 'invoices', 'payment_methods']) {
      const objects = server.objects(resource);
      server.update(resource, objects[0]?.id ?? '', { metadata: { changed: 'yes' } });
      server.update(resource, objects.at(-1)?.id ?? '', { metadata: { changed: 'yes' } });
      server.create(resource);
    }
    for (const invoice of server.objects('invoices').slice(1, 60)) {
      server.delete('invoices', invoice.id);
    }
    server.advance(3600);
    assert.equal((await run()).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, resources);
  });

  it('goes on although the objects to go on after were all deleted', async () => {
    await runAndCancel(20, ['payment_methods', 'invoices', 'invoice_line_items']);
    for (const resource of ['payment_methods', 'invoices']) {
      for (const { id } of server.objects(resource).slice(0, -1)) {
        server.delete(resource, id);
      }
    }
    server.advance(3600);
    const of = ['payment_methods', 'invoices', 'invoice_line_items'];
    assert.equal((await run(of)).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, of);
  });

  it('starts anew where a table has come to it', async () => {
    await runAndCancel(2, ['invoices']);
    assert.equal((await run(['invoices', 'invoice_line_items'])).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, ['invoices', 'invoice_line_items']);
  });

  it('starts anew where what it has is older than Stripe’s events', async () => {
    await runAndCancel(12);
    server.advance(31 * 24 * 3600);
    server.put('charges', {
      ...server.objects('charges')[0],
      id: server.objects('charges')[0]?.id ?? '',
      amount: 1,
    });
    assert.equal((await run()).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, resources);
  });
});

describe('A run in the middle of which', () => {
  let server: StripeServer;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    server = await startStripeServer({ customers: 30, only: ['customers', ...resources] });
    workspace = await openWorkspace(server.url);
  });

  afterEach(async () => {
    await workspace.dispose();
    await server.close();
  });

  const run = (): Promise<RunRecord> => workspace.runner.run(testDataflow('Billing', 'stripe', resources));

  it('the key is revoked ends at once, and the next one goes on with what it has', async () => {
    let asked = 0;
    server.faults.add(() => (++asked > 9 ? { kind: 'status', status: 401 } : undefined));
    const failed = await run();
    assert.equal(failed.status, 'failed');
    assert.match(failed.description ?? '', /does not know this API key/);
    assert.ok(server.requests.length < 40, 'it stopped asking');
    assert.ok(failed.tables.every(({ deleted }) => deleted === 0));
    server.faults.clear();
    assert.equal((await run()).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, resources);
  });

  it('the key loses a permission skips that table, and deletes nothing in it', async () => {
    await run();
    let pages = 0;
    server.faults.add(({ path }) =>
      path === '/v1/charges' && ++pages > 1 ? { kind: 'status', status: 403 } : undefined,
    );
    const flow = testDataflow('Billing', 'stripe', resources);
    const skipped = await workspace.runner.run(flow, { full: true });
    assert.equal(skipped.status, 'succeededWithWarnings');
    const charges = skipped.tables.find(({ table }) => table === 'billing_charges');
    assert.deepEqual([charges?.status, charges?.deleted], ['skipped', 0]);
    server.faults.clear();
    assert.equal((await run()).status, 'succeeded');
    await assertLikeFreshImport(workspace, server, resources);
  });
});

import assert from 'node:assert/strict';
import { defaultTableName } from '../../src/dataflows/definition.ts';
import type { Row } from '../../src/shared/columns.ts';
import type { StripeServer } from '../stripe-server/stripeServer.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from './harness.ts';
import { contentsOf } from './tableContents.ts';

/** Fails unless the tables of the dataflow Billing are what an undisturbed first import would make of the server now. */
export async function assertLikeFreshImport(
  workspace: TestWorkspace,
  server: StripeServer,
  resources: readonly string[],
): Promise<void> {
  const fresh = await openWorkspace(server.url);
  try {
    const run = await fresh.runner.run(testDataflow('Billing', 'stripe', resources));
    assert.equal(run.status, 'succeeded', run.description);
    for (const resource of resources) {
      const table = defaultTableName('Billing', resource);
      const [actual, expected] = await Promise.all([
        contentsOf(workspace.database, table),
        contentsOf(fresh.database, table),
      ]);
      assert.deepEqual(differences(actual, expected), [], resource);
    }
  } finally {
    await fresh.dispose();
  }
}

function differences(actual: ReadonlyMap<string, Row>, expected: ReadonlyMap<string, Row>): string[] {
  const ids = new Set([...actual.keys(), ...expected.keys()]);
  return [...ids].flatMap((id) => {
    const [is, should] = [actual.get(id), expected.get(id)];
    if (is === undefined || should === undefined) {
      return [`${id}: ${is === undefined ? 'missing' : 'too many'}`];
    }
    const columns = should.flatMap((cell, index) =>
      cell === is[index] ? [] : [`${String(is[index])} instead of ${String(cell)}`],
    );
    return columns.length === 0 ? [] : [`${id}: ${columns.join(', ')}`];
  });
}

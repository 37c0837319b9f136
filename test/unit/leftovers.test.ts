import assert from 'node:assert/strict';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { leftoverTables } from '../../src/dataflows/leftovers.ts';

type Table = readonly [resource: string, table: string, load?: 'data' | 'metadata'];

function dataflow(name: string, ...tables: readonly Table[]): Dataflow {
  return {
    name,
    connector: 'stripe',
    displayName: name,
    description: '',
    tables: tables.map(([resource, table, load = 'data']) => ({ resource, table, load, purpose: 'All' })),
    createdAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:00.000Z',
  };
}

const present = (name: string, dataflow: string, resource: string, rowCount = 5) => ({
  name,
  dataflow,
  resource,
  rowCount,
});

const leftovers = (dataflows: readonly Dataflow[], tables: readonly ReturnType<typeof present>[]) =>
  leftoverTables(dataflows, tables).map(({ name }) => name);

describe('tables that no run brings up to date any more', () => {
  it('are none as long as each is in its dataflow', () => {
    const shop = dataflow('Shop', ['charges', 'C'], ['refunds', 'r', 'metadata']);
    assert.deepEqual(
      leftovers([shop], [present('c', 'shop', 'charges'), present('r', 'Shop', 'refunds', 0)]),
      [],
    );
  });

  it('are those that their dataflow has no more, and all of a dataflow that is no more', () => {
    const shop = dataflow('Shop', ['charges', 'c']);
    const tables = [
      present('c', 'Shop', 'charges'),
      present('r', 'Shop', 'refunds'),
      present('x', 'Old', 'charges'),
    ];
    assert.deepEqual(leftovers([shop], tables), ['r', 'x']);
  });

  it('are those with rows of which only the columns are wanted', () => {
    const shop = dataflow('Shop', ['charges', 'c', 'metadata']);
    assert.deepEqual(leftovers([shop], [present('c', 'Shop', 'charges')]), ['c']);
  });

  it('are not those that the next run renames', () => {
    const shop = dataflow('Shop', ['charges', 'renamed']);
    assert.deepEqual(leftovers([shop], [present('c', 'Shop', 'charges')]), []);
    const swapped = dataflow('Shop', ['charges', 'r'], ['refunds', 'c']);
    assert.deepEqual(
      leftovers([swapped], [present('c', 'Shop', 'charges'), present('r', 'Shop', 'refunds')]),
      [],
    );
  });

  it('are those whose rows are in another table already', () => {
    const shop = dataflow('Shop', ['charges', 'renamed']);
    const both = [present('c', 'Shop', 'charges'), present('renamed', 'Shop', 'charges')];
    assert.deepEqual(leftovers([shop], both), ['c']);
  });

  it('are those whose name another resource is to have', () => {
    const shop = dataflow('Shop', ['refunds', 'c']);
    assert.deepEqual(leftovers([shop], [present('c', 'Shop', 'charges')]), ['c']);
  });
});

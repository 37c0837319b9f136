import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { definitionChange, missingRenames } from '../../src/dataflows/definitionChange.ts';

type Table = readonly [resource: string, table: string, load?: 'data' | 'metadata'];

function dataflow(...tables: readonly Table[]): Dataflow {
  return {
    name: 'Shop',
    connector: 'stripe',
    displayName: 'Shop',
    description: '',
    tables: tables.map(([resource, table, load = 'data']) => ({ resource, table, load, purpose: 'All' })),
    createdAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:00.000Z',
  };
}

describe('the change of a definition', () => {
  it('is nothing for a new dataflow', () => {
    assert.deepEqual(definitionChange(undefined, dataflow(['charges', 'c']), []), {
      droppedTables: [],
      renamedTables: [],
    });
  });

  it('drops what is no longer part of it, and what is wanted empty', () => {
    const before = dataflow(['charges', 'c'], ['refunds', 'r'], ['payouts', 'p', 'metadata']);
    const after = dataflow(['refunds', 'r', 'metadata'], ['payouts', 'p', 'data'], ['disputes', 'd']);
    assert.deepEqual(definitionChange(before, after, []), { droppedTables: ['c', 'r'], renamedTables: [] });
  });

  it('renames a table whose resource stays, so that its rows are kept', () => {
    const change = definitionChange(dataflow(['charges', 'c']), dataflow(['charges', 'x']), []);
    assert.deepEqual(change, { droppedTables: [], renamedTables: [{ from: 'c', to: 'x' }] });
  });

  it('lets two tables swap their names by way of a name that nobody uses', () => {
    const change = definitionChange(
      dataflow(['charges', 'a'], ['refunds', 'b']),
      dataflow(['charges', 'b'], ['refunds', 'a']),
      ['A_renamed1'],
    );
    assert.deepEqual(change.renamedTables, [
      { from: 'a', to: 'a_renamed2' },
      { from: 'b', to: 'a' },
      { from: 'a_renamed2', to: 'b' },
    ]);
  });

  it('changes the case of a name in two steps', () => {
    const { renamedTables } = definitionChange(dataflow(['charges', 'c']), dataflow(['charges', 'C']), []);
    assert.deepEqual(renamedTables, [
      { from: 'c', to: 'c_renamed1' },
      { from: 'c_renamed1', to: 'C' },
    ]);
  });

  it('leads from any names to any others, each step to a free name, and every table keeps its rows', () => {
    const resources = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5'];
    const someTables = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'a_renamed1'), {
        minLength: 1,
        maxLength: resources.length,
        selector: (name) => name.toLowerCase(),
      })
      .chain((names) =>
        fc
          .shuffledSubarray(resources, { minLength: names.length, maxLength: names.length })
          .map((chosen) => chosen.map((resource, index) => [resource, names[index] ?? ''] as const)),
      );
    fc.assert(
      fc.property(someTables, someTables, (before, after) => {
        const taken = ['b_renamed1'];
        const change = definitionChange(dataflow(...before), dataflow(...after), taken);
        // The database: which resource's rows each table holds.
        const tables = new Map<string, string>(before.map(([resource, table]) => [table, resource]));
        for (const table of change.droppedTables) {
          assert.ok(tables.delete(table));
        }
        for (const { from, to } of change.renamedTables) {
          const inUse = [...tables.keys(), ...taken].map((name) => name.toLowerCase());
          assert.ok(!inUse.includes(to.toLowerCase()), `${to} is free`);
          tables.set(to, tables.get(from) ?? assert.fail(`${from} exists`));
          tables.delete(from);
        }
        const kept = after.filter(([resource]) => before.some(([other]) => other === resource));
        assert.deepEqual(
          new Map([...tables].sort()),
          new Map(kept.map(([resource, table]) => [table, resource] as const).sort()),
        );
      }),
    );
  });
});

describe('the renames that tables still need', () => {
  const present = [
    { name: 'a', resource: 'charges' },
    { name: 'b', resource: 'refunds' },
  ];

  it('are none where the names agree, or there is no table yet', () => {
    const next = dataflow(['charges', 'a'], ['refunds', 'b'], ['disputes', 'd']);
    assert.deepEqual(missingRenames(next, present, []), []);
  });

  it('follow the resource, also where two tables swapped their names', () => {
    assert.deepEqual(missingRenames(dataflow(['charges', 'x']), present, []), [{ from: 'a', to: 'x' }]);
    const swapped = missingRenames(dataflow(['charges', 'b'], ['refunds', 'a']), present, ['a_renamed1']);
    assert.deepEqual(swapped, [
      { from: 'a', to: 'a_renamed2' },
      { from: 'b', to: 'a' },
      { from: 'a_renamed2', to: 'b' },
    ]);
  });

  it('leave out a table whose new name another one has and keeps', () => {
    assert.deepEqual(missingRenames(dataflow(['refunds', 'a']), present, []), []);
  });
});

import assert from 'node:assert/strict';
import type { AsyncDatabase, DatabaseApi } from '../../src/database/api.ts';
import type { AttributeFigures } from '../../src/shared/attributes.ts';
import { AttributeReader } from '../../src/workbench/preview/attributeReader.ts';
import { definition, openDatabase, runOnce } from './databaseSupport.ts';

/** The calls that the reader makes, answered at once. */
function asynchronous(
  database: DatabaseApi,
): Pick<AsyncDatabase, 'tables' | 'completeness' | 'summarizeColumn'> {
  return {
    tables: async (dataflow) => database.tables(dataflow),
    completeness: async (table) => database.completeness(table),
    summarizeColumn: async (query) => database.summarizeColumn(query),
  };
}

describe('the attributes of a table', () => {
  async function reader(table = 'charges') {
    const database = await openDatabase();
    database.prepareTables([
      definition('charges', [
        { name: 'customer', type: 'text' },
        { name: 'amount', type: 'integer' },
      ]),
      definition('customers', []),
    ]);
    runOnce(database, 'charges', [['gone', 'cus_9', 9]]);
    const rows = [
      ['a', 'cus_1', 1],
      ['b', 'cus_1', null],
      ['c', 'cus_2', null],
      ['d', null, null],
    ];
    runOnce(database, 'charges', rows, { complete: true });
    return new AttributeReader({
      database: asynchronous(database),
      meanings: async () =>
        new Map([
          ['customer', { refersTo: ['customers', 'accounts'], personalData: 'none' as const }],
          ['amount', { refersTo: [], personalData: 'payment' as const }],
        ]),
      dataflow: 'Shop',
      table,
      asOf: () => 1,
    });
  }

  it('are the columns with what is known about them', async () => {
    const attributes = await (await reader()).describe();
    assert.deepEqual(attributes, [
      { name: 'id', type: 'text', isKey: true, refersTo: [], personalData: 'none' },
      {
        name: 'customer',
        type: 'text',
        isKey: false,
        refersTo: [
          { table: 'customers', isImported: true },
          { table: 'accounts', isImported: false },
        ],
        personalData: 'none',
      },
      { name: 'amount', type: 'integer', isKey: false, refersTo: [], personalData: 'payment' },
    ]);
    assert.deepEqual(await (await reader('gone')).describe(), []);
  });

  it('are counted without deleted rows: all for completeness, then each for different values', async () => {
    const told: (readonly AttributeFigures[])[] = [];
    await (await reader()).measure(
      (figures) => told.push(figures),
      () => true,
    );
    assert.deepEqual(told, [
      [
        { column: 'id', completeness: 1 },
        { column: 'customer', completeness: 0.75 },
        { column: 'amount', completeness: 0.25 },
      ],
      [{ column: 'id', distinct: 4, distinctIsMinimum: false }],
      [{ column: 'customer', distinct: 2, distinctIsMinimum: false }],
      [{ column: 'amount', distinct: 1, distinctIsMinimum: false }],
    ]);
  });

  it('are counted no further when nobody looks, or another count has begun', async () => {
    const attributes = await reader();
    const told: (readonly AttributeFigures[])[] = [];
    const tell = (figures: readonly AttributeFigures[]) => told.push(figures);
    await attributes.measure(tell, () => told.length === 0);
    assert.equal(told.length, 1);
    const first = attributes.measure(tell, () => true);
    const second: (readonly AttributeFigures[])[] = [];
    await attributes.measure(
      (figures) => second.push(figures),
      () => true,
    );
    await first;
    assert.equal(second.length, 4);
    assert.ok(told.length < 5);
  });
});

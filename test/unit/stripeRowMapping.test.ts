import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseExactJson,
  writeExactJson,
} from '../../src/connectors/stripe/api/exactJson.ts';
import { type CatalogTable, catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { rowMapper } from '../../src/connectors/stripe/catalog/rowMapping.ts';
import type { Row, SqlValue } from '../../src/shared/columns.ts';

describe('Mapping Stripe’s objects to rows', () => {
  it('gives one cell per column, in their order', () => {
    const table = tableOf('customers');
    const row = rowMapper(table)({ id: 'cus_1' });
    assert.equal(row.length, table.columns.length);
    assert.equal(row[0], 'cus_1');
    assert.ok(row.slice(1).every((cell) => cell === null));
  });

  it('writes each type of value as its column has it', () => {
    const invoice = cellsOf('invoices', {
      id: 'in_1',
      currency: 'eur',
      amount_due: 1999,
      attempted: false,
      auto_advance: true,
      created: 1_793_491_200,
      metadata: { order: '7' },
      customer: 'cus_1',
    });
    assert.deepEqual(invoice, {
      id: 'in_1',
      currency: 'eur',
      amount_due: 1999,
      attempted: 0,
      auto_advance: 1,
      created: '2026-11-01T00:00:00Z',
      metadata: '{"order":"7"}',
      customer: 'cus_1',
    });
    assert.deepEqual(cellsOf('prices', { id: 'price_1', unit_amount_decimal: '0.000000000001' }), {
      id: 'price_1',
      unit_amount_decimal: '0.000000000001',
    });
    assert.deepEqual(cellsOf('tax_rates', { id: 'txr_1', percentage: 19.6 }), {
      id: 'txr_1',
      percentage: 19.6,
    });
  });

  it('flattens one level, and keeps what is deeper as JSON', () => {
    const customer = cellsOf('customers', {
      id: 'cus_1',
      address: { city: 'Łódź', line2: null },
      invoice_settings: { custom_fields: [{ name: 'PO', value: '7' }], footer: '' },
    });
    assert.deepEqual(customer, {
      id: 'cus_1',
      address_city: 'Łódź',
      invoice_settings_custom_fields: '[{"name":"PO","value":"7"}]',
      invoice_settings_footer: '',
    });
  });

  it('keeps fields that the catalog does not know, under their path', () => {
    const customer = cellsOf('customers', {
      id: 'cus_1',
      shoe_size: 43,
      address: { planet: 'Earth', city: 'Ulm' },
    });
    assert.deepEqual(customer, {
      id: 'cus_1',
      address_city: 'Ulm',
      _extra: '{"shoe_size":43,"address":{"planet":"Earth"}}',
    });
  });

  it('keeps a value that does not fit its column’s type, unchanged', () => {
    const object = {
      id: 'in_1',
      amount_due: 19.5,
      currency: 978,
      attempted: 'yes',
      created: 'yesterday',
      customer: { id: 'cus_1', object: 'customer' },
      automatic_tax: 'on',
      status_transitions: { paid_at: 1.5 },
    };
    assert.deepEqual(cellsOf('invoices', object), {
      id: 'in_1',
      _extra: JSON.stringify({ ...object, id: undefined }),
    });
  });

  it('writes timestamps of the years 1 to 9999, and keeps others as they came', () => {
    const first = -62_135_596_800;
    const last = 253_402_300_799;
    assert.deepEqual(cellsOf('charges', { id: 'ch_1', created: first }), {
      id: 'ch_1',
      created: '0001-01-01T00:00:00Z',
    });
    assert.deepEqual(cellsOf('charges', { id: 'ch_1', created: last }), {
      id: 'ch_1',
      created: '9999-12-31T23:59:59Z',
    });
    assert.deepEqual(cellsOf('charges', { id: 'ch_1', created: first - 1 }), {
      id: 'ch_1',
      _extra: `{"created":${first - 1}}`,
    });
    assert.deepEqual(cellsOf('charges', { id: 'ch_1', created: last + 1 }), {
      id: 'ch_1',
      _extra: `{"created":${last + 1}}`,
    });
  });

  it('takes integers of 64 bits, and keeps longer ones as they came', () => {
    const largest = 2n ** 63n - 1n;
    assert.deepEqual(cellsOf('charges', { id: 'ch_1', amount: largest }), { id: 'ch_1', amount: largest });
    assert.deepEqual(cellsOf('charges', { id: 'ch_1', amount: largest + 1n }), {
      id: 'ch_1',
      _extra: `{"amount":${largest + 1n}}`,
    });
  });

  it('leaves a list that has a table of its own to that table', () => {
    const invoice = { id: 'in_1', lines: { object: 'list', data: [{ id: 'il_1' }], has_more: false } };
    assert.deepEqual(cellsOf('invoices', invoice), { id: 'in_1' });
  });

  it('tells a child its parent', () => {
    assert.deepEqual(cellsOf('invoice_line_items', { id: 'il_1', amount: 7 }, 'in_1'), {
      id: 'il_1',
      _parent_id: 'in_1',
      amount: 7,
    });
  });

  it('is not misled by fields named like an object’s own', () => {
    const object: JsonObject = Object.fromEntries([
      ['id', 'cus_1'],
      ['__proto__', { a: 1 }],
      ['constructor', 2],
    ]);
    assert.deepEqual(cellsOf('customers', object), {
      id: 'cus_1',
      _extra: '{"__proto__":{"a":1},"constructor":2}',
    });
  });

  for (const table of catalog().values()) {
    it(`loses no leaf of ${table.name}`, () => {
      const map = rowMapper(table);
      fc.assert(
        fc.property(objectOf(table), (object) => {
          assert.deepEqual(leavesOf(rebuild(table, map(object, 'parent_1'))), leavesOf(object));
        }),
        { numRuns: 10 },
      );
    });
  }
});

function tableOf(name: string): CatalogTable {
  const table = catalog().get(name);
  assert.ok(table);
  return table;
}

/** The cells that are not null, by column. */
function cellsOf(name: string, object: JsonObject, parentId?: string): Record<string, SqlValue> {
  const table = tableOf(name);
  const row = rowMapper(table)(object, parentId);
  return Object.fromEntries(
    table.columns.flatMap((column, index) => {
      const cell = row[index];
      return cell === null || cell === undefined ? [] : [[column.name, cell]];
    }),
  );
}

/** Objects of a table's fields, with values that mostly fit, and with fields that no catalog knows. */
function objectOf(table: CatalogTable): fc.Arbitrary<JsonObject> {
  const anything: fc.Arbitrary<JsonValue> = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }).map((value) => parseExactJson(JSON.stringify(value))),
    fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
  );
  const fitting: Record<string, fc.Arbitrary<JsonValue>> = {
    text: fc.string(),
    decimal: fc.constantFrom('0.1', '12.50', '-3'),
    integer: fc.maxSafeInteger(),
    real: fc.double({ noNaN: true, noDefaultInfinity: true }),
    boolean: fc.boolean(),
    datetime: fc.integer({ min: 0, max: 4_000_000_000 }),
    json: anything,
  };
  const value = (type: string): fc.Arbitrary<JsonValue> =>
    fc.oneof(
      { weight: 6, arbitrary: fitting[type] ?? anything },
      { weight: 1, arbitrary: anything },
      fc.constant(null),
    );
  const fields = fc
    .tuple(...table.fields.map(({ path, column }) => value(column.type).map((inner) => ({ path, inner }))))
    .map((entries) => {
      const object: Record<string, JsonValue> = {};
      for (const { path, inner } of entries) {
        const [field = '', subfield] = path;
        const nested = object[field];
        object[field] =
          subfield === undefined ? inner : { ...(isJsonObject(nested) ? nested : {}), [subfield]: inner };
      }
      return object;
    });
  return fc
    .tuple(fields, fc.dictionary(fc.string(), anything, { maxKeys: 2 }))
    .map(([known, unknown]) => withoutChildLists(table, { ...unknown, ...known, id: 'x_1' }));
}

function withoutChildLists(table: CatalogTable, object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => !table.children.some((child) => child.field === name)),
  );
}

/** The way back: from a row to the object that it was made of. */
function rebuild(table: CatalogTable, row: Row): JsonObject {
  const extra = row.at(-1);
  const object = typeof extra === 'string' ? parseExactJson(extra) : {};
  assert.ok(isJsonObject(object));
  let rebuilt = object;
  for (const { path, column } of table.fields) {
    const cell = row[table.columns.indexOf(column)] ?? null;
    if (cell !== null) {
      rebuilt = withValue(rebuilt, path, originalValue(column.type, cell));
    }
  }
  return rebuilt;
}

function withValue(object: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [name = '', ...rest] = path;
  const inner = object[name];
  return {
    ...object,
    [name]: rest.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, rest, value),
  };
}

function originalValue(type: string, cell: string | number | bigint): JsonValue {
  switch (type) {
    case 'boolean':
      return cell === 1;
    case 'datetime':
      return Date.parse(String(cell)) / 1000;
    case 'json':
      return parseExactJson(String(cell));
    default:
      return cell;
  }
}

/** Every value that is not null and holds no others, by its path. -0 is 0, as in SQLite and in JSON.stringify. */
function leavesOf(value: JsonValue, path: readonly (string | number)[] = []): Record<string, string> {
  if (value === null) {
    return {};
  }
  if (typeof value === 'object') {
    return Object.assign(
      {},
      ...Object.entries(value).map(([name, inner]) => leavesOf(inner, [...path, name])),
    );
  }
  return { [JSON.stringify(path)]: writeExactJson(value) };
}

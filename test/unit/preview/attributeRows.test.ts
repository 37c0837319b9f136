import assert from 'node:assert/strict';
import {
  type AttributeRow,
  arrangedRows,
  fieldText,
  rowsAsText,
} from '../../../webview-ui/preview/attributeRows.ts';

function row(name: string, more: Partial<AttributeRow> = {}): AttributeRow {
  return {
    name,
    type: 'text',
    isKey: false,
    refersTo: [],
    personalData: 'none',
    figures: undefined,
    ...more,
  };
}

const rows: readonly AttributeRow[] = [
  row('id', {
    isKey: true,
    figures: { column: 'id', completeness: 1, distinct: 12_000, distinctIsMinimum: true },
  }),
  row('email', { personalData: 'email', figures: { column: 'email', completeness: 0.5, distinct: 7 } }),
  row('customer', { refersTo: [{ table: 'shop_customers', isImported: true }] }),
  row('amount', { type: 'integer', figures: { column: 'amount', completeness: 0.00001, distinct: 3 } }),
];
const names = (found: readonly AttributeRow[]) => found.map(({ name }) => name);

describe('the lines of Attributes', () => {
  it('stand as in the table, or are sorted with what is not known last', () => {
    assert.deepEqual(names(arrangedRows(rows, '', undefined)), ['id', 'email', 'customer', 'amount']);
    const byDistinct = (descending: boolean) =>
      names(arrangedRows(rows, '', { field: 'distinct', descending }));
    assert.deepEqual(byDistinct(false), ['amount', 'email', 'id', 'customer']);
    assert.deepEqual(byDistinct(true), ['id', 'email', 'amount', 'customer']);
    assert.deepEqual(names(arrangedRows(rows, '', { field: 'name', descending: false }))[0], 'amount');
    assert.deepEqual(names(arrangedRows(rows, '', { field: 'refersTo', descending: true }))[0], 'customer');
  });

  it('are found by any of their words', () => {
    assert.deepEqual(names(arrangedRows(rows, 'MAIL', undefined)), ['email']);
    assert.deepEqual(names(arrangedRows(rows, ' shop_ ', undefined)), ['customer']);
    assert.deepEqual(names(arrangedRows(rows, 'primary', undefined)), ['id']);
    assert.deepEqual(names(arrangedRows(rows, 'nothing of it', undefined)), []);
  });

  it('round shares neither to all nor to nothing', () => {
    const share = (completeness: number) =>
      fieldText(row('x', { figures: { column: 'x', completeness } }), 'completeness');
    assert.deepEqual([0, 0.00001, 0.5, 0.99999, 1].map(share), [
      '0.0 %',
      '< 0.1 %',
      '50.0 %',
      '> 99.9 %',
      '100.0 %',
    ]);
  });

  it('are copied with the names of the fields, one line each', () => {
    const lines = rowsAsText([...rows, row('two\nlines\tand a tab')]).split('\n');
    assert.equal(lines.length, rows.length + 2);
    assert.equal(lines[0], 'Name\tType\tCompleteness\tDistinct Values\tRefers To\tPersonal Data');
    assert.equal(lines[2], 'email\ttext\t50.0 %\t7\t\tE-mail');
    assert.match(lines[5] ?? '', /^two lines and a tab\t/);
  });
});

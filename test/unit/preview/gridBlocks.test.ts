import assert from 'node:assert/strict';
import { blockRows, type FirstRows, type RowsView } from '../../../src/shared/preview.ts';
import { rowsAmong } from '../../../webview-ui/preview/gridBlocks.ts';

const whole: RowsView = { where: [], search: '', orderBy: [], includeDeleted: false };
const first: FirstRows = {
  columns: ['id', 'name', 'hidden', '_deleted_at'],
  rows: [
    ['a', 'Anna', 1, null],
    ['b', null, 2, null],
  ],
};
const block = { columns: ['name', 'id', '_deleted_at'], offset: 0, limit: blockRows(4) };

describe('the rows that a page is told when it is opened', () => {
  it('are those of its first block, in the order of its columns', () => {
    assert.deepEqual(rowsAmong(first, block, whole), [
      ['Anna', 'a', null],
      [null, 'b', null],
    ]);
  });

  for (const [what, other, view] of [
    ['further down', { offset: 128 }, {}],
    ['of another size', { limit: 80 }, {}],
    ['with a column that was not told', { columns: ['id', 'new'] }, {}],
    ['that are filtered', {}, { where: [{ column: 'name', operator: 'isNull' }] }],
    ['that are searched for', {}, { search: 'Anna' }],
    ['in an order', {}, { orderBy: [{ column: 'name', descending: false }] }],
    ['of which some are deleted', {}, { includeDeleted: true }],
  ] as const) {
    it(`are no rows ${what}`, () => {
      const wanted = {
        ...block,
        ...other,
        columns: [...('columns' in other ? other.columns : block.columns)],
      };
      const where = 'where' in view ? [...view.where] : [];
      const orderBy = 'orderBy' in view ? [...view.orderBy] : [];
      assert.equal(rowsAmong(first, wanted, { ...whole, ...view, where, orderBy }), undefined);
    });
  }
});

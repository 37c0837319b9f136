import assert from 'node:assert/strict';
import { CellSelection, contains, isOneCell } from '../../../webview-ui/preview/cellRange.ts';

describe('the selection of a grid', () => {
  it('is a rectangle between two cells, whichever came first', () => {
    const selection = new CellSelection();
    assert.equal(selection.range(100, 10), undefined);
    selection.start({ row: 7, column: 3 });
    assert.equal(isOneCell(selection.range(100, 10) ?? fail()), true);
    selection.extend({ row: 5, column: 4 });
    const range = selection.range(100, 10) ?? fail();
    assert.deepEqual(range, { firstRow: 5, lastRow: 7, firstColumn: 3, lastColumn: 4 });
    assert.equal(isOneCell(range), false);
    assert.equal(contains(range, { row: 6, column: 4 }), true);
    assert.equal(contains(range, { row: 6, column: 5 }), false);
  });

  it('begins anew where the focus goes by itself, and stays where it went with the selection', () => {
    const selection = new CellSelection();
    selection.start({ row: 1, column: 1 });
    selection.extend({ row: 3, column: 1 });
    selection.focusMoved({ row: 3, column: 1 });
    assert.equal(selection.range(100, 10)?.firstRow, 1);
    selection.keepAt({ row: 2, column: 1 });
    selection.focusMoved({ row: 2, column: 1 });
    assert.deepEqual(selection.range(100, 10), { firstRow: 1, lastRow: 3, firstColumn: 1, lastColumn: 1 });
    selection.focusMoved({ row: 9, column: 9 });
    assert.deepEqual(selection.range(100, 10), { firstRow: 9, lastRow: 9, firstColumn: 9, lastColumn: 9 });
  });

  it('is of whole rows, whole columns or all, until it begins anew', () => {
    const selection = new CellSelection();
    selection.start({ row: 2, column: 1 });
    selection.extend({ row: 3, column: 2 });
    selection.selectWhole('rows');
    assert.deepEqual(selection.range(50, 6), { firstRow: 2, lastRow: 3, firstColumn: 0, lastColumn: 5 });
    selection.selectWhole('columns');
    assert.deepEqual(selection.range(50, 6), { firstRow: 0, lastRow: 49, firstColumn: 1, lastColumn: 2 });
    selection.selectWhole('all');
    assert.deepEqual(selection.range(50, 6), { firstRow: 0, lastRow: 49, firstColumn: 0, lastColumn: 5 });
    selection.start({ row: 0, column: 0 });
    assert.equal(isOneCell(selection.range(50, 6) ?? fail()), true);
  });

  it('ends where fewer rows or columns are shown', () => {
    const selection = new CellSelection();
    selection.start({ row: 0, column: 0 });
    selection.extend({ row: 90, column: 8 });
    assert.deepEqual(selection.range(10, 3), { firstRow: 0, lastRow: 9, firstColumn: 0, lastColumn: 2 });
  });
});

function fail(): never {
  throw new Error('nothing is selected');
}

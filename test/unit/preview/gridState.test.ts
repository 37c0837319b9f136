import assert from 'node:assert/strict';
import { arrangementIn, orderIn } from '../../../webview-ui/preview/gridState.ts';

const state = [
  { colId: 'b', width: 180.4, hide: false, pinned: 'left' as const, sort: 'desc' as const, sortIndex: 1 },
  { colId: 'a', width: 90, hide: true, pinned: null, sort: 'asc' as const, sortIndex: 0 },
  { colId: '_deleted_at', width: 175, hide: true, pinned: null, sort: null, sortIndex: null },
];

describe('what a person did with the grid’s columns', () => {
  it('is kept, but for the width of those that were never resized', () => {
    assert.deepEqual(arrangementIn(state, [], []), [
      { name: 'b', pinned: true },
      { name: 'a', hidden: true },
      { name: '_deleted_at' },
    ]);
    assert.deepEqual(arrangementIn(state, [{ name: 'a', width: 70 }], ['b']), [
      { name: 'b', width: 180, pinned: true },
      { name: 'a', width: 70, hidden: true },
      { name: '_deleted_at' },
    ]);
  });

  it('is the order, the first column first', () => {
    assert.deepEqual(orderIn(state), [
      { column: 'a', descending: false },
      { column: 'b', descending: true },
    ]);
  });
});

import assert from 'node:assert/strict';
import type { Column } from '../../../src/shared/columns.ts';
import type { Layout } from '../../../src/shared/preview.ts';
import {
  arrangedColumns,
  initialLayout,
  shownColumns,
  withColumns,
  withMoved,
} from '../../../webview-ui/preview/columnLayout.ts';

const columns: Column[] = ['id', 'a', 'b', 'c'].map((name) => ({ name, type: 'text' }));

function names(layout: Layout, of = columns): string[] {
  return arrangedColumns(of, layout).map(({ column }) => column.name);
}

describe('the columns’ layout', () => {
  it('is the table’s own until somebody changes it', () => {
    assert.deepEqual(names(initialLayout), ['id', 'a', 'b', 'c']);
  });

  it('shows pinned columns first, and new ones last', () => {
    const pinned = withColumns(initialLayout, columns, ['c'], { pinned: true });
    assert.deepEqual(names(pinned), ['c', 'id', 'a', 'b']);
    assert.deepEqual(names(pinned, [{ name: 'new', type: 'json' }, ...columns]), [
      'c',
      'id',
      'a',
      'b',
      'new',
    ]);
  });

  it('leaves hidden columns out, and the time of deletion where deleted rows are not shown', () => {
    const all: Column[] = [...columns, { name: '_deleted_at', type: 'datetime' }];
    const layout = withColumns(initialLayout, all, ['a'], { hidden: true });
    assert.deepEqual(shownColumns(all, layout, false), ['id', 'b', 'c']);
    assert.deepEqual(shownColumns(all, layout, true), ['id', 'b', 'c', '_deleted_at']);
  });

  it('moves a column by one place, among its like', () => {
    const moved = withMoved(initialLayout, columns, 'b', -1);
    assert.deepEqual(names(moved), ['id', 'b', 'a', 'c']);
    assert.deepEqual(names(withMoved(moved, columns, 'b', 1)), ['id', 'a', 'b', 'c']);
    assert.deepEqual(names(withMoved(moved, columns, 'id', -1)), ['id', 'b', 'a', 'c']);
    const pinned = withColumns(initialLayout, columns, ['id'], { pinned: true });
    assert.deepEqual(names(withMoved(pinned, columns, 'a', -1)), ['id', 'a', 'b', 'c']);
  });

  it('keeps widths and what else was arranged', () => {
    const layout: Layout = {
      ...initialLayout,
      times: 'local',
      columns: [{ name: 'a', width: 55, hidden: true }],
    };
    const changed = withColumns(layout, columns, ['b'], { hidden: true });
    assert.equal(changed.times, 'local');
    assert.deepEqual(
      changed.columns.filter(({ hidden }) => hidden),
      [
        { name: 'a', width: 55, hidden: true },
        { name: 'b', hidden: true },
      ],
    );
    assert.equal(withColumns(changed, columns, ['a'], { hidden: false }).columns[0]?.hidden, undefined);
  });
});

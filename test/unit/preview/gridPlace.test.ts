import assert from 'node:assert/strict';
import type { Column } from '../../../src/shared/columns.ts';
import type { Layout } from '../../../src/shared/preview.ts';
import { initialLayout } from '../../../webview-ui/preview/columnLayout.ts';
import { gridPlace } from '../../../webview-ui/preview/gridPlace.ts';
import { parseViewState, type ViewState } from '../../../webview-ui/preview/viewState.ts';

const columns: Column[] = ['a', 'b', 'c', 'd'].map((name) => ({ name, type: 'text' }));
const layout: Layout = { ...initialLayout, columns: columns.map(({ name }) => ({ name, width: 100 })) };
const size = { width: 250, height: 95, rowHeight: 10, scrollbar: 0 };

function placeOf(state: Partial<ViewState>, change: Partial<typeof size> = {}, arranged = layout) {
  const {
    firstRow,
    hidden,
    columns: placed,
  } = gridPlace(columns, arranged, { ...parseViewState(undefined), ...state }, { ...size, ...change });
  return { firstRow, hidden, columns: placed.map(({ column, left }) => [column.name, left]) };
}

describe('the place of a grid that was scrolled', () => {
  it('is the beginning until a person scrolls', () => {
    const beginning = {
      firstRow: 0,
      hidden: 0,
      columns: [
        ['a', 0],
        ['b', 100],
        ['c', 200],
      ],
    };
    assert.deepEqual(placeOf({}), beginning);
    assert.deepEqual(placeOf({ rowCount: 3 }), beginning);
  });

  it('is where the row and the column were', () => {
    assert.deepEqual(placeOf({ topRow: 40, leftColumn: 'b', rowCount: 100 }), {
      firstRow: 40,
      hidden: 0,
      columns: [
        ['b', 0],
        ['c', 100],
        ['d', 200],
      ],
    });
  });

  it('goes no further than the end', () => {
    assert.deepEqual(placeOf({ topRow: 99, leftColumn: 'd', rowCount: 100 }), {
      firstRow: 90,
      hidden: 5,
      columns: [
        ['b', -50],
        ['c', 50],
        ['d', 150],
      ],
    });
  });

  it('takes off what scrollbars need', () => {
    assert.deepEqual(placeOf({ topRow: 99, leftColumn: 'd', rowCount: 100 }, { scrollbar: 8 }), {
      firstRow: 91,
      hidden: 3,
      columns: [
        ['b', -58],
        ['c', 42],
        ['d', 142],
      ],
    });
    assert.equal(placeOf({ topRow: 99, rowCount: 100 }, { width: 450, scrollbar: 8 }).hidden, 5);
  });

  it('has pinned columns at the left, above the others', () => {
    const pinned = {
      ...layout,
      columns: [...layout.columns.slice(0, 3), { name: 'd', width: 100, pinned: true }],
    };
    assert.deepEqual(placeOf({ leftColumn: 'c' }, {}, pinned).columns, [
      ['b', 50],
      ['c', 150],
      ['d', 0],
    ]);
  });
});

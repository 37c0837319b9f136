import assert from 'node:assert/strict';
import { blockRows, type FirstRows, type RowsView } from '../../../src/shared/preview.ts';
import { initialLayout } from '../../../webview-ui/preview/columnLayout.ts';
import {
  type Block,
  isWanted,
  readFirstRows,
  rowsAmong,
  rowsReadAhead,
} from '../../../webview-ui/preview/gridBlocks.ts';
import { parseViewState, type ViewState } from '../../../webview-ui/preview/viewState.ts';

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

  it('are those of two blocks, where there are no more', () => {
    assert.equal(rowsAmong(first, { ...block, limit: 2 * blockRows(4) }, whole)?.length, 2);
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

describe('the rows that are read before there is a grid', () => {
  const asked: Block[] = [];
  let state: ViewState;
  const options = {
    state: () => state,
    layout: () => initialLayout,
    readRows: async (wanted: Block) => {
      asked.push(wanted);
      return Array.from({ length: wanted.limit }, (_, at) => [wanted.offset + at]);
    },
  };
  const limit = blockRows(1);

  async function readAt(topRow: number) {
    asked.length = 0;
    state = { ...parseViewState(undefined), topRow };
    return await readFirstRows(options, [{ name: 'id', type: 'text' }], 30);
  }

  it('are a block, or two where they meet in view', async () => {
    assert.equal((await readAt(limit + 10)).known?.length, limit);
    assert.equal((await readAt(2 * limit - 10)).known?.length, 2 * limit);
    assert.deepEqual(
      asked.map(({ offset }) => offset),
      [limit],
    );
  });

  it('are given out block by block, while the same rows are shown', async () => {
    const ahead = await readAt(2 * limit - 10);
    const second = { ...ahead.block, offset: 2 * limit, limit };
    assert.deepEqual((await rowsReadAhead(ahead, second, options))?.[0], [2 * limit]);
    assert.equal(rowsReadAhead(ahead, { ...second, offset: 3 * limit }, options), undefined);
    assert.equal(rowsReadAhead(ahead, { ...second, columns: ['id'] }, options), undefined);
    state = { ...state, search: 'Anna' };
    assert.equal(rowsReadAhead(ahead, second, options), undefined);
  });

  it('are not drawn once other rows, or other columns, are to be shown', async () => {
    const ahead = await readAt(0);
    assert.equal(isWanted(ahead, options), true);
    assert.equal(isWanted(ahead, { ...options, layout: () => ({ ...initialLayout, columns: [] }) }), false);
    state = { ...state, search: 'Anna' };
    assert.equal(isWanted(ahead, options), false);
  });

  it('are read again where they could not be read', async () => {
    let isBroken = true;
    const sometimes = {
      ...options,
      readRows: (wanted: Block) =>
        isBroken ? Promise.reject(new Error('broken')) : options.readRows(wanted),
    };
    state = parseViewState(undefined);
    const ahead = await readFirstRows(sometimes, [{ name: 'id', type: 'text' }], 30);
    assert.equal(ahead.known, undefined);
    isBroken = false;
    assert.deepEqual((await rowsReadAhead(ahead, ahead.block, sometimes))?.[0], [0]);
  });
});

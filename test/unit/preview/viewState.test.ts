import assert from 'node:assert/strict';
import { parseViewState, type ViewState } from '../../../webview-ui/preview/viewState.ts';

const beginning: ViewState = {
  version: 1,
  orderBy: [],
  showDeleted: false,
  widths: {},
  rowCount: 0,
  topRow: 0,
};

describe('the state that a preview keeps', () => {
  it('comes back as it was', () => {
    const state: ViewState = {
      version: 1,
      orderBy: [{ column: 'created', descending: true }],
      showDeleted: true,
      widths: { id: 240 },
      rowCount: 1_000_000,
      topRow: 500_000,
      leftColumn: 'amount',
      focus: { row: 500_010, column: 'currency' },
    };
    assert.deepEqual(parseViewState(JSON.parse(JSON.stringify(state))), state);
  });

  it('begins at the beginning where nothing was kept', () => {
    assert.deepEqual(parseViewState(undefined), beginning);
  });

  it('begins at the beginning where another version kept something else', () => {
    const others = [
      null,
      'text',
      {},
      { ...beginning, version: 2 },
      { ...beginning, topRow: -1 },
      { ...beginning, widths: { id: 'wide' } },
      { ...beginning, orderBy: [{ column: 'id' }] },
    ];
    for (const other of others) {
      assert.deepEqual(parseViewState(other), beginning);
    }
  });
});

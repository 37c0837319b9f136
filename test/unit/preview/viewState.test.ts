import assert from 'node:assert/strict';
import { parseViewState, type ViewState } from '../../../webview-ui/preview/viewState.ts';

const beginning: ViewState = {
  version: 2,
  where: [],
  search: '',
  orderBy: [],
  showDeleted: false,
  rowCount: 0,
  topRow: 0,
};

describe('the state that a preview keeps', () => {
  it('comes back as it was', () => {
    const state: ViewState = {
      version: 2,
      tab: 'attributes',
      where: [
        { column: 'amount', operator: 'atLeast', value: '9007199254740993' },
        { column: 'status', operator: 'oneOf', values: ['paid', null] },
      ],
      times: 'local',
      search: 'ann',
      orderBy: [{ column: 'created', descending: true }],
      showDeleted: true,
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
      { ...beginning, version: 1 },
      { ...beginning, topRow: -1 },
      { ...beginning, search: 5 },
      { ...beginning, times: 'lunar' },
      { ...beginning, where: [{ column: 'id', operator: 'isOdd' }] },
      { ...beginning, orderBy: [{ column: 'id' }] },
    ];
    for (const other of others) {
      assert.deepEqual(parseViewState(other), beginning);
    }
  });
});

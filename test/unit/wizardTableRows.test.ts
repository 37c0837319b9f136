import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TableDraft, WizardResource } from '../../src/shared/wizard.ts';
import {
  applyAccess,
  matches,
  mergeRows,
  tickRows,
  withData,
  withMetadata,
} from '../../webview-ui/wizard/tableRows.ts';

const resources: readonly WizardResource[] = [
  { name: 'charges', tickedByDefault: true, defaultTable: 'shop_charges', known: true },
  { name: 'disputes', tickedByDefault: true, defaultTable: 'shop_disputes', known: true },
  { name: 'topups', tickedByDefault: false, defaultTable: 'shop_topups', known: true },
];
const unreadable = new Map([['disputes', 'The key lacks the permission rak_dispute_read.']]);
const everything = new Set(resources.map(({ name }) => name));
const ticked = (rows: readonly TableDraft[]) =>
  rows.filter((row) => row.included).map(({ resource }) => resource);
const fresh = () => mergeRows(resources, [], true);

describe('the rows of Table Details', () => {
  it('begin as the connector recommends, with the default name', () => {
    assert.deepEqual(ticked(fresh()), ['charges', 'disputes']);
    assert.deepEqual(fresh()[0], {
      resource: 'charges',
      included: true,
      load: 'data',
      purpose: 'All',
      table: null,
    });
  });

  it('keep what was typed, and tick nothing new for a dataflow that exists', () => {
    const kept: TableDraft = {
      resource: 'topups',
      included: true,
      load: 'metadata',
      purpose: 'Customer 360',
      table: 'mine',
    };
    const rows = mergeRows(resources, [kept], false);
    assert.deepEqual(ticked(rows), ['topups']);
    assert.equal(rows[2], kept);
  });

  it('load the rows, or the columns alone, or are not ticked', () => {
    const [row] = fresh();
    assert.ok(row);
    const columnsOnly = withData(row, false);
    assert.equal(columnsOnly.load, 'metadata');
    assert.equal(withData(columnsOnly, true).load, 'data');
    const neither = withMetadata(columnsOnly, false);
    assert.equal(neither.included, false);
    assert.equal(neither.load, 'data', 'ticked again, it begins with its data');
  });

  it('are ticked by a button only where the search shows them', () => {
    const context = { resources, unreadable: new Map<string, string>(), shown: new Set(['topups']) };
    assert.deepEqual(ticked(tickRows(fresh(), 'all', context)), ['charges', 'disputes', 'topups']);
    assert.deepEqual(ticked(tickRows(fresh(), 'none', { ...context, shown: new Set(['charges']) })), [
      'disputes',
    ]);
  });

  it('are not ticked by a button where the key may not read them', () => {
    const context = { resources, unreadable, shown: everything };
    const { rows } = applyAccess(fresh(), [], unreadable);
    assert.deepEqual(ticked(tickRows(rows, 'all', context)), ['charges', 'topups']);
    assert.deepEqual(ticked(tickRows(rows, 'defaults', context)), ['charges']);
    assert.deepEqual(ticked(tickRows(rows, 'none', context)), []);
  });

  it('stay ticked by a button where the dataflow has them, although the key may not read them any more', () => {
    const context = { resources, unreadable, shown: everything };
    assert.deepEqual(ticked(tickRows(fresh(), 'all', context)), ['charges', 'disputes', 'topups']);
    assert.deepEqual(ticked(tickRows(fresh(), 'defaults', context)), ['charges', 'disputes']);
    assert.deepEqual(ticked(tickRows(fresh(), 'none', context)), []);
  });

  it('are unticked where the key may not read them, and ticked again when another key may', () => {
    const first = applyAccess(fresh(), [], unreadable);
    assert.deepEqual(ticked(first.rows), ['charges']);
    assert.deepEqual(first.unticked, ['disputes']);
    const second = applyAccess(first.rows, first.unticked, new Map());
    assert.deepEqual(ticked(second.rows), ['charges', 'disputes']);
    assert.deepEqual(second.unticked, []);
  });

  it('stay as a person ticked them after that', () => {
    const first = applyAccess(fresh(), [], unreadable);
    const byHand = first.rows.map((row) => ({ ...row, included: true }));
    const second = applyAccess(byHand, first.unticked, unreadable);
    assert.deepEqual(ticked(second.rows), ['charges', 'disputes', 'topups']);
  });

  it('are changed by an access that is the same as before in nothing', () => {
    const someResources = fc.subarray([...everything]);
    fc.assert(
      fc.property(someResources, someResources, (chosen, denied) => {
        const rows = fresh().map((row) => ({ ...row, included: chosen.includes(row.resource) }));
        const access = new Map(denied.map((resource) => [resource, 'no']));
        const once = applyAccess(rows, [], access);
        assert.deepEqual(applyAccess(once.rows, once.unticked, access), once);
        assert.ok(ticked(once.rows).every((resource) => !denied.includes(resource)));
      }),
    );
  });

  it('are found by words in any order and case', () => {
    assert.ok(matches('', ['charges']));
    assert.ok(matches('ITEM inv', ['invoice_line_items', 'shop_lines']));
    assert.ok(matches('shop', ['invoice_line_items', 'shop_lines']));
    assert.ok(!matches('invoice tax', ['invoice_line_items', 'shop_lines']));
  });
});

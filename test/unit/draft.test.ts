import assert from 'node:assert/strict';
import { type Dataflow, definitionsSchema } from '../../src/dataflows/definition.ts';
import { dataflowOf, draftOf, draftProblems, emptyDraft } from '../../src/dataflows/draft.ts';
import type { Draft, TableDraft } from '../../src/shared/wizard.ts';

const now = new Date('2026-11-23T10:00:00.000Z');

const row = (resource: string, change: Partial<TableDraft> = {}): TableDraft => ({
  resource,
  included: true,
  load: 'data',
  purpose: 'All',
  table: null,
  ...change,
});

const draft = (change: Partial<Draft> = {}): Draft => ({
  ...emptyDraft(),
  connector: 'stripe',
  name: 'Shop',
  tables: [row('charges'), row('refunds', { included: false })],
  ...change,
});

const billing: Dataflow = {
  name: 'Billing',
  connector: 'stripe',
  displayName: 'Our billing',
  description: 'For the team',
  refreshEveryMinutes: 45,
  connectedAccount: 'acct_2',
  source: { account: 'acct_2', mode: 'test' },
  tables: [
    { resource: 'charges', table: 'billing_charges', purpose: 'Customer 360', load: 'data' },
    { resource: 'payouts', table: 'Money', purpose: 'All', load: 'metadata' },
  ],
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-02T08:00:00.000Z',
};

function problems(change: Partial<Draft>, edits = false) {
  return draftProblems(draft(change), { others: [billing], connectors: ['stripe', 'sample'], edits }).map(
    ({ step, field, resource, message }) => [step, field, resource ?? '', message].join(' | '),
  );
}

describe('a draft', () => {
  it('has no problem when all is well', () => {
    assert.deepEqual(problems({}), []);
  });

  it('tells every problem at its step and field', () => {
    assert.deepEqual(
      problems({
        name: 'billing',
        connector: '',
        displayName: 'x'.repeat(201),
        description: 'x'.repeat(2001),
        connectedAccount: 'nobody',
        tables: [row('charges', { included: false })],
      }),
      [
        'name | name |  | The dataflow “Billing” exists already in this workspace. Choose another name.',
        'connector | connector |  | Choose a connector.',
        'details | displayName |  | At most 200 characters; these are 201.',
        'details | description |  | At most 2000 characters; these are 2001.',
        'configuration | connectedAccount |  | A connected account starts with acct_, followed by letters and digits.',
        'tables | tables |  | Tick at least one table.',
      ],
    );
  });

  it('names a connector that this version does not know', () => {
    assert.deepEqual(problems({ connector: 'paddle' }), [
      'connector | connector |  | This version does not know the connector “paddle”. Update the extension.',
    ]);
  });

  it('leaves the name of an existing dataflow alone', () => {
    assert.deepEqual(problems({ name: 'Billing', tables: [row('refunds')] }, true), []);
  });

  it('tells both of two tables with one name, in whatever case', () => {
    const sentence = (name: string) => `Two tables are named “${name}”. Rename one of them.`;
    assert.deepEqual(problems({ tables: [row('charges'), row('refunds', { table: 'SHOP_charges' })] }), [
      `tables | table | charges | ${sentence('shop_charges')}`,
      `tables | table | refunds | ${sentence('SHOP_charges')}`,
    ]);
  });

  it('does not mind the name of a table that is not ticked', () => {
    const unticked = row('refunds', { table: 'shop_charges', included: false });
    assert.deepEqual(problems({ tables: [row('charges'), unticked] }), []);
  });

  it('tells a name that another dataflow’s table has', () => {
    assert.deepEqual(problems({ tables: [row('charges', { table: 'money' })] }), [
      'tables | table | charges | The dataflow “Our billing” has a table named “money”. Choose another name.',
    ]);
  });

  it('tells a name that SQL cannot have', () => {
    assert.deepEqual(problems({ tables: [row('charges', { table: 'select' })] }), [
      'tables | table | charges | “select” is a word of SQL. Choose another name.',
    ]);
    assert.match(problems({ tables: [row('charges', { table: 'a"b' })] })[0] ?? '', /letters A to Z/);
    assert.match(problems({ tables: [row('charges', { table: '  ' })] })[0] ?? '', /Enter a table name/);
  });

  it('becomes a definition that the file takes', () => {
    const dataflow = dataflowOf(
      draft({ description: ' Card payments ', connectedAccount: ' acct_1 ' }),
      undefined,
      { account: 'acct_1', mode: 'live' },
      now,
    );
    assert.deepEqual(dataflow, {
      name: 'Shop',
      connector: 'stripe',
      displayName: 'Shop',
      description: 'Card payments',
      connectedAccount: 'acct_1',
      source: { account: 'acct_1', mode: 'live' },
      tables: [{ resource: 'charges', table: 'shop_charges', purpose: 'All', load: 'data' }],
      createdAt: '2026-11-23T10:00:00.000Z',
      updatedAt: '2026-11-23T10:00:00.000Z',
    });
    assert.ok(definitionsSchema.safeParse({ version: 1, dataflows: [dataflow] }).success);
  });

  it('is of a dataflow that is refreshed by hand unless an interval is chosen', () => {
    const made = (minutes: number) =>
      dataflowOf(draft({ refreshEveryMinutes: minutes }), undefined, undefined, now).refreshEveryMinutes;
    assert.deepEqual([made(0), made(60)], [undefined, 60]);
    const off = dataflowOf({ ...draftOf(billing), refreshEveryMinutes: 0 }, billing, billing.source, now);
    assert.equal('refreshEveryMinutes' in off, false);
  });

  it('filled in with a dataflow gives the same dataflow, changed now', () => {
    const again = dataflowOf(draftOf(billing), billing, billing.source, now);
    assert.deepEqual(again, { ...billing, updatedAt: '2026-11-23T10:00:00.000Z' });
  });
});

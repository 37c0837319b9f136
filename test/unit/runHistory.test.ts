import assert from 'node:assert/strict';
import type { RunRecord, RunTableRecord } from '../../src/database/api.ts';
import { formatDuration, formatRunHistory, historyRuns } from '../../src/dataflows/runHistory.ts';
import { outcomeOfTables } from '../../src/dataflows/runOutcome.ts';

function table(name: string, changes: Partial<RunTableRecord> = {}): RunTableRecord {
  return {
    table: name,
    status: 'succeeded',
    inserted: 1200,
    updated: 3,
    unchanged: 7,
    deleted: 1,
    requests: 13,
    retries: 2,
    ...changes,
  };
}

describe('run history', () => {
  const run: RunRecord = {
    id: 5,
    number: 2,
    dataflow: 'Billing',
    source: 'acct_1 test',
    status: 'failed',
    startedAt: Date.UTC(2026, 10, 23, 8, 0, 0),
    finishedAt: Date.UTC(2026, 10, 23, 8, 2, 5),
    description: '1 of 2 tables failed\nbilling_plans: no answer',
    tables: [table('billing_customers'), table('billing_plans', { status: 'failed', inserted: 0 })],
  };

  it('holds each run’s number, duration, status, counts, cost and description', () => {
    const text = formatRunHistory('Billing', [run]);
    for (const part of [
      '#2',
      '2 min 5 s',
      'Failed',
      'acct_1 test',
      '1,200 inserted, 6 updated, 2 deleted, 14 unchanged',
      'requests: 26, retries: 4',
      'billing_plans: no answer',
    ]) {
      assert.ok(text.includes(part), `${part} is missing in:\n${text}`);
    }
  });

  it('tells a rollback in words of its own, and which run was undone by it', () => {
    const rollback: RunRecord = {
      ...run,
      number: 3,
      status: 'rolledBack',
      tables: [{ ...table('a'), inserted: 1, updated: 2, deleted: 1300 }],
    };
    const text = formatRunHistory('Billing', [rollback, { ...run, undoneBy: 3 }]);
    assert.match(text, /#3 .*Rolled back\n/);
    assert.match(text, /1,300 removed, 2 restored, 1 brought back/);
    assert.match(text, /#2 .* · rolled back by #3/);
  });

  it('keeps the order it was given', () => {
    const text = formatRunHistory('Billing', [{ ...run, number: 9 }, run]);
    assert.ok(text.indexOf('#9') < text.indexOf('#2'));
  });

  it('says that there is none', () => {
    assert.match(formatRunHistory('Billing', []), /No run yet/);
  });

  it('says where there are older runs than it shows', () => {
    const runs = Array.from({ length: historyRuns + 1 }, (_, index) => ({ ...run, number: 2000 - index }));
    const text = formatRunHistory('Billing', runs);
    assert.match(text, /#1001 [^#]*\n\nOlder runs than these 1000 are not shown\.\n$/);
    assert.doesNotMatch(formatRunHistory('Billing', runs.slice(1)), /Older/);
  });

  for (const [milliseconds, text] of [
    [0, '0 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h 0 min'],
  ] as const) {
    it(`shows ${milliseconds} ms as ${text}`, () => {
      assert.equal(formatDuration(milliseconds), text);
    });
  }
});

describe('outcome of a run', () => {
  it('is a success where every table is', () => {
    assert.deepEqual(outcomeOfTables([table('a'), table('b', { inserted: 0 })]), { status: 'succeeded' });
  });

  it('warns of a skipped table and names its reason', () => {
    const outcome = outcomeOfTables([
      table('a'),
      table('b', { status: 'skipped', description: 'no permission' }),
    ]);
    assert.equal(outcome.status, 'succeededWithWarnings');
    assert.match(outcome.description ?? '', /b: no permission/);
  });

  it('is never a success with a failed table', () => {
    const outcome = outcomeOfTables([
      table('a'),
      table('b', { status: 'failed' }),
      table('c', { status: 'skipped' }),
    ]);
    assert.equal(outcome.status, 'failed');
  });

  it('is never a success with a table whose end was not told', () => {
    for (const status of ['pending', 'cancelled'] as const) {
      const outcome = outcomeOfTables([table('a'), table('b', { status, description: 'Not finished.' })]);
      assert.equal(outcome.status, 'failed');
      assert.match(outcome.description ?? '', /b: Not finished\./);
    }
  });

  it('calls the others up to date only where they are', () => {
    const failed = table('b', { status: 'failed' });
    const sentence = (...tables: RunTableRecord[]) => outcomeOfTables(tables).description?.split('\n')[0];
    assert.equal(sentence(table('a'), failed), '1 of 2 tables failed; the others are up to date.');
    assert.equal(sentence(failed), '1 of 1 tables failed.');
    assert.equal(sentence(failed, table('c', { status: 'skipped' })), '1 of 2 tables failed.');
  });
});

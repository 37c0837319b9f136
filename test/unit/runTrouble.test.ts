import assert from 'node:assert/strict';
import { ConnectorError } from '../../src/connectors/connector.ts';
import {
  DatabaseError,
  type RunRecord,
  type RunStatus,
  type RunTableStatus,
} from '../../src/database/api.ts';
import { troubleOf } from '../../src/dataflows/runTrouble.ts';

function run(status: RunStatus, tables: Readonly<Record<string, RunTableStatus>> = {}): RunRecord {
  return {
    id: 7,
    dataflow: 'Billing',
    number: 3,
    source: '',
    status,
    startedAt: 0,
    tables: Object.entries(tables).map(([table, tableStatus]) => ({
      table,
      status: tableStatus,
      inserted: 0,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      requests: 1,
      retries: 0,
    })),
  };
}

const refused = (requestId: string) =>
  new ConnectorError('authentication', `The key is refused (${requestId}).`, { requestId });

describe('the trouble of a run', () => {
  it('is none where all went well, or a person cancelled', () => {
    assert.equal(troubleOf(run('succeeded', { charges: 'succeeded' }), undefined), undefined);
    assert.equal(troubleOf(run('cancelled', { charges: 'cancelled' }), undefined), undefined);
  });

  it('is there where the file could not be written, however the run ended', () => {
    const unsaved = new DatabaseError('diskFull', 'The disk is full.');
    assert.notEqual(troubleOf(run('cancelled'), undefined, unsaved), undefined);
    assert.notEqual(
      troubleOf(run('cancelled'), undefined, unsaved),
      troubleOf(run('cancelled'), undefined, new DatabaseError('readOnly', 'The folder is read-only.')),
    );
  });

  it('is the same whatever the request’s id', () => {
    assert.equal(troubleOf(run('failed'), refused('req_1')), troubleOf(run('failed'), refused('req_2')));
  });

  it('is another where another table fails, or the reason is another', () => {
    const troubles = [
      troubleOf(run('failed', { charges: 'failed', payouts: 'succeeded' }), undefined),
      troubleOf(run('failed', { charges: 'succeeded', payouts: 'failed' }), undefined),
      troubleOf(run('succeededWithWarnings', { charges: 'skipped' }), undefined),
      troubleOf(run('failed'), refused('req_1')),
      troubleOf(run('failed'), new ConnectorError('network', 'Stripe could not be reached.')),
    ];
    assert.equal(new Set(troubles).size, troubles.length);
    assert.equal(troubles.includes(undefined), false);
  });
});

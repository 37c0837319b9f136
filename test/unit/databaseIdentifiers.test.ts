import assert from 'node:assert/strict';
import { DatabaseError } from '../../src/database/api.ts';
import { isReserved, quote } from '../../src/database/identifiers.ts';

describe('SQL identifiers', () => {
  it('quotes a name so that it stays one name', () => {
    assert.equal(quote('select'), '"select"');
    assert.equal(quote('a"; DROP TABLE b; --'), '"a""; DROP TABLE b; --"');
  });

  it('refuses what SQL text cannot carry', () => {
    for (const name of ['', 'a\0b']) {
      assert.throws(
        () => quote(name),
        (error) => DatabaseError.is(error, 'invalidQuery'),
      );
    }
  });

  it('knows the names that belong to SQLite and to the extension, in any case', () => {
    assert.deepEqual(['sqlite_master', '_Dataflows_runs', 'dataflows_runs', 'customers'].map(isReserved), [
      true,
      true,
      false,
      false,
    ]);
  });
});

import assert from 'node:assert/strict';
import { fileNames } from '../../src/workbench/export/fileNames.ts';

describe('the names of exported files', () => {
  it('are the tables’ names', () => {
    assert.deepEqual(fileNames(['shop_customers', 'shop_charges'], 'csv'), [
      'shop_customers.csv',
      'shop_charges.csv',
    ]);
  });

  it('hold nothing that a file system refuses', () => {
    assert.deepEqual(fileNames(['../a\\b:c\n"d"'], 'csv'), ['.._a_b_c__d_.csv']);
    assert.deepEqual(fileNames(['nul', 'COM1', 'console'], 'csv'), ['nul_.csv', 'COM1_.csv', 'console.csv']);
    const [long = ''] = fileNames(['€'.repeat(500)], 'ndjson');
    assert.match(long, /^€+\.ndjson$/);
    assert.ok(Buffer.byteLength(long) <= 255);
  });

  it('differ, also in what is left of them', () => {
    const long = 'x'.repeat(200);
    const names = fileNames([`${long}1`, `${long}2`, 'a?b', 'A:B', 'a_b-2'], 'csv');
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    assert.deepEqual(names.slice(2), ['a_b.csv', 'A_B-2.csv', 'a_b-2-2.csv']);
  });
});

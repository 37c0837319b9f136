import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Column, SqlValue } from '../../../src/shared/columns.ts';
import { rowText } from '../../../src/workbench/preview/rowText.ts';

const columns: Column[] = [
  { name: 'id', type: 'text' },
  { name: 'n', type: 'integer' },
];

describe('rows as text for the clipboard', () => {
  it('are CSV that reads back, whatever the values hold', () => {
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\t', '=', '😀') }),
      fc.integer(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('csv', 'tsv'),
        fc.array(fc.tuple(value, value), { minLength: 1 }),
        (format, rows) => {
          const text = rowText(format as 'csv', columns, rows, false);
          assert.deepEqual(
            parse(text, format === 'csv' ? ',' : '\t'),
            rows.map((row) => row.map(String)),
          );
        },
      ),
    );
  });

  it('begin with the columns’ names if asked', () => {
    assert.equal(rowText('tsv', columns, [['a', null]], true), 'id\tn\na\t');
    assert.equal(rowText('csv', columns, [], true), 'id,n');
  });

  it('are JSON with every digit, booleans, and what JSON cells hold', () => {
    const all: Column[] = [...columns, { name: 'b', type: 'boolean' }, { name: 'j', type: 'json' }];
    const rows: SqlValue[][] = [
      ['a', 9_223_372_036_854_775_807n, 1, '{"x":1e2}'],
      ['b', null, 0, 'no JSON'],
    ];
    const text = rowText('json', all, rows, true);
    assert.match(text, /"n": 9223372036854775807,/);
    assert.match(text, /"j": \{"x":1e2\}\n/);
    assert.match(rowText('json', columns, [['a', Number.POSITIVE_INFINITY]], true), /"n": "Infinity"/);
    const [, second] = JSON.parse(text);
    assert.deepEqual(second, { id: 'b', n: null, b: false, j: 'no JSON' });
    assert.deepEqual(JSON.parse(rowText('json', all, [], true)), []);
  });

  it('are a Markdown table, in which no value is more than text', () => {
    assert.equal(
      rowText('markdown', columns, [['a|b\n<script>*', null]], true),
      ['| id | n |', '| --- | --: |', '| a\\|b<br>\\<script\\>\\* |  |'].join('\n'),
    );
    assert.equal(
      rowText('markdown', columns, [['~~old~~ $5 to $6, R&D, &copy; &#38;', 1n]], true).split('\n')[2],
      '| \\~\\~old\\~\\~ \\$5 to \\$6, R&D, \\&copy; \\&#38; | 1 |',
    );
  });
});

/** RFC 4180, with any separator. */
function parse(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\n"]*))(${separator}|\\n|$)`, 'y');
  for (;;) {
    const match = field.exec(text);
    assert.ok(match, 'the text is CSV');
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') {
      return rows;
    }
    if (match[3] === '\n') {
      rows.push([]);
    }
  }
}

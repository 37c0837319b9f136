import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ColumnType } from '../../../src/shared/columns.ts';
import type { Cell } from '../../../src/shared/preview.ts';
import {
  type CellFormat,
  cellHint,
  cellText,
  copyText,
  formatShare,
} from '../../../webview-ui/preview/cellText.ts';

const noon = '2026-11-23T12:00:08Z';

function format(type: ColumnType, change: Partial<CellFormat> = {}): CellFormat {
  return { type, times: 'utc', amounts: 'money', ...change };
}

function text(cell: Cell, type: ColumnType, change?: Partial<CellFormat>): string {
  return cellText(cell, format(type, change));
}

describe('cells of a preview', () => {
  it('tell NULL from an empty text and from the text NULL', () => {
    assert.equal(text(null, 'text'), 'NULL');
    assert.equal(text('', 'text'), '');
    assert.equal(copyText(null), '');
    assert.equal(copyText('NULL'), 'NULL');
  });

  it('show timestamps without ISO’s letters, and keep them as they are where they are copied', () => {
    assert.equal(text(noon, 'datetime'), '2026-11-23 12:00:08');
    assert.equal(cellHint(noon, format('datetime')), noon);
    assert.equal(copyText(noon), noon);
  });

  it('show timestamps as they are stored, or by the clock here', () => {
    assert.equal(text(noon, 'datetime', { times: 'raw' }), noon);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0002-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          date.setUTCMilliseconds(0);
          const stored = date.toISOString().replace('.000', '');
          const local = text(stored, 'datetime', { times: 'local' });
          assert.equal(new Date(local.replace(' ', 'T')).getTime(), date.getTime());
        },
      ),
    );
  });

  it('show a timestamp that is none as it is', () => {
    for (const times of ['utc', 'local', 'raw'] as const) {
      assert.equal(text('2026-11-23T21:45:08+01:00', 'datetime', { times }), '2026-11-23T21:45:08+01:00');
      assert.equal(text(1_700_000_000, 'datetime', { times }), '1700000000');
    }
    assert.equal(text('2026-99-99T99:99:99Z', 'datetime', { times: 'local' }), '2026-99-99T99:99:99Z');
  });

  it('show texts that look like timestamps as they are', () => {
    assert.equal(text(noon, 'text'), noon);
  });

  it('show booleans as words, and what is no boolean as it is', () => {
    assert.deepEqual(
      [0, 1, 2, 'true'].map((cell) => text(cell, 'boolean')),
      ['false', 'true', '2', 'true'],
    );
  });

  it('show every digit of numbers', () => {
    assert.equal(text('9223372036854775807', 'integer'), '9223372036854775807');
    assert.equal(text('0.10', 'decimal'), '0.10');
    assert.equal(text(-0.5, 'real'), '-0.5');
  });

  it('show amounts as money, or as they are stored', () => {
    assert.match(text(1234, 'integer', { currency: 'usd' }), /12.34/);
    assert.equal(cellHint(1234, format('integer', { currency: 'usd' })), '1234');
    assert.equal(text(1234, 'integer', { currency: 'usd', amounts: 'minor' }), '1234');
    assert.equal(text(1234, 'integer', { currency: 'no currency' }), '1234');
  });

  it('mark a cut text', () => {
    const cut = { start: 'abc' };
    assert.equal(text(cut, 'text'), 'abc…');
    assert.match(cellHint(cut, format('text')) ?? '', /beginning of a long text/);
  });

  it('round no share to nothing or to all that is neither', () => {
    assert.equal(formatShare(0), '0%');
    assert.equal(formatShare(1), '100%');
    assert.equal(formatShare(1e-9), '0.1%');
    assert.equal(formatShare(1 - 1e-9), '99.9%');
  });
});

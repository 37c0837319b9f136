import assert from 'node:assert/strict';
import { cellHint, cellText, copyText } from '../../../webview-ui/preview/cellText.ts';

describe('cells of a preview', () => {
  it('tell NULL from an empty text and from the text NULL', () => {
    assert.equal(cellText(null, 'text'), 'NULL');
    assert.equal(cellText('', 'text'), '');
    assert.equal(copyText(null), '');
    assert.equal(copyText('NULL'), 'NULL');
  });

  it('show timestamps without ISO’s letters, and keep them as they are where they are copied', () => {
    assert.equal(cellText('2026-11-23T21:45:08Z', 'datetime'), '2026-11-23 21:45:08');
    assert.equal(cellHint('2026-11-23T21:45:08Z', 'datetime'), '2026-11-23T21:45:08Z');
    assert.equal(copyText('2026-11-23T21:45:08Z'), '2026-11-23T21:45:08Z');
  });

  it('show a timestamp that is none as it is', () => {
    assert.equal(cellText('2026-11-23T21:45:08+01:00', 'datetime'), '2026-11-23T21:45:08+01:00');
    assert.equal(cellText(1_700_000_000, 'datetime'), '1700000000');
  });

  it('show texts that look like timestamps as they are', () => {
    assert.equal(cellText('2026-11-23T21:45:08Z', 'text'), '2026-11-23T21:45:08Z');
  });

  it('show booleans as words, and what is no boolean as it is', () => {
    assert.deepEqual(
      [0, 1, 2, 'true'].map((cell) => cellText(cell, 'boolean')),
      ['false', 'true', '2', 'true'],
    );
  });

  it('show every digit of numbers', () => {
    assert.equal(cellText('9223372036854775807', 'integer'), '9223372036854775807');
    assert.equal(cellText('0.10', 'decimal'), '0.10');
    assert.equal(cellText(-0.5, 'real'), '-0.5');
  });

  it('mark a cut text and tell its length', () => {
    const cut = { start: 'abc', length: 1_234_567 };
    assert.equal(cellText(cut, 'text'), 'abc…');
    assert.match(cellHint(cut, 'text') ?? '', /1.?234.?567 characters/);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CsvBytes, rowPiece } from '../../src/database/export/csvBytes.ts';
import { parseCsv } from '../csvReader.ts';

type Cells = readonly (string | null)[];

function encode(rows: readonly Cells[], { delimiter = ',', formulaGuard = false } = {}): string {
  const piece = Buffer.concat(rows.map(rowPiece));
  const encoded = new CsvBytes({ delimiter, formulaGuard }).encode(piece, rows.flat().length);
  assert.ok(encoded !== undefined);
  return Buffer.from(encoded).toString();
}

const anyText = fc.string({ unit: 'grapheme' });
const awkward = fc
  .array(fc.constantFrom('"', ',', ';', '\t', '\r', '\n', '=', '-', '+', '@', '1', 'é', '😀'))
  .map((parts) => parts.join(''));
const rowsOf = (width: number) =>
  fc.array(fc.array(fc.option(fc.oneof(anyText, awkward)), { minLength: width, maxLength: width }), {
    maxLength: 20,
  });

describe('CSV', () => {
  it('is read back as it was, NULL told from empty, with any delimiter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }).chain(rowsOf),
        fc.constantFrom(',', ';', '\t', '|'),
        (rows, delimiter) => {
          assert.deepEqual(parseCsv(encode(rows, { delimiter }), delimiter), rows);
        },
      ),
    );
  });

  it('quotes what needs it and nothing else, and ends lines with CR LF', () => {
    assert.equal(
      encode([
        ['plain', 'a,b', 'say "hi"', 'two\nlines', '', null],
        ['1.5', ' space ', 'semi;colon', '\r', '""', 'x'],
      ]),
      'plain,"a,b","say ""hi""","two\nlines","",\r\n1.5, space ,semi;colon,"\r","""""",x\r\n',
    );
  });

  it('keeps formulas from being run, and numbers as they are', () => {
    const guarded = encode(
      [['=cmd()', '+49 30 1', '-1', '-2.5e-3', '-1+1', '@x', '\tx', '=a,"b"', 'a=b', '']],
      { formulaGuard: true },
    );
    assert.equal(guarded, `'=cmd(),'+49 30 1,-1,-2.5e-3,'-1+1,'@x,'\tx,"'=a,""b""",a=b,""\r\n`);
  });

  it('guards every cell that begins as a formula, and changes no other', () => {
    fc.assert(
      fc.property(rowsOf(3), (rows) => {
        const read = parseCsv(encode(rows, { formulaGuard: true }), ',');
        const expected = rows.map((row) =>
          row.map((cell) => (cell !== null && isFormula(cell) ? `'${cell}` : cell)),
        );
        assert.deepEqual(read, expected);
      }),
    );
  });

  it('refuses a piece in which a text holds the bytes that tell cells apart', () => {
    const bytes = new CsvBytes({ delimiter: ',', formulaGuard: true });
    for (const text of [[0xff], [0x61, 0xfe], [0xfe, 0x61], [0xfd, 0x61]]) {
      assert.equal(bytes.encode(Buffer.from([...text, 0xfd]), 1), undefined);
    }
    assert.ok(bytes.encode(Buffer.from([0x61, 0xfd]), 1));
  });

  it('takes a large piece after a small one', () => {
    const bytes = new CsvBytes({ delimiter: ',', formulaGuard: true });
    bytes.encode(rowPiece(['a']), 1);
    const large = '"'.repeat(100_000);
    const encoded = bytes.encode(rowPiece([large]), 1);
    assert.equal(encoded?.length, 200_004);
  });
});

function isFormula(cell: string): boolean {
  return /^[=+@\t\r-]/.test(cell) && !/^-\d+(\.\d+)?([eE][-+]?\d+)?$/.test(cell);
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonValue, parseExactJson, writeExactJson } from '../../src/connectors/stripe/api/exactJson.ts';

describe('Exact JSON', () => {
  it('keeps the digits of integers beyond 2^53', () => {
    const text = '{"a":9007199254740993,"b":[-12345678901234567890,1],"c":"9007199254740993"}';
    assert.deepEqual(parseExactJson(text), {
      a: 9007199254740993n,
      b: [-12345678901234567890n, 1],
      c: '9007199254740993',
    });
    assert.equal(writeExactJson(parseExactJson(text)), text);
  });

  it('leaves integers that a double holds as numbers', () => {
    assert.deepEqual(
      parseExactJson('[9007199254740991,-9007199254740991]'),
      [9007199254740991, -9007199254740991],
    );
  });

  it('leaves fractions and exponents as numbers', () => {
    assert.deepEqual(parseExactJson('[1.5e3,0.1234567890123456789,1e20]'), [1500, 0.12345678901234568, 1e20]);
  });

  it('reads a long integer that stands alone', () => {
    assert.equal(parseExactJson('12345678901234567890'), 12345678901234567890n);
  });

  it('reads and writes every JSON as JSON.parse and JSON.stringify do', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.equal(writeExactJson(parseExactJson(text)), JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('brings back every integer, however long, wherever it stands', () => {
    const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.string(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = writeExactJson(value);
        assert.equal(writeExactJson(parseExactJson(text)), text);
        assert.deepEqual(bigintsOf(parseExactJson(text)), bigintsOf(value));
      }),
    );
  });

  it('refuses what is not JSON', () => {
    assert.throws(() => parseExactJson('{"a":'), SyntaxError);
    assert.throws(() => parseExactJson('<html>'), SyntaxError);
  });
});

/** All integers in order, as bigints. */
function bigintsOf(value: JsonValue): bigint[] {
  if (typeof value === 'bigint' || typeof value === 'number') {
    return [BigInt(value)];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bigintsOf) : [];
}

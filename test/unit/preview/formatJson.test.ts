import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatJson } from '../../../webview-ui/preview/formatJson.ts';

describe('formatJson', () => {
  it('indents as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(formatJson(JSON.stringify(value)), JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('takes text that is already indented', () => {
    assert.equal(formatJson('{ "a" : [ ] ,\n"b":{ } }'), '{\n  "a": [],\n  "b": {}\n}');
  });

  it('keeps long numbers, repeated keys and escapes as they are', () => {
    assert.equal(
      formatJson('{"n":12345678901234567890.10,"n":1e400,"s":"\\u00e9\\"{,}"}'),
      '{\n  "n": 12345678901234567890.10,\n  "n": 1e400,\n  "s": "\\u00e9\\"{,}"\n}',
    );
  });

  it('survives any depth', () => {
    const depth = 100_000;
    const text = '['.repeat(depth) + ']'.repeat(depth);
    const formatted = formatJson(text);
    assert.equal(formatted.replace(/\s/g, ''), text);
    assert.ok(formatted.length < 500 * depth);
  });

  it('leaves text alone that is not JSON', () => {
    for (const text of ['', '{"a":', 'NaN', "{'a':1}", '{"cut":"off…']) {
      assert.equal(formatJson(text), text);
    }
  });
});

/** JSON as `parseExactJson` reads it: an integer that a double cannot hold is a bigint. */
export type JsonValue = string | number | bigint | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [field: string]: JsonValue;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 2^53 has sixteen digits: a text without such a run of them holds no integer that JSON.parse would round. */
const longInteger = /[:[,]\s*-?\d{16}/;
const integer = /^-?\d+$/;

/**
 * Parses JSON without rounding integers. Almost every text takes the fast way: the reviver makes JSON.parse about ten
 * times slower, so only a text with a long run of digits gets it.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): JsonValue {
  return longInteger.test(text) || /^-?\d{16}/.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
}

/** The digits as they stand in the text come as a third argument since V8 11.4 (Node 21), unknown to TypeScript yet. */
function exactInteger(_key: string, value: JsonValue, context?: { readonly source?: string }): JsonValue {
  const digits = context?.source;
  return typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    digits !== undefined &&
    integer.test(digits)
    ? BigInt(digits)
    : value;
}

/** Writes JSON with all digits of bigints, as plain numbers. */
export function writeExactJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify refuses bigints; what was parsed has no cycles, so there is no other reason.
    return writeWithBigints(value);
  }
}

function writeWithBigints(value: JsonValue): string {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return `[${value.map(writeWithBigints).join(',')}]`;
  }
  if (isJsonObject(value)) {
    const fields = Object.entries(value).map(
      ([name, inner]) => `${JSON.stringify(name)}:${writeWithBigints(inner)}`,
    );
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

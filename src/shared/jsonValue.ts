import type { Column, SqlValue } from './columns.ts';

/**
 * A cell as JSON, on one line: booleans are true and false, JSON stays what it is, integers keep all their digits. What
 * JSON has no number for (SQLite has infinity) is a text.
 */
export function jsonValue(value: SqlValue, type: Column['type']): string {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (type === 'boolean' && (value === 0 || value === 1)) {
    return String(value === 1);
  }
  if (type === 'json' && typeof value === 'string' && isJson(value)) {
    return onOneLine(value);
  }
  return typeof value === 'number' && !Number.isFinite(value)
    ? JSON.stringify(String(value))
    : JSON.stringify(value);
}

/** Only asked, never written anew from what was parsed: that would round large numbers. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON has line ends between its parts only; in its texts they are escaped. */
function onOneLine(json: string): string {
  return json.replace(/[\r\n]+/g, ' ');
}

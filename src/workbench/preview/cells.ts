import type { SqlValue } from '../../shared/columns.ts';
import type { Cell } from '../../shared/preview.ts';

/**
 * A value as the page gets it.
 *
 * @param maxLength Texts longer than this, in UTF-16 code units, are cut.
 */
export function toCell(value: SqlValue, maxLength: number): Cell {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) {
    return String(value);
  }
  if (typeof value !== 'string' || value.length <= maxLength) {
    return value;
  }
  return { start: startOf(value, maxLength) };
}

/** The first characters of a text, none of them cut in half. */
function startOf(text: string, length: number): string {
  const isHighSurrogate = (text.charCodeAt(length - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isHighSurrogate ? length - 1 : length);
}

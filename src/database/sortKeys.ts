import type { StoredValue } from './sqlite.ts';

/** What SQLite sorts by, in a form in which JavaScript compares it alike: see {@link sortKey}. */
export type SortKey = StoredValue;

/** Whether a text is its own key, and each of its units below 128. */
export function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

/**
 * A value to sort by. SQLite orders texts by their code points, JavaScript by the UTF-16 units, of which those beyond
 * the first 65,536 code points have two that stand before U+E000: here they change places.
 */
export function sortKey(value: StoredValue): SortKey {
  return typeof value === 'string' && /[\ud800-\uffff]/.test(value)
    ? value.replaceAll(/[\ud800-\uffff]/g, inPlaceOfCodePoint)
    : value;
}

function inPlaceOfCodePoint(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
}

/** Negative, 0 or positive, as SQLite orders: NULL, numbers, texts, blobs. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a < b ? -1 : a === b ? 0 : 1;
  }
  if (isNumber(a) && isNumber(b)) {
    // Also a number with a bigint, exactly.
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) : kind(a) - kind(b);
}

function isNumber(key: SortKey): key is number | bigint {
  return typeof key === 'number' || typeof key === 'bigint';
}

function kind(key: SortKey): number {
  if (key === null) {
    return 0;
  }
  return isNumber(key) ? 1 : typeof key === 'string' ? 2 : 3;
}

/** So many different texts are looked for again. */
const maxShared = 4096;

/** One key for all rows that have the same text, in columns where texts repeat. */
export class SharedKeys {
  readonly #keys = new Map<string, SortKey>();
  #repeated = 0;
  #isUseful = true;

  /** Undefined for a text that is new, or is not looked for. */
  get(text: string): SortKey | undefined {
    const key = this.#isUseful ? this.#keys.get(text) : undefined;
    this.#repeated += key === undefined ? 0 : 1;
    return key;
  }

  add(text: string, key: SortKey): void {
    if (!this.#isUseful) {
      return;
    }
    if (this.#keys.size < maxShared) {
      this.#keys.set(text, key);
    } else if (this.#repeated < maxShared) {
      // Nearly all are different: to look for them takes time for nothing.
      this.#isUseful = false;
      this.#keys.clear();
    }
  }
}

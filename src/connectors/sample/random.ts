const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** How many base62 digits one 32-bit draw fills. */
const digitsPerDraw = 5;

/**
 * A seeded source of random numbers: the same seeds, the same numbers, on every machine.
 * The generator is sfc32 of PractRand (Chris Doty-Humphrey, public domain): small, fast, and with 128 bits of state, so that
 * the streams of a hundred thousand customers do not meet.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param seeds Numbers that together name the stream: the account's seed, what it is for, which customer. */
  constructor(...seeds: readonly number[]) {
    this.a = 0x9e3779b9;
    this.b = 0x243f6a88;
    this.c = 0xb7e15162;
    for (const seed of seeds) {
      this.a ^= seed | 0;
      this.b ^= Math.floor(seed / 2 ** 32) | 0;
      for (let round = 0; round < 12; round++) {
        this.bits();
      }
    }
  }

  /** 32 random bits, as an unsigned integer. */
  private bits(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** From 0 up to, and without, 1. */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T {
    const index = this.integer(0, items.length - 1);
    const item = items[index];
    if (item === undefined) {
      throw new RangeError('There is nothing to pick from.');
    }
    return item;
  }

  /** Picks among `[weight, item]` pairs, in proportion to the weights. */
  weighted<const T>(choices: readonly (readonly [number, T])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.fraction() * total;
    for (const [weight, item] of choices) {
      left -= weight;
      if (left < 0) {
        return item;
      }
    }
    throw new RangeError('There is nothing to pick from.');
  }

  /** `count` different items, in their order in the list; all of them if there are fewer. */
  sample<T>(items: readonly T[], count: number): T[] {
    const chosen: T[] = [];
    items.forEach((item, index) => {
      const wanted = count - chosen.length;
      if (wanted > 0 && this.fraction() < wanted / (items.length - index)) {
        chosen.push(item);
      }
    });
    return chosen;
  }

  /** Letters and digits, as Stripe's ids are made of. */
  base62(length: number): string {
    let text = '';
    while (text.length < length) {
      let bits = this.bits();
      for (let digit = 0; digit < digitsPerDraw && text.length < length; digit++) {
        text += base62.charAt(bits % 62);
        bits = Math.floor(bits / 62);
      }
    }
    return text;
  }

  /** Decimal digits, leading zeros included: the last four of a card. */
  digits(length: number): string {
    return String(this.integer(0, 10 ** length - 1)).padStart(length, '0');
  }
}

/** A number in base62, padded to `length` digits: ids made later sort later, as Stripe's do. */
export function toBase62(value: number, length: number): string {
  let text = '';
  let rest = value;
  while (rest > 0 || text.length < length) {
    text = base62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

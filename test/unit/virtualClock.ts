import type { Clock } from '../../src/connectors/stripe/api/governor.ts';

/** A clock whose time passes as fast as everybody has done with it. */
export class VirtualClock implements Clock {
  #now = 0;
  #made = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = this.#made++;
    this.#timers.set(timer, { at: this.#now + milliseconds, call });
    return () => this.#timers.delete(timer);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets time pass, timer by timer, until the promise is settled or the time is over. */
  async run(until: Promise<unknown> | number): Promise<void> {
    let settled = false;
    if (typeof until !== 'number') {
      const settle = (): void => {
        settled = true;
      };
      until.then(settle, settle);
    }
    const end = typeof until === 'number' ? this.#now + until : Number.POSITIVE_INFINITY;
    for (;;) {
      // All that follows from the last timer, before the next one.
      await new Promise(setImmediate);
      const [timer, next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (settled || timer === undefined || next === undefined || next.at > end) {
        this.#now = settled ? this.#now : Math.max(this.#now, Math.min(end, next?.at ?? end));
        return;
      }
      this.#timers.delete(timer);
      this.#now = next.at;
      next.call();
    }
  }
}

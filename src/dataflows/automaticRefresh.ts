import type { RunRecord } from '../database/api.ts';
import type { Dataflow } from './definition.ts';

/** As much of a run as says when it was. */
type RunTimes = Pick<RunRecord, 'startedAt' | 'finishedAt'>;

export interface RefreshParts {
  /** The dataflows as they are defined now. */
  readonly dataflows: () => readonly Dataflow[];
  /** The newest run, also one that goes on. */
  readonly lastRun: (dataflow: string) => Promise<RunTimes | undefined>;
  readonly isRunning: (dataflow: string) => boolean;
  /** What a dataflow that is due waits for, as words for the person: nothing is begun that is known to fail. */
  readonly obstacle: (dataflow: Dataflow) => Promise<string | undefined>;
  /** Runs a dataflow to its end, and tells what went wrong. Never rejects. */
  readonly run: (dataflow: Dataflow) => Promise<void>;
  readonly clock?: RefreshClock;
}

/** The time, in milliseconds since 1970, and a call when some of it has passed; the call can be taken back. */
export interface RefreshClock {
  now(): number;
  after(milliseconds: number, call: () => void): () => void;
}

/** When a dataflow will be refreshed: at a time (milliseconds since 1970), or when what it waits for is there. */
export type NextRefresh =
  | { readonly kind: 'at'; readonly time: number }
  | { readonly kind: 'waiting'; readonly obstacle: string };

const systemClock: RefreshClock = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A timer stands still while the computer sleeps: the time is looked at once a minute, whatever is due next. */
const longestWait = 60_000;

/**
 * Refreshes dataflows when their time has come: one after another, since they may share a key's rate limit. What was
 * missed while no window was open is made up for by one run.
 */
export class AutomaticRefresh {
  readonly #parts: RefreshParts;
  readonly #clock: RefreshClock;
  /** When a refresh was last begun or ended, by the dataflow's name in lower case: a run may end without a record. */
  readonly #attempts = new Map<string, number>();
  /** What those wait for that are due, by their name in lower case. */
  readonly #obstacles = new Map<string, string>();
  #looking = false;
  #lookAgain = false;
  #stopped = false;
  #cancelTimer = (): void => {};

  constructor(parts: RefreshParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
  }

  /** Looks at what is due now. To be called at the start, and whenever the definitions have changed. */
  look(): void {
    this.#lookAgain = true;
    if (!this.#looking) {
      void this.#refreshDue();
    }
  }

  /** Begins no run any more. One that goes on is left to itself. */
  dispose(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  /** Undefined for a dataflow that is refreshed by hand only. @param lastRun Its newest run. */
  nextOf(dataflow: Dataflow, lastRun: RunTimes | undefined): NextRefresh | undefined {
    const key = keyOf(dataflow);
    const time = nextRefresh(dataflow, lastRun, this.#attempts.get(key), this.#clock.now());
    const obstacle = this.#obstacles.get(key);
    if (time === undefined) {
      return undefined;
    }
    return obstacle === undefined ? { kind: 'at', time } : { kind: 'waiting', obstacle };
  }

  async #refreshDue(): Promise<void> {
    this.#looking = true;
    this.#cancelTimer();
    let next: number | undefined;
    while (this.#lookAgain && !this.#stopped) {
      this.#lookAgain = false;
      next = undefined;
      for (const { name } of this.#parts.dataflows()) {
        const time = await this.#refreshIfDue(name);
        next = Math.min(next ?? Number.POSITIVE_INFINITY, time ?? Number.POSITIVE_INFINITY);
      }
    }
    this.#looking = false;
    this.#wakeAt(next);
  }

  #wakeAt(next: number | undefined): void {
    if (this.#stopped || next === undefined || next === Number.POSITIVE_INFINITY) {
      return;
    }
    // What is due now and was not run is looked at again after the longest wait.
    const wait = next - this.#clock.now();
    const capped = wait > 0 ? Math.min(wait, longestWait) : longestWait;
    this.#cancelTimer = this.#clock.after(capped, () => this.look());
  }

  /** Returns when it is due the next time. */
  async #refreshIfDue(name: string): Promise<number | undefined> {
    const { dataflows, lastRun, isRunning, obstacle, run } = this.#parts;
    // Its definition may have changed while the ones before it ran.
    const dataflow = dataflows().find((candidate) => candidate.name === name);
    if (dataflow?.refreshEveryMinutes === undefined) {
      return undefined;
    }
    const key = keyOf(dataflow);
    const nextAfter = (runTimes: RunTimes | undefined) =>
      nextRefresh(dataflow, runTimes, this.#attempts.get(key), this.#clock.now());
    const next = nextAfter(await lastRun(name));
    this.#obstacles.delete(key);
    if (next === undefined || next > this.#clock.now() || isRunning(name)) {
      return next;
    }
    const reason = await obstacle(dataflow);
    if (reason !== undefined) {
      this.#obstacles.set(key, reason);
      return next;
    }
    if (this.#stopped || isRunning(name)) {
      return next;
    }
    this.#attempts.set(key, this.#clock.now());
    await run(dataflow);
    this.#attempts.set(key, this.#clock.now());
    return nextAfter(await lastRun(name));
  }
}

/**
 * An interval after the newest of: the last run, the last attempt at one, and the last change of the definition, so that
 * what follows a change (tables renamed or dropped) is done by then.
 * @returns Milliseconds since 1970; undefined for a dataflow that is refreshed by hand.
 */
function nextRefresh(
  dataflow: Dataflow,
  lastRun: RunTimes | undefined,
  lastAttempt: number | undefined,
  now: number,
): number | undefined {
  if (dataflow.refreshEveryMinutes === undefined) {
    return undefined;
  }
  const moments = [
    Date.parse(dataflow.updatedAt),
    lastRun?.finishedAt ?? lastRun?.startedAt ?? 0,
    lastAttempt ?? 0,
  ];
  // A moment that is yet to come was written by a clock that was wrong.
  const newest = Math.max(0, ...moments.filter((moment) => moment <= now));
  return newest + dataflow.refreshEveryMinutes * 60_000;
}

function keyOf(dataflow: Dataflow): string {
  return dataflow.name.toLowerCase();
}

/** How far a run is. */
export interface RunProgress {
  readonly tablesDone: number;
  readonly tablesTotal: number;
  readonly rows: number;
  /** Over the run's time so far. */
  readonly rowsPerSecond: number;
  readonly requests: number;
  /** An estimate of the seconds that are left; undefined as long as there is nothing to estimate from. */
  readonly secondsLeft?: number;
}

/** Views draw at most this often; a run may have thousands of events per second. */
const reportIntervalMs = 250;

/** Counts what a run does and reports it at a pace that people can read. */
export class RunProgressMeter {
  readonly #tablesTotal: number;
  readonly #report: (progress: RunProgress) => void;
  readonly #startedAt = performance.now();
  readonly #requests = new Map<string, number>();
  /** The requests that each resource will take; undefined where nobody knows yet. */
  readonly #remaining = new Map<string, number | undefined>();
  #tablesDone = 0;
  #rows = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(tablesTotal: number, report: (progress: RunProgress) => void) {
    this.#tablesTotal = tablesTotal;
    this.#report = report;
  }

  addRows(count: number): void {
    this.#rows += count;
    this.#schedule();
  }

  /** @param requests The resource's requests so far. */
  setRequests(resource: string, requests: number): void {
    this.#requests.set(resource, requests);
    this.#schedule();
  }

  /** @param requests How many more the resource will take; undefined where nobody knows yet. */
  setRemaining(resource: string, requests: number | undefined): void {
    this.#remaining.set(resource, requests);
    this.#schedule();
  }

  tableDone(resource: string): void {
    this.#tablesDone += 1;
    this.#remaining.delete(resource);
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#report(this.#progress());
    }, reportIntervalMs);
  }

  #progress(): RunProgress {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    let requests = 0;
    for (const count of this.#requests.values()) {
      requests += count;
    }
    const secondsLeft = this.#secondsLeft(requests / Math.max(seconds, 0.001));
    return {
      tablesDone: this.#tablesDone,
      tablesTotal: this.#tablesTotal,
      rows: this.#rows,
      rowsPerSecond: Math.round(this.#rows / Math.max(seconds, 0.001)),
      requests,
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    };
  }

  #secondsLeft(requestsPerSecond: number): number | undefined {
    let requests = 0;
    for (const remaining of this.#remaining.values()) {
      if (remaining === undefined) {
        return undefined;
      }
      requests += remaining;
    }
    return requests === 0 || requestsPerSecond === 0 ? undefined : Math.ceil(requests / requestsPerSecond);
  }
}

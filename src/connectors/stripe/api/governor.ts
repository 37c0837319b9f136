import { AdaptiveCap } from './adaptiveCap.ts';
import { AdaptiveRate } from './adaptiveRate.ts';
import type { RequestLimits } from './requestLimits.ts';
import { cancelled } from './retry.ts';

/** The time, in milliseconds, and a call when some of it has passed; the call can be taken back. */
export interface Clock {
  now(): number;
  after(milliseconds: number, call: () => void): () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** The right to make one request. */
export interface Permit {
  /**
   * To be called once, when the request has ended.
   * @param refusedBy The limit that Stripe found exceeded, as its `Stripe-Rate-Limited-Reason` names it.
   */
  end(refusedBy?: string): void;
}

interface Waiting {
  readonly endpoint: string;
  readonly urgency: number;
  readonly admit: () => void;
}

/** What is counted for a whole key, and again for each endpoint. */
interface Budget {
  readonly rate: AdaptiveRate;
  readonly cap: AdaptiveCap;
}

/**
 * Says when the requests of one key may go. It starts at the limits that Stripe documents, believes Stripe where it refuses
 * before them, and tries again later. All that reads with the key at the same time shares it.
 */
export class Governor {
  readonly #limits: RequestLimits;
  readonly #clock: Clock;
  readonly #key: Budget;
  readonly #endpoints = new Map<string, Budget>();
  /** The most urgent first; equally urgent ones in the order they came. */
  readonly #waiting: Waiting[] = [];
  #ceiling = Number.POSITIVE_INFINITY;
  #cancelWake = (): void => {};

  constructor(limits: RequestLimits, clock: Clock = systemClock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#key = this.#budget(limits.perSecond);
  }

  /** Sets the person’s own ceiling on requests per second; 0 takes it away. It can only lower the limits. */
  setCeiling(perSecond: number): void {
    this.#ceiling = perSecond > 0 ? perSecond : Number.POSITIVE_INFINITY;
    this.#key.rate.limitTo(Math.min(this.#limits.perSecond, this.#ceiling));
    for (const [endpoint, { rate }] of this.#endpoints) {
      rate.limitTo(this.#endpointLimit(endpoint));
    }
  }

  /**
   * Waits for a request’s turn.
   * @param urgency Where requests have to wait, those with the higher number go first.
   * @throws ConnectorError `cancelled` as soon as the signal is aborted
   */
  async turn(endpoint: string, urgency: number, signal: AbortSignal): Promise<Permit> {
    if (signal.aborted) {
      throw cancelled();
    }
    const { promise, resolve, reject } = Promise.withResolvers<Permit>();
    const waiting: Waiting = { endpoint, urgency, admit: () => resolve(this.#admit(endpoint)) };
    const place = this.#waiting.findIndex((other) => other.urgency < urgency);
    this.#waiting.splice(place === -1 ? this.#waiting.length : place, 0, waiting);
    const leave = (): void => {
      this.#remove(waiting);
      reject(cancelled());
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#letIn();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** How many requests could be made to the endpoint now, beyond those that wait. */
  spare(endpoint: string): number {
    const now = this.#clock.now();
    const { rate, cap } = this.#endpoint(endpoint);
    return Math.max(
      0,
      Math.min(rate.spare(now), cap.spare(now), this.#key.rate.spare(now), this.#key.cap.spare(now)),
    );
  }

  /** Lets in who may go, and comes back when the next one may. */
  #letIn(): void {
    this.#cancelWake();
    const now = this.#clock.now();
    let wake = Number.POSITIVE_INFINITY;
    for (const waiting of [...this.#waiting]) {
      const ofKey = waitOf(this.#key, now);
      if (ofKey > 0) {
        wake = ofKey;
        break;
      }
      const ofEndpoint = waitOf(this.#endpoint(waiting.endpoint), now);
      if (ofEndpoint > 0) {
        wake = Math.min(wake, ofEndpoint);
      } else {
        this.#remove(waiting);
        waiting.admit();
      }
    }
    this.#cancelWake = this.#waiting.length > 0 ? this.#clock.after(wake, () => this.#letIn()) : () => {};
  }

  #admit(endpoint: string): Permit {
    const sentAt = this.#clock.now();
    const key = this.#key;
    const own = this.#endpoint(endpoint);
    for (const { rate, cap } of [key, own]) {
      rate.take(sentAt);
      cap.enter();
    }
    const inFlight = { key: key.cap.inFlight, endpoint: own.cap.inFlight };
    return {
      end: (refusedBy) => {
        const now = this.#clock.now();
        key.cap.leave();
        own.cap.leave();
        switch (refusedBy) {
          case 'global-rate':
            key.rate.cut(sentAt, now);
            break;
          case 'endpoint-rate':
            own.rate.cut(sentAt, now);
            break;
          case 'global-concurrency':
            key.cap.cut(sentAt, inFlight.key, now);
            break;
          case 'endpoint-concurrency':
            own.cap.cut(sentAt, inFlight.endpoint, now);
            break;
          default:
            // Answered, or refused for what it asked for: going slower would not help.
            break;
        }
        this.#letIn();
      },
    };
  }

  #remove(waiting: Waiting): void {
    const place = this.#waiting.indexOf(waiting);
    if (place !== -1) {
      this.#waiting.splice(place, 1);
    }
  }

  #endpoint(endpoint: string): Budget {
    let budget = this.#endpoints.get(endpoint);
    if (budget === undefined) {
      budget = this.#budget(this.#endpointLimit(endpoint));
      this.#endpoints.set(endpoint, budget);
    }
    return budget;
  }

  #endpointLimit(endpoint: string): number {
    return Math.min(this.#limits.endpoints?.[endpoint] ?? this.#limits.perEndpoint, this.#ceiling);
  }

  #budget(perSecond: number): Budget {
    const now = this.#clock.now();
    return { rate: new AdaptiveRate(perSecond, now), cap: new AdaptiveCap(this.#limits.inFlight, now) };
  }
}

/** A full cap opens when a request ends; but it also grows by itself, so it is looked at again. */
const fullCapWait = 500;

/** Milliseconds until a budget may have room. */
function waitOf({ rate, cap }: Budget, now: number): number {
  return Math.max(rate.wait(now), cap.spare(now) < 1 ? fullCapWait : 0);
}

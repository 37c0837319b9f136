/** A request, as the server saw it. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the query: `/v1/customers`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Without the key. */
  readonly headers: Readonly<Record<string, string>>;
  /** The kind of key that was sent: `sk_test`; empty for none. */
  readonly keyKind: string;
}

/** What goes wrong with an answer. */
export type Fault =
  /** Another status; with Stripe's ordinary body for it, or the one given. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut in the middle of the body. */
  | { readonly kind: 'cut' }
  /** The connection is closed before a byte of the answer. */
  | { readonly kind: 'drop' }
  /** The answer comes late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** No answer ever comes. */
  | { readonly kind: 'hang' }
  /** A body that ends early, though its length is right: invalid JSON. */
  | { readonly kind: 'brokenJson' }
  /** A proxy's page. */
  | { readonly kind: 'html'; readonly status?: number }
  /** A body of one's own with status 200. */
  | { readonly kind: 'body'; readonly body: string; readonly contentType?: string };

/** Which requests a fault is for. All that is given must hold. */
export interface FaultMatch {
  /** The whole path, or an expression for it. */
  readonly path?: string | RegExp;
  readonly query?: Readonly<Record<string, string>>;
  /** The first of the matching requests that fails, counted from 1. */
  readonly nth?: number;
  /** How many fail from there on; 1 unless given. */
  readonly times?: number;
}

export interface FaultScript {
  /** How many requests have failed by it. */
  readonly hits: number;
  remove(): void;
}

type Decide = (request: RecordedRequest) => Fault | undefined;

/** The faults to come, as a test scripts them. */
export class Faults {
  private readonly scripts = new Set<Decide>();

  /** Adds a fault for the requests that match, or a function that decides for each request. */
  add(script: { readonly match?: FaultMatch; readonly fault: Fault } | Decide): FaultScript {
    const decide = typeof script === 'function' ? script : scripted(script.match ?? {}, script.fault);
    let hits = 0;
    const counted: Decide = (request) => {
      const fault = decide(request);
      hits += fault === undefined ? 0 : 1;
      return fault;
    };
    this.scripts.add(counted);
    return {
      get hits() {
        return hits;
      },
      remove: () => this.scripts.delete(counted),
    };
  }

  clear(): void {
    this.scripts.clear();
  }

  /** The first fault that is due for the request. */
  next(request: RecordedRequest): Fault | undefined {
    for (const decide of this.scripts) {
      const fault = decide(request);
      if (fault !== undefined) {
        return fault;
      }
    }
    return undefined;
  }
}

function scripted(match: FaultMatch, fault: Fault): Decide {
  const first = match.nth ?? 1;
  const last = first + (match.times ?? 1) - 1;
  let seen = 0;
  return (request) => {
    if (!matches(match, request)) {
      return undefined;
    }
    seen++;
    return seen >= first && seen <= last ? fault : undefined;
  };
}

function matches({ path, query = {} }: FaultMatch, request: RecordedRequest): boolean {
  const pathMatches =
    path === undefined || (typeof path === 'string' ? path === request.path : path.test(request.path));
  return pathMatches && Object.entries(query).every(([name, value]) => request.query.get(name) === value);
}

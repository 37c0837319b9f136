import type { Column, WholeGroups } from '../shared/columns.ts';
import type { PersonalData } from '../shared/personalData.ts';
import type { Rows } from '../shared/rows.ts';
import { redactKeys, redactValues } from './redaction.ts';

/** A kind of source. The wizard shows one card per connector; a dataflow names its connector by `id`. */
export interface Connector {
  /** Stable, kept in definitions: `stripe`, `sample`. */
  readonly id: string;
  /** The name on the card. */
  readonly title: string;
  /** One sentence on the card. */
  readonly description: string;
  /** Whether `connect` needs an API key. */
  readonly needsApiKey: boolean;
  /** Where a person makes a key, with the permissions for `resources` filled in. */
  apiKeyUrl?(resources: readonly Resource[]): string;
  /** All that can be imported. Needs no network; the first call may load the catalog. */
  resources(): Promise<readonly Resource[]>;
  /** Checks the connection. @throws ConnectorError */
  connect(connection: Connection, signal: AbortSignal): Promise<Account>;
  /** Which resources the connection may read; a resource missing from the answer may be read. @throws ConnectorError */
  discover(connection: Connection, signal: AbortSignal): Promise<ReadonlyMap<string, ConnectorError>>;
  /**
   * Reads the resources, several at a time, as fast as the source allows. The consumer's pace holds the reader back.
   * A resource's trouble comes as an event; what ends the whole run (the key refused, `signal` aborted) is thrown.
   * @throws ConnectorError
   */
  read(request: ReadRequest): AsyncIterable<ReadEvent>;
}

/** Something a source can list: it becomes one table. */
export interface Resource {
  /** The source's own name, in snake case: `invoice_line_items`. The wizard's File Name. */
  readonly name: string;
  /** The resource whose objects hold this one's, for a child list. */
  readonly parent?: string;
  readonly columns: readonly Column[];
  /** What is known about columns beside their types, by name. A column that is missing means nothing in particular. */
  readonly meanings: ReadonlyMap<string, ColumnMeaning>;
  readonly tickedByDefault: boolean;
}

export interface ColumnMeaning {
  /** The resources whose objects the value may be the id of. */
  readonly refersTo: readonly string[];
  readonly personalData: PersonalData;
}

export interface Connection {
  /** Empty for a connector that needs none. */
  readonly apiKey: string;
  /** A connected account (`acct_…`) to read instead of the key's own. */
  readonly connectedAccount?: string;
}

/** What a connection opens. Two dataflows' data may be mixed in one table only if this is equal. */
export interface Account {
  /** `acct_…`, or undefined where a restricted key may not read it. */
  readonly id?: string;
  readonly displayName?: string;
  readonly mode: 'live' | 'test' | 'sample';
  /** The version of the source's interface that decides the columns, for the record. */
  readonly apiVersion?: string;
}

export interface ReadRequest {
  readonly connection: Connection;
  readonly resources: readonly ResourceRequest[];
  readonly signal: AbortSignal;
  /** Everything is to be read, whatever the resources' states say was read before. */
  readonly full: boolean;
}

export interface ResourceRequest {
  readonly resource: string;
  /** The last that a run was told to keep, to go on from there. */
  readonly state?: string;
  /** How many rows there are of it, without those that the source has no more. */
  readonly rows: number;
}

export type ReadEvent =
  | { readonly kind: 'started'; readonly resource: string }
  | {
      readonly kind: 'batch';
      readonly resource: string;
      /** Cells in the order of the resource's columns. */
      readonly rows: Rows;
      /** Objects that are no more, whether or not there is a row of them. */
      readonly deletedIds?: readonly string[];
      readonly wholeGroups?: WholeGroups;
      /** Opaque to everyone but the connector; saved in the rows' own transaction. */
      readonly state?: string;
    }
  | {
      readonly kind: 'finished';
      readonly resource: string;
      /** The list ran to its end, so what was not in it exists no more. */
      readonly complete: boolean;
      /** As a batch's. */
      readonly state?: string;
    }
  /** Not to be read with this connection (permission, product not enabled): a warning. */
  | {
      readonly kind: 'skipped';
      readonly resource: string;
      readonly error: ConnectorError;
      /** As a batch's. */
      readonly state?: string;
    }
  | { readonly kind: 'failed'; readonly resource: string; readonly error: ConnectorError }
  /** The cost so far of one resource; sent as it grows. */
  | {
      readonly kind: 'requests';
      readonly resource: string;
      readonly requests: number;
      readonly retries: number;
    }
  /** How many more requests a resource will take, as far as can be told; undefined where it can't yet. */
  | { readonly kind: 'remaining'; readonly resource: string; readonly requests: number | undefined }
  /** A sentence for the run's record, about something that went well, but otherwise than might be expected. */
  | { readonly kind: 'note'; readonly resource: string; readonly sentence: string };

export type ConnectorErrorReason =
  /** The text is no key of this source, or one of a kind that cannot read. */
  | 'invalidKey'
  /** The source refuses the key: revoked, expired, mistyped. */
  | 'authentication'
  | 'permission'
  | 'notEnabled'
  | 'rateLimited'
  | 'network'
  | 'server'
  | 'malformedAnswer'
  /** The source refuses the request itself: a fault in the connector. */
  | 'invalidRequest'
  | 'cancelled';

/** What went wrong with a source, as a sentence for the person. Its message never holds a key. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly reason: ConnectorErrorReason;
  /** The source's own id of the failed request, for its support. */
  readonly requestId: string | undefined;
  /** The permission that is missing, where the source names it. */
  readonly permission: string | undefined;

  constructor(
    reason: ConnectorErrorReason,
    message: string,
    details: { requestId?: string | undefined; permission?: string | undefined; cause?: unknown } = {},
  ) {
    super(redactKeys(message), { cause: details.cause });
    // Servers write these as well.
    const { requestId, permission } = redactValues(details);
    this.reason = reason;
    this.requestId = requestId;
    this.permission = permission;
  }

  static is(error: unknown, ...reasons: readonly ConnectorErrorReason[]): error is ConnectorError {
    return error instanceof ConnectorError && (reasons.length === 0 || reasons.includes(error.reason));
  }
}

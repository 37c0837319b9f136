import { ConnectorError, type ConnectorErrorReason } from '../../connector.ts';
import { redactValues } from '../../redaction.ts';

/** The parameter that holds the last object of the page before. */
export const cursorParameter = 'starting_after';

export interface RequestErrorDetails {
  readonly requestId?: string | undefined;
  readonly permission?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly parameter?: string | undefined;
  readonly account?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly exceededLimit?: string | undefined;
}

/** A request to Stripe that failed, with what this connector needs to go on: what to retry, and what means “gone”. */
export class StripeRequestError extends ConnectorError {
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Stripe's error code: `resource_missing`. */
  readonly code: string | undefined;
  /** The parameter that Stripe finds fault with. */
  readonly parameter: string | undefined;
  /** The account that the refused key belongs to, where Stripe names it. */
  readonly account: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The limit that the request was one too many for, where Stripe names it: `endpoint-rate`. */
  readonly exceededLimit: string | undefined;

  constructor(reason: ConnectorErrorReason, message: string, sent: RequestErrorDetails = {}) {
    const details = redactValues(sent);
    super(reason, message, details);
    this.status = details.status;
    this.code = details.code;
    this.parameter = details.parameter;
    this.account = details.account;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.exceededLimit = details.exceededLimit;
  }

  /** Whether the object whose data was asked for does not exist. */
  get isMissingObject(): boolean {
    return this.#isMissing && this.parameter !== cursorParameter;
  }

  /** Whether the object to go on after does not exist. */
  get isMissingCursor(): boolean {
    return this.#isMissing && this.parameter === cursorParameter;
  }

  get #isMissing(): boolean {
    return this.reason === 'invalidRequest' && (this.status === 404 || this.code === 'resource_missing');
  }
}

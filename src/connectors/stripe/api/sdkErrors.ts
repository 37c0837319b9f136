import * as l10n from '@vscode/l10n';
import Stripe from 'stripe';
import { redactKeys } from '../../redaction.ts';
import { UnexpectedAnswer } from './answer.ts';
import { type RequestErrorDetails, StripeRequestError } from './requestError.ts';

type SdkError = InstanceType<typeof Stripe.errors.StripeError>;

/**
 * Says what an error of the SDK, or an answer that is not Stripe’s, means. The SDK's error itself is left behind: its texts
 * may hold parts of a key.
 * @param host Where the request went, for the sentence about a network fault.
 */
export function toRequestError(error: unknown, host: string): StripeRequestError {
  const unexpected = error instanceof UnexpectedAnswer ? error : exceptionOf(error);
  if (unexpected !== undefined) {
    return unexpectedAnswerError(unexpected, host);
  }
  if (!(error instanceof Stripe.errors.StripeError)) {
    throw error;
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return networkError(error, host);
  }
  const details = {
    requestId: error.requestId,
    status: error.statusCode,
    code: error.code,
    parameter: error.param,
    retryAfterSeconds: retryAfterSeconds(error.headers?.['retry-after']),
  };
  switch (error.statusCode) {
    case 401:
      return new StripeRequestError('authentication', authenticationSentence(error.code), details);
    case 403:
      return permissionError(error, details);
    case 429:
      return rateLimitError(exceededLimit(error), details);
    default:
      return otherError(error, details);
  }
}

function authenticationSentence(code: string | undefined): string {
  return code === 'api_key_expired' || code === 'platform_api_key_expired'
    ? l10n.t('This API key has expired. Make a new one in Stripe’s dashboard, and set it here.')
    : l10n.t(
        'Stripe does not know this API key: it is mistyped, or was revoked. Copy it from Stripe’s dashboard again, or make a new one.',
      );
}

function permissionError(error: SdkError, details: RequestErrorDetails): StripeRequestError {
  if (error.code === 'account_invalid') {
    return new StripeRequestError(
      'permission',
      l10n.t(
        'This API key cannot read the connected account: it does not exist, or is not connected to the key’s account.',
      ),
      details,
    );
  }
  // Only the sentence names the permission and the account; there is no field for them (seen 2026-11).
  const permission = permissionIn(error.message);
  return new StripeRequestError(
    'permission',
    permission === undefined
      ? l10n.t('This API key may not read this. Stripe says: {0}', redactKeys(error.message))
      : l10n.t(
          'This API key lacks the permission {0}. Add it to the key in Stripe’s dashboard, or use another key.',
          permission,
        ),
    { ...details, permission, account: /\bacct_[A-Za-z0-9]+/.exec(error.message)?.[0] },
  );
}

/**
 * “Having the 'rak_charge_read' permission would allow this request to continue.”, and since 2026 also “Enabling
 * Charges Read ('charge_read') permissions on this key would allow …”.
 */
function permissionIn(message: string): string | undefined {
  const name = /'(?:rak_)?([a-z0-9_]+_(?:read|write))'/.exec(message)?.[1];
  return name === undefined ? undefined : `rak_${name}`;
}

/** Which limit was exceeded; undefined where a request waited too long for an object that others are changing. */
function exceededLimit(error: SdkError): string | undefined {
  return (
    error.headers?.['stripe-rate-limited-reason'] ?? (error.code === 'rate_limit' ? error.code : undefined)
  );
}

function rateLimitError(limit: string | undefined, details: RequestErrorDetails): StripeRequestError {
  return new StripeRequestError(
    'rateLimited',
    limit === undefined
      ? l10n.t('Stripe is refusing requests because others are changing the same data. Run again later.')
      : l10n.t(
          'Stripe is refusing requests because too many arrive ({0}). Run again later, or set a lower number of requests per second.',
          limit,
        ),
    { ...details, exceededLimit: limit },
  );
}

function otherError(error: SdkError, details: RequestErrorDetails): StripeRequestError {
  const status = error.statusCode ?? 0;
  const message = redactKeys(error.message);
  if (status >= 500 || status === 409) {
    return new StripeRequestError(
      'server',
      l10n.t('Stripe could not answer (HTTP {0}). Run again later.', status),
      details,
    );
  }
  if ((status === 400 || status === 404) && isNotEnabled(error.message)) {
    return new StripeRequestError(
      'notEnabled',
      l10n.t('The account does not have this product of Stripe. Stripe says: {0}', message),
      details,
    );
  }
  return new StripeRequestError(
    'invalidRequest',
    l10n.t('Stripe refused a request (HTTP {0}). It says: {1}', status, message),
    details,
  );
}

/**
 * That an account does not have a product, Stripe tells with a plain `invalid_request_error` and no code: only the
 * sentence differs. These are the ones seen by eleven importers (2026-11).
 */
const notEnabledSentences = [
  /is not set up to use/i,
  /have you onboarded/i,
  /only available in test ?mode/i,
  /API surface is not enabled/i,
  /unrecognized request URL/i,
];

function isNotEnabled(message: string): boolean {
  return notEnabledSentences.some((sentence) => sentence.test(message));
}

function networkError(error: SdkError, host: string): StripeRequestError {
  const code = codeIn(error.detail);
  return new StripeRequestError(
    'network',
    code === 'ETIMEDOUT'
      ? l10n.t('{0} did not answer in time. Check the network connection.', host)
      : l10n.t(
          '{0} cannot be reached ({1}). Check the network connection and the proxy settings.',
          host,
          code ?? l10n.t('the connection was cut'),
        ),
    { requestId: error.requestId, code },
  );
}

/** The system's code of a network fault (`ENOTFOUND`), which may be a few causes deep. */
function codeIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const inner =
    error instanceof AggregateError ? error.errors[0] : (error.cause ?? propertyOf(error, 'exception'));
  const code = propertyOf(error, 'code');
  return typeof code === 'string' ? code : codeIn(inner);
}

function unexpectedAnswerError(answer: UnexpectedAnswer, host: string): StripeRequestError {
  const details = {
    requestId: answer.requestId,
    status: answer.status,
    retryAfterSeconds: retryAfterSeconds(answer.retryAfter),
  };
  if (answer.status === 429) {
    return rateLimitError('HTTP 429', details);
  }
  if (answer.status >= 500) {
    return new StripeRequestError(
      'server',
      l10n.t('{0} could not answer (HTTP {1}). Run again later.', host, answer.status),
      details,
    );
  }
  return new StripeRequestError(
    'malformedAnswer',
    answer.isWebPage
      ? l10n.t(
          '{0} answered with a web page instead of data (HTTP {1}). A proxy or a network’s sign-in page may stand in between.',
          host,
          answer.status,
        )
      : l10n.t('{0} answered with something that is not Stripe’s data (HTTP {1}).', host, answer.status),
    details,
  );
}

/** What the HTTP client threw, which the SDK takes for broken JSON. */
function exceptionOf(error: unknown): UnexpectedAnswer | undefined {
  const exception =
    error instanceof Stripe.errors.StripeError ? propertyOf(error.raw, 'exception') : undefined;
  return exception instanceof UnexpectedAnswer ? exception : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Retry-After counts seconds or names a date. */
function retryAfterSeconds(header: string | undefined): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

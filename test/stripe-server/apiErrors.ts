/** An answer that is not the one asked for, as Stripe words it. */
export class ApiError extends Error {
  readonly status: number;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    details: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.details = details;
    this.headers = headers;
  }

  /** The body that Stripe sends. */
  body(requestId: string): object {
    const { code } = this.details;
    return {
      error: {
        message: this.message,
        type: this.status >= 500 ? 'api_error' : 'invalid_request_error',
        ...this.details,
        ...(code === undefined
          ? {}
          : { doc_url: `https://stripe.com/docs/error-codes/${code.replace(/_/g, '-')}` }),
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
      },
    };
  }
}

/** `sk_test_************1234`, as Stripe shows a key it refuses. */
function maskKey(key: string): string {
  const prefix = /^[a-z]+_(live|test)_/.exec(key)?.[0] ?? '';
  const hidden = Math.max(0, key.length - prefix.length - 4);
  return prefix + '*'.repeat(hidden) + key.slice(prefix.length + hidden);
}

export function noKey(): ApiError {
  return new ApiError(
    401,
    'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
      "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or " +
      'we can help at https://support.stripe.com/.',
  );
}

export function invalidKey(key: string): ApiError {
  return new ApiError(401, `Invalid API Key provided: ${maskKey(key)}`);
}

export function expiredKey(key: string): ApiError {
  return new ApiError(401, `Expired API Key provided: ${maskKey(key)}`, { code: 'api_key_expired' });
}

export function publishableKey(): ApiError {
  return new ApiError(
    401,
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your ' +
      'API keys at https://dashboard.stripe.com/account/apikeys.',
    { code: 'secret_key_required' },
  );
}

export function noAccessToAccount(key: string, account: string): ApiError {
  return new ApiError(
    403,
    `The provided key '${maskKey(key)}' does not have access to account '${account}' (or that account does not exist). ` +
      'Application access may have been revoked.',
    { code: 'account_invalid' },
  );
}

export function missingPermission(key: string, account: string, permission: string): ApiError {
  return new ApiError(
    403,
    `The provided key '${maskKey(key)}' does not have the required permissions for this endpoint on account ` +
      `'${account}'. Having the '${permission}' permission would allow this request to continue.`,
  );
}

export function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(
    404,
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at ` +
      'https://support.stripe.com/.',
  );
}

export function noSuchObject(object: string, id: string, param: string): ApiError {
  return new ApiError(param === 'id' ? 404 : 400, `No such ${object.replace(/[._]/g, ' ')}: '${id}'`, {
    code: 'resource_missing',
    param,
  });
}

export function badParameter(param: string, message: string, code?: string): ApiError {
  return new ApiError(400, message, code === undefined ? { param } : { code, param });
}

/** The reasons that Stripe gives in `Stripe-Rate-Limited-Reason`. */
export type RateLimitReason =
  | 'global-rate'
  | 'endpoint-rate'
  | 'global-concurrency'
  | 'endpoint-concurrency'
  | 'resource-specific';

/** Without a reason it is what Stripe answers while another request holds the object's lock. */
export function tooManyRequests(reason?: RateLimitReason): ApiError {
  return reason === undefined
    ? new ApiError(
        429,
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing ' +
          'it. If you see this error intermittently, retry the request.',
        { code: 'lock_timeout' },
      )
    : new ApiError(
        429,
        'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        { code: 'rate_limit' },
        { 'Stripe-Rate-Limited-Reason': reason },
      );
}

/** The ordinary answer with this status, for faults that name no more than a status. */
export function ordinaryError(status: number): ApiError {
  switch (status) {
    case 401:
      return invalidKey('sk_test_0000000000000000');
    case 409:
      return new ApiError(409, 'There is currently another in-progress request using this object.', {
        code: 'lock_timeout',
      });
    case 429:
      return tooManyRequests('global-rate');
    default:
      return new ApiError(
        status,
        status >= 500 ? 'An unknown error occurred' : `The request was refused with status ${status}.`,
      );
  }
}

import type { CatalogTable } from '../../src/connectors/stripe/catalog/catalog.ts';
import { ApiError, badParameter, noSuchObject } from './apiErrors.ts';
import type { PageRequest, ResourceStore, StripeObject } from './resourceStore.ts';

const pagingParameters = ['limit', 'starting_after', 'ending_before', 'expand'];

/** The fields that a list can be filtered by, besides `created`: what the parameter is called, is what the field is called. */
const filters: Readonly<Record<string, readonly string[]>> = {
  balance_transactions: ['currency', 'source', 'type'],
  charges: ['customer', 'payment_intent', 'transfer_group'],
  checkout_sessions: ['customer', 'payment_intent', 'payment_link', 'status', 'subscription'],
  credit_notes: ['customer', 'invoice'],
  customers: ['email', 'test_clock'],
  disputes: ['charge', 'payment_intent'],
  invoice_payments: ['invoice', 'status'],
  invoiceitems: ['customer', 'invoice', 'pending'],
  invoices: ['collection_method', 'customer', 'status'],
  payment_intents: ['customer'],
  payment_methods: ['customer', 'type'],
  payouts: ['destination', 'status'],
  plans: ['active', 'product'],
  prices: ['active', 'currency', 'product', 'type'],
  products: ['active', 'type', 'url'],
  promotion_codes: ['active', 'code', 'customer'],
  refunds: ['charge', 'payment_intent'],
  setup_intents: ['customer', 'payment_method'],
  subscription_schedules: ['customer'],
  subscriptions: ['collection_method', 'customer', 'status', 'test_clock'],
  tax_rates: ['active', 'inclusive'],
  transfers: ['destination', 'transfer_group'],
  events: ['type', 'types', 'delivery_success'],
};

/** These leave out the objects of test clocks unless they are asked for by one of these parameters. */
const testClockParameters: Readonly<Record<string, readonly string[]>> = {
  customers: ['test_clock'],
  subscription_schedules: ['customer'],
  subscriptions: ['customer', 'test_clock'],
};

/** Reads the parameters of a list. @throws ApiError as Stripe refuses them */
export function pageRequest(table: CatalogTable, query: URLSearchParams, store: ResourceStore): PageRequest {
  const created = table.createdFilter?.parameter;
  const known = [...(table.paged ? pagingParameters : ['expand']), ...(filters[table.name] ?? [])];
  for (const name of query.keys()) {
    const [base = name] = name.split('[');
    if (!known.includes(base) && base !== created) {
      throw unknownParameter(name);
    }
  }
  return {
    limit: table.paged ? limitOf(query) : Number.POSITIVE_INFINITY,
    ...cursorsOf(query, (id) => store.has(id), table.object),
    ...(created === undefined ? {} : createdRange(query, created)),
    ...filtersOf(table.name, query),
  };
}

/** The parameters of a child list, which can be paged but not filtered. @throws ApiError as Stripe refuses them */
export function childPage(
  table: CatalogTable,
  query: URLSearchParams,
  children: readonly StripeObject[],
  parentParameter: string | undefined,
): { items: readonly StripeObject[]; hasMore: boolean } {
  for (const name of query.keys()) {
    const [base = name] = name.split('[');
    if (!pagingParameters.includes(base) && base !== parentParameter) {
      throw unknownParameter(name);
    }
  }
  const limit = limitOf(query);
  const position = new Map(children.map((child, index) => [child.id, index]));
  const { startingAfter, endingBefore } = cursorsOf(query, (id) => position.has(id), table.object);
  if (endingBefore !== undefined) {
    const end = position.get(endingBefore) ?? 0;
    const start = Math.max(0, end - limit);
    return { items: children.slice(start, end), hasMore: start > 0 };
  }
  const start = startingAfter === undefined ? 0 : (position.get(startingAfter) ?? 0) + 1;
  return { items: children.slice(start, start + limit), hasMore: start + limit < children.length };
}

function unknownParameter(name: string): ApiError {
  return badParameter(name, `Received unknown parameter: ${name}`, 'parameter_unknown');
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit');
  if (text === null) {
    return 10;
  }
  if (!/^-?\d+$/.test(text)) {
    throw badParameter('limit', `Invalid integer: ${text}`, 'parameter_invalid_integer');
  }
  const limit = Number(text);
  if (limit < 1) {
    throw badParameter(
      'limit',
      'This value must be greater than or equal to 1.',
      'parameter_invalid_integer',
    );
  }
  if (limit > 100) {
    throw badParameter('limit', 'This value must be less than or equal to 100.', 'parameter_invalid_integer');
  }
  return limit;
}

function cursorsOf(
  query: URLSearchParams,
  exists: (id: string) => boolean,
  object: string,
): Pick<PageRequest, 'startingAfter' | 'endingBefore'> {
  const startingAfter = query.get('starting_after') ?? undefined;
  const endingBefore = query.get('ending_before') ?? undefined;
  if (startingAfter !== undefined && endingBefore !== undefined) {
    throw new ApiError(400, 'You may only specify one of these parameters: ending_before, starting_after.', {
      code: 'parameters_exclusive',
    });
  }
  for (const [param, id] of [
    ['starting_after', startingAfter],
    ['ending_before', endingBefore],
  ] as const) {
    if (id !== undefined && !exists(id)) {
      throw noSuchObject(object, id, param);
    }
  }
  return { startingAfter, endingBefore };
}

function createdRange(query: URLSearchParams, name: string): Pick<PageRequest, 'createdFrom' | 'createdTo'> {
  let createdFrom: number | undefined;
  let createdTo: number | undefined;
  const atLeast = (time: number) => {
    createdFrom = Math.max(createdFrom ?? time, time);
  };
  const atMost = (time: number) => {
    createdTo = Math.min(createdTo ?? time, time);
  };
  for (const [parameter, text] of query) {
    const [base, operator] = parameter.replace(']', '').split('[');
    if (base !== name) {
      continue;
    }
    if (!/^\d+$/.test(text)) {
      throw badParameter(parameter, `Invalid integer: ${text}`, 'parameter_invalid_integer');
    }
    const time = Number(text);
    switch (operator) {
      case undefined:
        atLeast(time);
        atMost(time);
        break;
      case 'gt':
        atLeast(time + 1);
        break;
      case 'gte':
        atLeast(time);
        break;
      case 'lt':
        atMost(time - 1);
        break;
      case 'lte':
        atMost(time);
        break;
      default:
        throw unknownParameter(parameter);
    }
  }
  return { createdFrom, createdTo };
}

const subscriptionStates = [
  'active',
  'all',
  'canceled',
  'ended',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
];

function filtersOf(resource: string, query: URLSearchParams): Partial<PageRequest> {
  const fields = (filters[resource] ?? []).filter(
    (field) => field !== 'customer' && field !== 'status' && resource !== 'events' && query.has(field),
  );
  const tests = fields.map(
    (field) => (object: StripeObject) => String(fieldOf(object, field)) === query.get(field),
  );
  if (resource === 'tax_ids') {
    // Without an owner being asked for, they are the account's own.
    tests.push((object) => object['customer'] == null);
  }
  return {
    customer: query.get('customer') ?? undefined,
    hasStatus: statusFilter(resource, query.get('status')),
    withoutTestClocks: testClockParameters[resource]?.every((name) => !query.has(name)),
    ...(tests.length === 0 ? {} : { matches: (object: StripeObject) => tests.every((test) => test(object)) }),
  };
}

/** An invoice item is pending until an invoice takes it in. */
function fieldOf(object: StripeObject, field: string): unknown {
  return field === 'pending' ? object['invoice'] == null : (object[field] ?? '');
}

function statusFilter(
  resource: string,
  wanted: string | null,
): ((status: string | undefined) => boolean) | undefined {
  if (resource === 'subscriptions') {
    if (wanted !== null && !subscriptionStates.includes(wanted)) {
      throw badParameter('status', `Invalid status: must be one of ${subscriptionStates.join(', ')}`);
    }
    switch (wanted) {
      case null:
        return (status) => status !== 'canceled' && status !== 'incomplete_expired';
      case 'all':
        return undefined;
      case 'ended':
        return (status) => status === 'canceled' || status === 'incomplete_expired';
      default:
        return (status) => status === wanted;
    }
  }
  return wanted === null ? undefined : (status) => status === wanted;
}

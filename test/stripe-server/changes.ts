import { Ids } from '../../src/connectors/sample/ids.ts';
import { Random } from '../../src/connectors/sample/random.ts';
import { catalogApiVersion } from '../../src/connectors/stripe/catalog/catalog.ts';
import { type AccountData, tableOf } from './accountData.ts';
import type { StripeObject } from './resourceStore.ts';

type Patch = Readonly<Record<string, unknown>>;
type Editable = Record<string, unknown> & { id: string };

/** How the events of a table are called, where it is not the object's own name. */
const eventNames: Readonly<Record<string, string>> = {
  disputes: 'charge.dispute',
  subscriptions: 'customer.subscription',
  tax_ids: 'customer.tax_id',
};

/** What Stripe says in the place of `created`. */
const creationEvents: Readonly<Record<string, string>> = {
  charges: 'charge.succeeded',
  checkout_sessions: 'checkout.session.completed',
  invoice_payments: 'invoice_payment.paid',
  payment_methods: 'payment_method.attached',
  reviews: 'review.opened',
};

/** What Stripe says in the place of `deleted`. */
const deletionEvents: Readonly<Record<string, string>> = {
  payment_methods: 'payment_method.detached',
};

/** What Stripe says in the place of `updated`. */
const updateEvents: Readonly<Record<string, string>> = {
  checkout_sessions: 'checkout.session.expired',
  invoice_payments: 'invoice_payment.paid',
  setup_intents: 'setup_intent.succeeded',
  payment_intents: 'payment_intent.succeeded',
};

/** Changes to an account while the server runs, each with the event that tells of it. */
export class Changes {
  /** The API version of the events: the account's own at the time. */
  apiVersion = catalogApiVersion;
  private readonly now: () => number;
  private readonly random: Random;

  /** @param now The server's time, in Unix seconds. */
  constructor(now: () => number, seed: number) {
    this.now = now;
    this.random = new Random(seed, 7);
  }

  create(data: AccountData, resource: string, given: Patch): StripeObject {
    const table = tableOf(resource);
    const [template] = data.objects(resource);
    const now = this.now();
    const id = typeof given['id'] === 'string' ? given['id'] : this.newId(data, template, table.object);
    const object: Editable = {
      ...(template ?? { object: table.object, livemode: data.livemode }),
      [table.createdFilter?.field ?? 'created']: now,
      ...given,
      id,
    };
    this.ownNestedLists(data, resource, object, given);
    data.put(resource, object);
    if (resource === 'refunds') {
      this.countRefund(data, object);
    }
    this.tell(data, resource, id, creationEvents[resource] ?? `${eventName(resource)}.created`);
    return object;
  }

  update(data: AccountData, resource: string, id: string, patch: Patch): StripeObject {
    const before = existing(data, resource, id);
    const object: Editable = { ...before, ...patch, id };
    data.put(resource, object);
    const previous = Object.fromEntries(Object.keys(patch).map((field) => [field, before[field] ?? null]));
    this.tell(data, resource, id, updateEvents[resource] ?? `${eventName(resource)}.updated`, previous);
    return object;
  }

  delete(data: AccountData, resource: string, id: string): void {
    const before = existing(data, resource, id);
    const type = deletionEvents[resource] ?? `${eventName(resource)}.deleted`;
    if (resource === 'subscriptions') {
      const now = this.now();
      data.put(resource, { ...before, status: 'canceled', canceled_at: now, ended_at: now });
      this.tell(data, resource, id, type);
      return;
    }
    if (resource === 'customers') {
      this.cancelSubscriptions(data, id);
    }
    this.tell(data, resource, id, type);
    data.remove(resource, id);
  }

  private newId(data: AccountData, template: StripeObject | undefined, object: string): string {
    const prefix = template?.id.slice(0, template.id.lastIndexOf('_')) ?? object.slice(0, 3);
    return new Ids(this.random, data.id).billing(prefix, this.now());
  }

  /** A copy's nested objects are its own: they get new ids, and name their new parent. */
  private ownNestedLists(data: AccountData, resource: string, object: Editable, given: Patch): void {
    for (const { resource: child, field } of tableOf(resource).children) {
      const list = object[field];
      if (given[field] !== undefined || typeof list !== 'object' || list === null || !('data' in list)) {
        continue;
      }
      const items = (list.data as StripeObject[]).map((item) => ({
        ...item,
        id: this.newId(data, item, tableOf(child).object),
        ...ownedBy(resource, object.id),
      }));
      object[field] = { ...list, data: items, url: tableOf(child).path.replace('{id}', object.id) };
    }
  }

  private countRefund(data: AccountData, refund: StripeObject): void {
    const charge = data.get('charges', String(refund['charge']));
    if (charge !== undefined) {
      const refunded = Number(charge['amount_refunded']) + Number(refund['amount']);
      this.update(data, 'charges', charge.id, {
        amount_refunded: refunded,
        refunded: refunded >= Number(charge['amount']),
      });
    }
  }

  private cancelSubscriptions(data: AccountData, customer: string): void {
    const running = [...data.objects('subscriptions')].filter(
      (subscription) => subscription['customer'] === customer && subscription['status'] !== 'canceled',
    );
    for (const { id } of running) {
      this.delete(data, 'subscriptions', id);
    }
  }

  /** Records the event, if Stripe has it. It holds the object as a list serves it: ten of each nested list at most. */
  private tell(data: AccountData, resource: string, id: string, type: string, previous?: Patch): void {
    if (!tableOf(resource).eventTypes.includes(type)) {
      return;
    }
    const created = this.now();
    data.put('events', {
      id: new Ids(this.random, data.id).billing('evt', created),
      object: 'event',
      api_version: this.apiVersion,
      created,
      data: {
        object: data.store(resource).get(id),
        ...(previous === undefined ? {} : { previous_attributes: previous }),
      },
      livemode: data.livemode,
      pending_webhooks: 0,
      request: { id: null, idempotency_key: null },
      type,
    });
  }
}

function eventName(resource: string): string {
  return eventNames[resource] ?? tableOf(resource).object;
}

function existing(data: AccountData, resource: string, id: string): StripeObject {
  const object = data.get(resource, id);
  if (object === undefined) {
    throw new RangeError(`${resource} has no ${id}.`);
  }
  return object;
}

/** The field by which the objects of a nested list name the one that holds them. */
function ownedBy(resource: string, id: string): Patch {
  switch (resource) {
    case 'invoices':
      return { invoice: id };
    case 'subscriptions':
      return { subscription: id };
    case 'transfers':
      return { transfer: id };
    default:
      return {};
  }
}

import { accountObject, type Business } from '../../src/connectors/sample/business.ts';
import { generateAccount } from '../../src/connectors/sample/generate.ts';
import type { CatalogTable } from '../../src/connectors/stripe/catalog/catalog.ts';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { ResourceStore, type StripeObject } from './resourceStore.ts';

/** How many objects of a nested list Stripe puts into the object that holds it. */
export const nestedLimit = 10;

/** The objects of one account in one mode: every list of the catalog, most of them empty. */
export class AccountData {
  readonly id: string;
  readonly livemode: boolean;
  readonly account: StripeObject;
  private readonly stores = new Map<string, ResourceStore>();
  /** Per child list and parent the complete list as JSON, where the parent does not hold it. */
  private readonly nested = new Map<string, Map<string, string>>();
  private readonly refundsByCharge = new Map<string, Set<string>>();

  constructor(id: string, livemode: boolean, account: StripeObject) {
    this.id = id;
    this.livemode = livemode;
    this.account = account;
    for (const table of catalog().values()) {
      if (table.parent === null) {
        this.stores.set(table.name, new ResourceStore(table.createdFilter?.field ?? 'created'));
      } else {
        this.nested.set(table.name, new Map());
      }
    }
  }

  /** @throws RangeError for a name that is no top-level list. */
  store(resource: string): ResourceStore {
    const store = this.stores.get(resource);
    if (store === undefined) {
      throw new RangeError(`${resource} is no list of its own.`);
    }
    return store;
  }

  /** Adds or replaces an object, given with its nested lists complete. */
  put(resource: string, object: StripeObject): void {
    this.store(resource).put(this.cutNestedLists(tableOf(resource), object));
    const charge = object['charge'];
    if (resource === 'refunds' && typeof charge === 'string') {
      const refunds = this.refundsByCharge.get(charge) ?? new Set();
      this.refundsByCharge.set(charge, refunds.add(object.id));
    }
  }

  remove(resource: string, id: string): void {
    this.store(resource).remove(id);
    for (const child of tableOf(resource).children) {
      this.nested.get(child.resource)?.delete(id);
    }
  }

  /** An object with its nested lists complete. */
  get(resource: string, id: string): StripeObject | undefined {
    const object = this.store(resource).get(id);
    return object === undefined ? undefined : this.completed(tableOf(resource), object);
  }

  /** All objects, newest first, with their nested lists complete; of a child list those of all parents. */
  *objects(resource: string): Generator<StripeObject> {
    const table = tableOf(resource);
    if (table.parent === null) {
      for (const object of this.store(resource).all()) {
        yield this.completed(table, object);
      }
    } else {
      for (const parent of this.store(table.parent.resource).all()) {
        yield* this.children(resource, parent);
      }
    }
  }

  /** The complete child list of an object, in the order in which it is listed. */
  children(childResource: string, parent: StripeObject): readonly StripeObject[] {
    const text = this.nested.get(childResource)?.get(parent.id);
    return text === undefined
      ? (listIn(parent, tableOf(childResource).parent?.field ?? '')?.data ?? [])
      : (JSON.parse(text) as StripeObject[]);
  }

  /** The refunds of a charge, newest first. */
  refundsOf(charge: string): readonly StripeObject[] {
    return [...(this.refundsByCharge.get(charge) ?? [])]
      .flatMap((id) => this.store('refunds').get(id) ?? [])
      .toReversed();
  }

  /** Any object, by its id alone. */
  find(id: string): StripeObject | undefined {
    for (const store of this.stores.values()) {
      if (store.has(id)) {
        return store.get(id);
      }
    }
    return undefined;
  }

  private cutNestedLists(table: CatalogTable, object: StripeObject): StripeObject {
    const cut: Record<string, unknown> & { id: string } = { ...object };
    for (const { resource, field, expand } of table.children) {
      const list = listIn(object, field);
      const complete = this.nested.get(resource);
      complete?.delete(object.id);
      if (list !== undefined && (expand || list.data.length > nestedLimit)) {
        complete?.set(object.id, JSON.stringify(list.data));
      }
      if (list !== undefined && expand) {
        delete cut[field];
      } else if (list !== undefined) {
        cut[field] = {
          ...list,
          data: list.data.slice(0, nestedLimit),
          has_more: list.data.length > nestedLimit,
        };
      }
    }
    return cut;
  }

  private completed(table: CatalogTable, object: StripeObject): StripeObject {
    const complete: Record<string, unknown> & { id: string } = { ...object };
    for (const { resource, field } of table.children) {
      const data = this.children(resource, object);
      if (data.length > 0 || listIn(object, field) !== undefined) {
        complete[field] = {
          object: 'list',
          data,
          has_more: false,
          url: tableOf(resource).path.replace('{id}', object.id),
        };
      }
    }
    return complete;
  }
}

/** @throws RangeError for a name that the catalog does not have. */
export function tableOf(resource: string): CatalogTable {
  const table = catalog().get(resource);
  if (table === undefined) {
    throw new RangeError(`The catalog has no table ${resource}.`);
  }
  return table;
}

interface NestedList {
  readonly data: readonly StripeObject[];
}

function listIn(object: StripeObject, field: string): NestedList | undefined {
  const value = object[field];
  return typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data)
    ? (value as NestedList)
    : undefined;
}

export interface DataOptions {
  readonly accountId: string;
  readonly name: string;
  readonly livemode: boolean;
  readonly seed: number;
  readonly customers: number;
  /** Unix seconds. */
  readonly now: number;
  /** The tables to fill; undefined for all. */
  readonly only: ReadonlySet<string> | undefined;
}

/** Makes an account with the generator of the sample account. Gives way to other work now and then. */
export async function makeAccountData(options: DataOptions): Promise<AccountData> {
  const { accountId, name, livemode, seed, customers, now, only } = options;
  const data = new AccountData(accountId, livemode, { ...accountObject({ accountId, name, now }) });
  const business: Business = {
    accountId,
    name,
    livemode,
    seed,
    now,
    sink: {
      add: (resource, make) => {
        if (only === undefined || only.has(resource)) {
          data.put(resource, { ...make() });
        }
      },
    },
  };
  let made = 0;
  for (const _ of generateAccount(business, customers)) {
    made++;
    if (made % 100 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return data;
}

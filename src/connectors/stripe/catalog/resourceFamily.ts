import type { Query } from '../api/client.ts';
import type { JsonObject } from '../api/exactJson.ts';
import { type CatalogTable, catalog } from './catalog.ts';

/** A top-level list and the tables that come out of reading it once: its own, and those of the lists inside it. */
export interface ResourceFamily {
  readonly parent: CatalogTable;
  /** Whether the parent's own rows are wanted, or only its children's. */
  readonly parentWanted: boolean;
  readonly children: readonly CatalogTable[];
}

/** Puts the wanted resources into families, in the order in which they are wanted. Unknown names are left out. */
export function resourceFamilies(resources: readonly string[]): ResourceFamily[] {
  const wanted = new Set(resources);
  const parents = new Set(resources.map((name) => catalog().get(name)?.parent?.resource ?? name));
  return [...parents].flatMap((name) => {
    const parent = catalog().get(name);
    return parent === undefined
      ? []
      : [
          {
            parent,
            parentWanted: wanted.has(name),
            children: parent.children.flatMap(({ resource }) => {
              const child = catalog().get(resource);
              return child !== undefined && wanted.has(resource) ? [child] : [];
            }),
          },
        ];
  });
}

/** Parameters without which a list leaves objects out: canceled subscriptions, see `status` in Stripe's reference. */
const wholeListParameters: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['subscriptions', { status: 'all' }],
]);

/**
 * These lists leave out what belongs to a test clock unless it is asked for, though events tell of it: see `test_clock` and
 * `customer` among their parameters in Customers.d.ts, Subscriptions.d.ts and SubscriptionSchedules.d.ts of stripe 23.1.0.
 */
const withoutTestClocks = new Set(['customers', 'subscriptions', 'subscription_schedules']);

/** Whether an object that can be fetched, and that events tell of, is none of its list’s. */
export function isLeftOut(table: CatalogTable, object: JsonObject): boolean {
  const clock = object['test_clock'];
  return withoutTestClocks.has(table.name) && clock !== undefined && clock !== null;
}

/** The parameters of a family’s top-level list, with the children’s lists that must be asked for. */
export function wholeListQuery({ parent, children }: ResourceFamily): Query {
  const wanted = new Set(children.map((child) => child.name));
  const expand = parent.children
    .filter((child) => child.expand && wanted.has(child.resource))
    .map((child) => `data.${child.field}`);
  return { ...wholeListParameters.get(parent.name), ...(expand.length === 0 ? {} : { expand }) };
}

/** The parameters for one object, as {@link wholeListQuery} for its list. */
export function objectQuery(family: ResourceFamily): Query {
  const { expand } = wholeListQuery(family);
  return Array.isArray(expand) ? { expand: expand.map((path) => path.replace(/^data\./, '')) } : {};
}

/** The endpoint of one object of a list. */
export function objectPath(table: CatalogTable, id: string): string {
  return `${table.path}/${encodeURIComponent(id)}`;
}

/** The endpoint of a child list. */
export function childPath(table: CatalogTable, parentId: string): string {
  return table.path.replace('{id}', encodeURIComponent(parentId));
}

import type { CatalogTable } from '../../src/connectors/stripe/catalog/catalog.ts';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';

/** What a path asks for. */
export type Route =
  | { readonly kind: 'account' }
  | { readonly kind: 'list'; readonly table: CatalogTable }
  | { readonly kind: 'object'; readonly table: CatalogTable; readonly id: string }
  /** A child list. `parentId` is undefined where its parameter is missing; `parameter` is undefined where it is in the path. */
  | {
      readonly kind: 'children';
      readonly table: CatalogTable;
      readonly parentId: string | undefined;
      readonly parameter: string | undefined;
    };

interface ChildPattern {
  readonly table: CatalogTable;
  readonly path: RegExp;
  readonly parameter: string | undefined;
}

const listsByPath = new Map(
  [...catalog().values()].filter(({ parent }) => parent === null).map((table) => [table.path, table]),
);

const childPatterns: readonly ChildPattern[] = [...catalog().values()]
  .filter(({ parent }) => parent !== null)
  .map((table) => {
    const [path = '', query] = table.path.split('?');
    return {
      table,
      path: new RegExp(`^${path.replace('{id}', '([^/]+)')}$`),
      parameter: query?.split('=')[0],
    };
  });

/** Finds what the path asks for; undefined for a URL that Stripe does not know. */
export function findRoute(path: string, query: URLSearchParams): Route | undefined {
  if (path === '/v1/account') {
    return { kind: 'account' };
  }
  const list = listsByPath.get(path);
  if (list !== undefined) {
    return { kind: 'list', table: list };
  }
  for (const { table, path: pattern, parameter } of childPatterns) {
    const found = pattern.exec(path);
    if (found !== null) {
      const parentId = parameter === undefined ? found[1] : (query.get(parameter) ?? undefined);
      return { kind: 'children', table, parentId, parameter };
    }
  }
  const slash = path.lastIndexOf('/');
  const table = listsByPath.get(path.slice(0, slash));
  return table === undefined || slash === path.length - 1
    ? undefined
    : { kind: 'object', table, id: decodeURIComponent(path.slice(slash + 1)) };
}

/** The operation's name: Stripe counts the rate per endpoint, whatever the id. */
export function endpointOf(route: Route): string {
  switch (route.kind) {
    case 'account':
      return '/v1/account';
    case 'object':
      return `${route.table.path}/{id}`;
    default:
      return route.table.path;
  }
}

import type { Row } from '../../shared/columns.ts';
import { ConnectorError, type ReadEvent } from '../connector.ts';
import { type CatalogTable, type ChildList, catalog } from './catalog.ts';
import type { RequestCost, StripeClient } from './client.ts';
import { type ListedObject, type ListRequest, listPages, type Page, parsePage } from './listing.ts';
import { StripeRequestError } from './requestError.ts';
import { createRowMapper, type RowMapper } from './rowMapping.ts';

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

/** The request for a top-level list, with the children's lists that must be asked for. */
function listRequest(table: CatalogTable, expandedChildren: readonly ChildList[] = []): ListRequest {
  const expand = expandedChildren.filter((child) => child.expand).map((child) => `data.${child.field}`);
  return {
    path: table.path,
    endpoint: table.path,
    paged: table.paged,
    query: { ...wholeListParameters.get(table.name), ...(expand.length === 0 ? {} : { expand }) },
  };
}

/** The endpoint of a child list. */
export function childPath(table: CatalogTable, parentId: string): string {
  return table.path.replace('{id}', encodeURIComponent(parentId));
}

/**
 * Reads a family. One child's trouble ends that child, the parent's ends them all; a refused key ends the whole run.
 * @throws ConnectorError `authentication` or `cancelled`
 */
export async function* readFamily(client: StripeClient, family: ResourceFamily): AsyncGenerator<ReadEvent> {
  const parent = new TableRead(family.parent);
  const children = family.children.map((table) => new TableRead(table));
  const all = family.parentWanted ? [parent, ...children] : children;
  // Where only children are wanted, the parent's pages are what the first of them costs.
  const pagesCost = (all[0] ?? parent).cost;
  yield* all.map((table): ReadEvent => ({ kind: 'started', resource: table.name }));
  try {
    const request = listRequest(
      family.parent,
      family.parent.children.filter((child) => children.some((table) => table.name === child.resource)),
    );
    for await (const page of listPages(client, request, pagesCost)) {
      if (family.parentWanted) {
        yield* parent.batch(page.objects.map((object) => parent.map(object)));
      }
      for (const child of children.filter((table) => table.open)) {
        yield* readChildren(client, child, page);
      }
      if (!all.some((table) => table.open)) {
        return;
      }
    }
    yield* all.flatMap((table) => table.finish());
  } catch (error) {
    yield* all.flatMap((table) => table.end(error));
  }
}

/** The child's rows of one page of parents: what is inlined, and the rest from the child's own endpoint. */
async function* readChildren(
  client: StripeClient,
  child: TableRead,
  parents: Page,
): AsyncGenerator<ReadEvent> {
  try {
    const inlined = parents.objects.map((object) => ({
      parent: object,
      page: inlinedPage(child.table, object),
    }));
    const rows = inlined.flatMap(({ parent, page }) =>
      page.objects.map((object) => child.map(object, parent.id)),
    );
    yield* child.batch(rows);
    for (const { parent, page } of inlined.filter((entry) => entry.page.hasMore)) {
      for await (const rest of restOfChildren(client, child, parent, page)) {
        yield* child.batch(rest.objects.map((object) => child.map(object, parent.id)));
      }
    }
  } catch (error) {
    yield* child.end(error);
  }
}

/** Goes on after the last inlined one. A parent that was deleted since it was listed has no children any more. */
async function* restOfChildren(
  client: StripeClient,
  child: TableRead,
  parent: ListedObject,
  inlined: Page,
): AsyncGenerator<Page> {
  const request: ListRequest = {
    path: childPath(child.table, parent.id),
    endpoint: child.table.path,
    query: {},
    paged: child.table.paged,
  };
  try {
    yield* listPages(client, request, child.cost, inlined.objects);
  } catch (error) {
    if (!(error instanceof StripeRequestError && error.isMissingObject)) {
      throw error;
    }
  }
}

const noChildren: Page = { objects: [], hasMore: false };

function inlinedPage(child: CatalogTable, parent: ListedObject): Page {
  const list = child.parent === null ? undefined : parent[child.parent.field];
  return list === undefined || list === null
    ? noChildren
    : parsePage(list, `${child.parent?.resource}.${child.parent?.field}`);
}

/** One table while it is read. */
class TableRead {
  readonly table: CatalogTable;
  readonly map: RowMapper;
  readonly cost: RequestCost = { requests: 0, retries: 0 };
  #open = true;

  constructor(table: CatalogTable) {
    this.table = table;
    this.map = createRowMapper(table);
  }

  get name(): string {
    return this.table.name;
  }

  /** Whether it is still being read: it has neither finished nor come into trouble. */
  get open(): boolean {
    return this.#open;
  }

  batch(rows: readonly Row[]): ReadEvent[] {
    return rows.length === 0 ? [] : [this.#costSoFar(), { kind: 'batch', resource: this.name, rows }];
  }

  finish(): ReadEvent[] {
    return this.#close({ kind: 'finished', resource: this.name, complete: true });
  }

  /** Says what an error means for this table. @throws the error, where it means the end of the run. */
  end(error: unknown): ReadEvent[] {
    if (!ConnectorError.is(error) || ConnectorError.is(error, 'authentication', 'cancelled')) {
      throw error;
    }
    const kind = ConnectorError.is(error, 'permission', 'notEnabled') ? 'skipped' : 'failed';
    return this.#close({ kind, resource: this.name, error });
  }

  #close(last: ReadEvent): ReadEvent[] {
    if (!this.#open) {
      return [];
    }
    this.#open = false;
    return [this.#costSoFar(), last];
  }

  #costSoFar(): ReadEvent {
    return { kind: 'requests', resource: this.name, ...this.cost };
  }
}

import { serialize } from 'node:v8';
import type { Row } from '../../../shared/columns.ts';
import type { PackedRows } from '../../../shared/rows.ts';
import { ConnectorError } from '../../connector.ts';
import type { JsonValue } from '../api/exactJson.ts';
import { type CatalogTable, catalog } from '../catalog/catalog.ts';
import { rowMapper } from '../catalog/rowMapping.ts';
import { inlinedPage, type ListedObject, lastIds, type PageOutline, parsePage } from './page.ts';

/** Which rows are wanted of a page of a top-level list. */
export interface RowsWanted {
  /** The list’s resource. */
  readonly resource: string;
  /** Whether its own rows are wanted, or only its children’s. */
  readonly own: boolean;
  /** The child lists’ resources. */
  readonly children: readonly string[];
}

/** A page of a top-level list as rows: its own and those of the child lists inside its objects. */
export interface RowPage extends PageOutline {
  readonly rows: PackedRows | undefined;
  readonly children: readonly ChildRows[];
}

/** What the objects of a page hold of a child list. */
export interface ChildRows {
  readonly resource: string;
  readonly rows: PackedRows;
  /** The lists that go on beyond what the objects hold: whose they are, and the last ids that are here. */
  readonly more: readonly { readonly parent: string; readonly after: readonly string[] }[];
  /** Why it could not be read, in a parent’s object; then there are no rows. */
  readonly error?: ConnectorError;
}

/** Reads an answer of a top-level list as rows. @throws ConnectorError `malformedAnswer` */
export function readRowPage(answer: JsonValue, { resource, own, children }: RowsWanted): RowPage {
  const table = tableOf(resource);
  const { objects, ...outline } = parsePage(answer, table);
  const map = rowMapper(table);
  return {
    ...outline,
    rows: own ? packRows(objects.map((object) => map(object))) : undefined,
    children: children.map((child) => readChildren(tableOf(child), objects)),
  };
}

function readChildren(child: CatalogTable, parents: readonly ListedObject[]): ChildRows {
  const map = rowMapper(child);
  try {
    const inlined = parents.map((parent) => ({ parent: parent.id, page: inlinedPage(child, parent) }));
    return {
      resource: child.name,
      rows: packRows(
        inlined.flatMap(({ parent, page }) => page.objects.map((object) => map(object, parent))),
      ),
      more: inlined
        .filter(({ page }) => page.hasMore)
        .map(({ parent, page }) => ({ parent, after: lastIds(page) })),
    };
  } catch (error) {
    if (!ConnectorError.is(error)) {
      throw error;
    }
    return { resource: child.name, rows: packRows([]), more: [], error };
  }
}

function tableOf(resource: string): CatalogTable {
  const table = catalog().get(resource);
  if (table === undefined) {
    throw new Error(`The catalog has no ${resource}`);
  }
  return table;
}

function packRows(rows: readonly Row[]): PackedRows {
  // A copy: the serializer’s own buffer is as large as it had to grow, up to twice what is in it.
  return { length: rows.length, bytes: new Uint8Array(serialize(rows)) };
}

import type { Column, ColumnType } from '../../../shared/columns.ts';
import { columnTypes } from '../../../shared/columns.ts';
import type { ColumnMeaning } from '../../connector.ts';
import file from './catalog.json' with { type: 'json' };
import type { CatalogFileTable } from './catalogFile.ts';
import { personalDataOf } from './personalData.ts';

/** The column that keeps what the catalog has no column for. Always a table's last. */
const extraColumn: Column = { name: '_extra', type: 'json' };

/** The id of the object that holds this one, in tables of child lists. Right after `id`. */
export const parentIdColumn: Column = { name: '_parent_id', type: 'text' };

/** A field of the API's object, and the column that takes it. */
interface CatalogField {
  /** Where the value stands in the object: `['address', 'city']`. */
  readonly path: readonly string[];
  readonly column: Column;
  /** The kinds of object that the value is the id of. */
  readonly references: readonly string[];
}

/** What is known about one of Stripe's lists, and the table that it becomes. */
export interface CatalogTable
  extends Pick<CatalogFileTable, 'name' | 'object' | 'path' | 'paged' | 'permission'> {
  readonly tickedByDefault: boolean;
  readonly eventTypes: readonly string[];
  /** The filter by time of creation, and the field of the object that it looks at. */
  readonly createdFilter: CatalogFileTable['created'];
  readonly parent: CatalogFileTable['parent'];
  /** The tables of lists inside this one's objects. */
  readonly children: readonly ChildList[];
  /** The first is `id`. */
  readonly fields: readonly CatalogField[];
  /** What is known about columns beside their types. A column that is missing means nothing in particular. */
  readonly meanings: ReadonlyMap<string, ColumnMeaning>;
  /** The table's columns: the fields', with `_parent_id` after the first in a child's table, and `_extra` last. */
  readonly columns: readonly Column[];
}

export interface ChildList {
  readonly resource: string;
  readonly field: string;
  readonly expand: boolean;
}

/** The API version that the catalog describes; requests are pinned to it. */
export const catalogApiVersion: string = file.apiVersion;

let tables: ReadonlyMap<string, CatalogTable> | undefined;

/** All tables by name, sorted. Made at the first call. */
export function catalog(): ReadonlyMap<string, CatalogTable> {
  tables ??= new Map(file.tables.map((table) => [table.name, catalogTable(table, file.tables)]));
  return tables;
}

function catalogTable(table: CatalogFileTable, all: readonly CatalogFileTable[]): CatalogTable {
  const fields = table.columns.map(catalogField);
  const [id, ...others] = fields.map((field) => field.column);
  if (id?.name !== 'id') {
    throw new Error(`${table.name}: the first column is not id`);
  }
  return {
    name: table.name,
    object: table.object,
    path: table.path,
    paged: table.paged,
    permission: table.permission,
    tickedByDefault: table.tickedByDefault,
    eventTypes: table.events,
    createdFilter: table.created,
    parent: table.parent,
    children: all.flatMap((child) =>
      child.parent?.resource === table.name
        ? [{ resource: child.name, field: child.parent.field, expand: child.parent.expand }]
        : [],
    ),
    fields,
    meanings: meaningsOf(table, fields, all),
    columns: [id, ...(table.parent === null ? [] : [parentIdColumn]), ...others, extraColumn],
  };
}

function meaningsOf(
  table: CatalogFileTable,
  fields: readonly CatalogField[],
  all: readonly CatalogFileTable[],
): ReadonlyMap<string, ColumnMeaning> {
  const named = fields.map(({ path, column, references }): [string, ColumnMeaning] => [
    column.name,
    {
      refersTo: all.filter(({ object }) => references.includes(object)).map(({ name }) => name),
      personalData: personalDataOf(table.object, path),
    },
  ]);
  const parent: [string, ColumnMeaning][] =
    table.parent === null
      ? []
      : [[parentIdColumn.name, { refersTo: [table.parent.resource], personalData: 'none' }]];
  return new Map(
    [...named, ...parent].filter(
      ([, { refersTo, personalData }]) => refersTo.length > 0 || personalData !== 'none',
    ),
  );
}

function catalogField(line: string): CatalogField {
  const [path = '', typeName, ...references] = line.split(' ');
  const type: ColumnType | undefined = columnTypes.find((known) => known === typeName);
  if (type === undefined) {
    throw new Error(`The catalog has a column without a type: ${line}`);
  }
  const names = path.split('.');
  return { path: names, column: { name: names.join('_'), type }, references };
}

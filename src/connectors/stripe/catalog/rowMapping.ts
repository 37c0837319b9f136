import type { Row, SqlValue } from '../../../shared/columns.ts';
import { isJsonObject, type JsonObject, type JsonValue, writeExactJson } from '../api/exactJson.ts';
import type { CatalogTable } from './catalog.ts';
import { type CellWriter, cellWriters } from './cells.ts';

/**
 * Turns an object of Stripe's API into a row.
 * @param parentId The id of the object that holds it, for a child's table.
 */
export type RowMapper = (object: JsonObject, parentId?: string) => Row;

/** Where a field of the API's object goes. */
type FieldPlan =
  | { readonly kind: 'cell'; readonly index: number; readonly write: CellWriter }
  | { readonly kind: 'nested'; readonly fields: ReadonlyMap<string, FieldPlan> }
  /** A list whose objects have a table of their own. */
  | { readonly kind: 'childList' };

/** Fields of an object that found no column, by name. */
type LeftOver = [name: string, value: JsonValue][];

const mappers = new WeakMap<CatalogTable, RowMapper>();

/** The table’s mapper, which is made once for all that read it. */
export function rowMapper(table: CatalogTable): RowMapper {
  const mapper = mappers.get(table) ?? createRowMapper(table);
  mappers.set(table, mapper);
  return mapper;
}

/**
 * Plans once where each field of a table's objects goes. The mapper then walks over the fields that an object has
 * (most columns of most objects are null) and loses nothing: what the catalog does not know, and what does not fit its
 * column's type, goes unchanged and under its path to `_extra`.
 */
function createRowMapper(table: CatalogTable): RowMapper {
  const plan = planFields(table);
  const width = table.columns.length;
  const parentIndex = table.parent === null ? undefined : 1;
  return (object, parentId) => {
    const row: SqlValue[] = new Array(width).fill(null);
    const leftOver = writeFields(plan, object, row);
    if (parentIndex !== undefined) {
      row[parentIndex] = parentId ?? null;
    }
    if (leftOver !== undefined) {
      row[width - 1] = writeExactJson(Object.fromEntries(leftOver));
    }
    return row;
  };
}

function planFields(table: CatalogTable): Map<string, FieldPlan> {
  const plan = new Map<string, FieldPlan>(
    table.children.map((child) => [child.field, { kind: 'childList' }]),
  );
  const nested = new Map<string, Map<string, FieldPlan>>();
  for (const { path, column } of table.fields) {
    const cell: FieldPlan = {
      kind: 'cell',
      index: table.columns.indexOf(column),
      write: cellWriters[column.type],
    };
    const [field = '', subfield] = path;
    if (subfield === undefined) {
      plan.set(field, cell);
      continue;
    }
    const fields = nested.get(field) ?? new Map<string, FieldPlan>();
    nested.set(field, fields.set(subfield, cell));
    plan.set(field, { kind: 'nested', fields });
  }
  return plan;
}

/** Writes an object's fields into the row. Returns what found no place there, or undefined where everything did. */
function writeFields(
  plan: ReadonlyMap<string, FieldPlan>,
  object: JsonObject,
  row: SqlValue[],
): LeftOver | undefined {
  let leftOver: LeftOver | undefined;
  for (const name in object) {
    const value = object[name];
    if (value === null || value === undefined) {
      continue;
    }
    const rest = writeField(plan.get(name), value, row);
    if (rest !== undefined) {
      leftOver ??= [];
      leftOver.push([name, rest]);
    }
  }
  return leftOver;
}

/** Returns what of the value found no place in the row. */
function writeField(plan: FieldPlan | undefined, value: JsonValue, row: SqlValue[]): JsonValue | undefined {
  if (plan?.kind === 'cell') {
    const cell = plan.write(value);
    if (cell === undefined) {
      return value;
    }
    row[plan.index] = cell;
    return undefined;
  }
  if (plan?.kind === 'nested' && isJsonObject(value)) {
    const rest = writeFields(plan.fields, value, row);
    return rest === undefined ? undefined : Object.fromEntries(rest);
  }
  return plan?.kind === 'childList' && isJsonObject(value) && Array.isArray(value['data'])
    ? undefined
    : value;
}

import type { Node, Symbol as Property, Type } from 'ts-morph';
import type { ColumnType } from '../../src/shared/columns.ts';
import { numberType } from './numberTypes.ts';

/** A column as the catalog keeps it: where the value stands in the object, and the column's type. */
export interface CatalogColumn {
  readonly path: readonly [string] | readonly [string, string];
  readonly type: ColumnType;
  /** What the value is the id of, as the objects name themselves: `customer`. Several where it may be one or another. */
  readonly references?: readonly string[];
}

/** Columns that tables get besides the API's fields; a field of that name would shadow them. */
const reservedNames = new Set(['_extra', '_parent_id', '_run_id', '_deleted_at']);

/**
 * Flattens an object type one level deep: scalars become columns, a nested object's scalars become columns of their
 * own, anything deeper becomes JSON.
 * @param leftOut Fields that get no column: lists whose objects have a table of their own.
 * @throws Error where two columns would have one name, regardless of case.
 */
export function columnsOf(item: Type, node: Node, leftOut: ReadonlySet<string>): CatalogColumn[] {
  const fields = item.getProperties().filter((property) => !leftOut.has(property.getName()));
  const groups = fields.map((property) => fieldColumns(property, node)).filter((group) => group.length > 0);
  const columns = idFirst(withoutCollisions(groups));
  refuseBadNames(columns, item.getText(node));
  return columns;
}

function fieldColumns(property: Property, node: Node): CatalogColumn[] {
  const name = property.getName();
  const type = property.getTypeAtLocation(node);
  const scalar = scalarType(property, type);
  if (scalar !== undefined) {
    return [{ path: [name], type: scalar, ...referencesOf(type, node) }];
  }
  if (isNothing(type)) {
    return [];
  }
  const nested = isPlainObject(type.getNonNullableType()) ? type.getNonNullableType().getProperties() : [];
  const columns = nested.flatMap((inner): CatalogColumn[] => {
    const innerType = inner.getTypeAtLocation(node);
    return isNothing(innerType)
      ? []
      : [
          {
            path: [name, inner.getName()],
            type: scalarType(inner, innerType) ?? 'json',
            ...referencesOf(innerType, node),
          },
        ];
  });
  return columns.length > 0 ? columns : [{ path: [name], type: 'json' }];
}

/** `deleted?: void` says that a listed object never carries the field. */
function isNothing(type: Type): boolean {
  return membersOf(type).length === 0;
}

/** An object with known fields: neither a list nor a map such as metadata. */
function isPlainObject(type: Type): boolean {
  return (
    type.isObject() &&
    !type.isArray() &&
    !type.isTuple() &&
    !isList(type) &&
    type.getStringIndexType() === undefined
  );
}

/** The SDK's page of objects, as it is inlined in other objects: `invoice.lines`. */
export function isList(type: Type): boolean {
  return type.getNonNullableType().getSymbol()?.getName() === 'ApiList';
}

/** The type of a value that fits one cell, or undefined for one that needs JSON or columns of its own. */
function scalarType(property: Property, type: Type): ColumnType | undefined {
  const members = membersOf(type);
  if (members.some(isText)) {
    // `string | Customer` is a reference: the id, unless one asks for it to be expanded, which we don't.
    const rest = members.filter((member) => !isText(member));
    return rest.every((member) => member.isObject() && !member.isArray()) ? textType(property) : undefined;
  }
  if (members.length === 0) {
    return undefined;
  }
  if (members.every(isDecimal)) {
    return 'decimal';
  }
  if (members.every((member) => member.isBoolean() || member.isBooleanLiteral())) {
    return 'boolean';
  }
  return members.every((member) => member.isNumber() || member.isNumberLiteral())
    ? numberType(property.getName(), commentOf(property))
    : undefined;
}

/** `string | Customer` refers to customers. */
function referencesOf(type: Type, node: Node): Pick<CatalogColumn, 'references'> {
  const members = membersOf(type);
  if (!members.some(isText)) {
    return {};
  }
  const names = members.flatMap((member) => {
    const name = member.getProperty('object')?.getTypeAtLocation(node).getLiteralValue();
    return typeof name === 'string' ? [name] : [];
  });
  const references = new Set(names);
  if (paymentSources.every((name) => references.has(name))) {
    references.delete('account');
  }
  return references.size === 0 ? {} : { references: [...references].sort() };
}

/**
 * What a customer pays with. The SDK's `CustomerSource` may be an account too, which hardly ever is one: as the only kind
 * with a table of its own it would look as if it were what is meant.
 */
const paymentSources = ['bank_account', 'card', 'source'];

function textType(property: Property): ColumnType {
  return property.getName().endsWith('_decimal') ? 'decimal' : 'text';
}

/** Text, a fixed text, or the SDK's open enums, which end in `string & Record<never, never>`. */
function isText(type: Type): boolean {
  return (
    type.isString() ||
    type.isStringLiteral() ||
    (type.isIntersection() && type.getIntersectionTypes().some(isText))
  );
}

function isDecimal(type: Type): boolean {
  return (type.getAliasSymbol() ?? type.getSymbol())?.getName() === 'Decimal';
}

function membersOf(type: Type): Type[] {
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  return members.filter((member) => !member.isNull() && !member.isUndefined() && !member.isVoid());
}

function commentOf(property: Property): string {
  return property.compilerSymbol
    .getDocumentationComment(undefined)
    .map((part) => part.text)
    .join('')
    .trim();
}

/**
 * Where a nested object's column would take a name that is in use (`a.b_c` and `a_b.c`), that object stays whole, as
 * one JSON column.
 */
function withoutCollisions(groups: readonly CatalogColumn[][]): CatalogColumn[] {
  const own = new Set(groups.map((group) => columnName(group[0]?.path.slice(0, 1) ?? [])));
  const taken = new Set<string>();
  return groups.flatMap((group) => {
    const flat = group.every(
      (column) =>
        column.path.length === 1 || !(own.has(columnName(column.path)) || taken.has(columnName(column.path))),
    );
    const kept: CatalogColumn[] = flat
      ? group
      : group.slice(0, 1).map((column) => ({ path: [column.path[0]], type: 'json' }));
    for (const column of kept) {
      taken.add(columnName(column.path));
    }
    return kept;
  });
}

/** In lower case, as SQLite compares names. */
function columnName(path: readonly string[]): string {
  return path.join('_').toLowerCase();
}

function idFirst(columns: readonly CatalogColumn[]): CatalogColumn[] {
  const isId = (column: CatalogColumn): boolean => column.path.length === 1 && column.path[0] === 'id';
  return [...columns.filter(isId), ...columns.filter((column) => !isId(column))];
}

function refuseBadNames(columns: readonly CatalogColumn[], object: string): void {
  const names = new Set<string>();
  for (const column of columns) {
    const name = columnName(column.path);
    if (names.has(name) || reservedNames.has(name)) {
      throw new Error(`${object}: the column ${name} occurs twice or is reserved`);
    }
    names.add(name);
  }
  if (columns[0]?.path.join() !== 'id') {
    throw new Error(`${object} has no id`);
  }
}

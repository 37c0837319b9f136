import type { CatalogFile, CatalogFileTable } from '../../src/connectors/stripe/catalog/catalogFile.ts';
import { type ChildChoice, children, creationFields, permissionFor, tickedByDefault } from './choices.ts';
import { columnsOf, isList } from './columns.ts';
import { EventTypes } from './eventTypes.ts';
import { type ListMethod, listMethods } from './listMethods.ts';
import type { StripeSdk } from './stripeSdk.ts';

/**
 * Derives the catalog from the SDK: every v1 list that needs no parameter, and the lists inside other objects that
 * were chosen to become tables.
 */
export function buildCatalog(sdk: StripeSdk): CatalogFile {
  const methods = listMethods(sdk);
  const events = new EventTypes(sdk);
  const topLevel = methods.filter(needsNoParameter);
  const tables = [
    ...topLevel.map((method) => topLevelTable(method, events)),
    ...children.map((choice) => childTable(choice, methods, events)),
  ];
  return {
    sdkVersion: sdk.version,
    apiVersion: sdk.apiVersion,
    tables: tables.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** One line per column and per fact, so that a new SDK's catalog can be read as a diff. */
export function formatCatalog(catalog: CatalogFile): string {
  return `${JSON.stringify(catalog, undefined, 1)}\n`;
}

function needsNoParameter(method: ListMethod): boolean {
  return (
    !method.path.includes('{id}') && [...method.query.values()].every((parameter) => !parameter.required)
  );
}

function topLevelTable(method: ListMethod, events: EventTypes): CatalogFileTable {
  const name = resourceName(method.path);
  return {
    ...commonFacts(name, method, events),
    created: createdFilter(name, method),
    parent: null,
    permission: permissionFor(objectName(method)),
  };
}

/** A filter by a time that the objects don't show is of no use: nobody could say how far one has read. */
function createdFilter(name: string, method: ListMethod): CatalogFileTable['created'] {
  const field = creationFields.get(name) ?? 'created';
  return method.query.has('created') && method.item.getProperty(field) !== undefined
    ? { parameter: 'created', field }
    : null;
}

function childTable(
  choice: ChildChoice,
  methods: readonly ListMethod[],
  events: EventTypes,
): CatalogFileTable {
  const parent = methods.find((method) => resourceName(method.path) === choice.parent);
  const method = methods.find((candidate) => candidate.name === choice.method);
  const list = parent?.item.getProperty(choice.field);
  if (
    parent === undefined ||
    method === undefined ||
    list === undefined ||
    !isList(list.getTypeAtLocation(parent.node))
  ) {
    throw new Error(
      `${choice.name}: the SDK has no ${choice.method}, or no list ${choice.parent}.${choice.field}`,
    );
  }
  return {
    ...commonFacts(choice.name, method, events),
    path: childPath(method),
    created: null,
    // The SDK marks as optional what Stripe sends only when asked to expand it.
    parent: { resource: choice.parent, field: choice.field, expand: list.isOptional() },
    permission: permissionFor(objectName(parent)),
  };
}

function commonFacts(name: string, method: ListMethod, events: EventTypes) {
  const inOwnTables = children.filter((child) => child.parent === name).map((child) => child.field);
  return {
    name,
    object: objectName(method),
    path: method.path,
    paged: method.query.has('limit') && method.query.has('starting_after'),
    tickedByDefault: tickedByDefault.has(name),
    events: events.of(method.item),
    columns: columnsOf(method.item, method.node, new Set(inOwnTables)).map(({ path, type, references }) =>
      [path.join('.'), type, ...(references ?? [])].join(' '),
    ),
  };
}

/** The one child list that is not below its parent's path takes the parent's id as a parameter. */
function childPath(method: ListMethod): string {
  const required = [...method.query].filter(([, parameter]) => parameter.required).map(([name]) => name);
  return method.path.includes('{id}') ? method.path : `${method.path}?${required.join()}={id}`;
}

/** `/v1/checkout/sessions` is `checkout_sessions`. */
function resourceName(path: string): string {
  return path.replace(/^\/v1\//, '').replaceAll('/', '_');
}

/** What the object says it is: `checkout.session`. */
function objectName(method: ListMethod): string {
  const name = method.item.getPropertyOrThrow('object').getTypeAtLocation(method.node).getLiteralValue();
  if (typeof name !== 'string') {
    throw new Error(`${method.name}: its objects don't name their type`);
  }
  return name;
}

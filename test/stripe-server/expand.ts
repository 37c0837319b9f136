import { type AccountData, nestedLimit, tableOf } from './accountData.ts';
import { ApiError } from './apiErrors.ts';
import type { StripeObject } from './resourceStore.ts';

/** The deepest path that Stripe expands. */
const deepest = 4;

/**
 * The paths to expand within each object of the answer.
 * @param prefix What a path of a list begins with: `data.`; empty for a single object.
 */
export function expandPaths(query: URLSearchParams, prefix: 'data.' | ''): readonly (readonly string[])[] {
  return [...query]
    .filter(([name]) => /^expand(\[\d*\])?$/.test(name))
    .map(([, path]) => {
      if (!path.startsWith(prefix)) {
        throw cannotExpand(path);
      }
      const names = path.split('.');
      if (names.length > deepest) {
        throw new ApiError(
          400,
          `You cannot expand more than ${deepest} levels of a property. Property: ${path}`,
          {
            param: 'expand',
          },
        );
      }
      return prefix === '' ? names : names.slice(1);
    });
}

/** The object with the fields at the paths expanded. @throws ApiError where there is nothing to expand */
export function expanded(
  data: AccountData,
  resource: string,
  object: StripeObject,
  paths: readonly (readonly string[])[],
): StripeObject {
  const copy: Record<string, unknown> & { id: string } = { ...object };
  for (const path of paths) {
    expandIn(data, resource, copy, path);
  }
  return copy;
}

function expandIn(
  data: AccountData,
  resource: string,
  object: Record<string, unknown> & { id: string },
  [field, ...rest]: readonly string[],
): void {
  if (field === undefined) {
    return;
  }
  object[field] ??= listOnDemand(data, resource, object, field);
  const value = object[field];
  if (value === undefined) {
    throw cannotExpand(field);
  }
  const target = typeof value === 'string' ? data.find(value) : value;
  if (target === undefined || typeof target !== 'object' || target === null) {
    return;
  }
  const inner = { ...target } as Record<string, unknown> & { id: string };
  object[field] = inner;
  expandIn(data, '', inner, rest);
}

/** Lists that an object has only when asked for: a session's `line_items`, a charge's `refunds`. */
function listOnDemand(data: AccountData, resource: string, object: StripeObject, field: string): unknown {
  if (resource === 'charges' && field === 'refunds') {
    const url = `/v1/charges/${object.id}/refunds`;
    return firstTen(data.refundsOf(object.id), url);
  }
  const child = resource === '' ? undefined : tableOf(resource).children.find((list) => list.field === field);
  return child === undefined
    ? undefined
    : firstTen(
        data.children(child.resource, object),
        tableOf(child.resource).path.replace('{id}', object.id),
      );
}

function firstTen(items: readonly StripeObject[], url: string): object {
  return { object: 'list', data: items.slice(0, nestedLimit), has_more: items.length > nestedLimit, url };
}

function cannotExpand(path: string): ApiError {
  return new ApiError(400, `This property cannot be expanded (${path}).`, { param: 'expand' });
}

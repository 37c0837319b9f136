import * as l10n from '@vscode/l10n';
import { z } from '../shared/zod.ts';

/**
 * The first thing that is wrong with what a person wrote in dataflows.json, as a sentence that names its place.
 * @param value What was read.
 * @param error What the schema says of it.
 */
export function issueSentence(value: unknown, error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) {
    return error.message;
  }
  const place = issue.path.length === 0 ? l10n.t('the file') : z.core.toDotPath(issue.path);
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(value, issue.path) === undefined
        ? l10n.t('{0} is missing.', place)
        : l10n.t('{0} must be {1}.', place, kindWords(issue.expected));
    case 'invalid_value':
      return issue.values.length === 1
        ? l10n.t('{0} must be {1}.', place, String(issue.values[0]))
        : l10n.t('{0} must be one of these: {1}.', place, issue.values.map(String).join(', '));
    case 'unrecognized_keys':
      return l10n.t('{0} has “{1}”, which means nothing here. Remove it.', place, issue.keys.join('”, “'));
    case 'too_small':
      return issue.origin === 'array'
        ? l10n.t('{0} must have an entry at least.', place)
        : l10n.t('{0} must be {1} or more.', place, String(issue.minimum));
    case 'too_big':
      return tooBigSentence(place, issue);
    default:
      return `${place}: ${issue.message}`;
  }
}

function tooBigSentence(place: string, { origin, maximum }: z.core.$ZodIssueTooBig): string {
  switch (origin) {
    case 'array':
      return l10n.t('{0} must have {1} entries at most.', place, String(maximum));
    case 'string':
      return l10n.t('{0} must have {1} characters at most.', place, String(maximum));
    default:
      return l10n.t('{0} must be {1} or less.', place, String(maximum));
  }
}

function kindWords(expected: string): string {
  switch (expected) {
    case 'string':
      return l10n.t('a text in quotes');
    case 'number':
    case 'int':
      return l10n.t('a whole number');
    case 'array':
      return l10n.t('a list in […]');
    case 'object':
      return l10n.t('an object in {…}');
    default:
      return expected;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  }
  return at;
}

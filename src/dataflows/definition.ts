import * as l10n from '@vscode/l10n';
import { longestRefreshInterval } from '../shared/refreshIntervals.ts';
import { z } from '../shared/zod.ts';
import { isSqlKeyword } from './sqlKeywords.ts';

/** What the wizard's Purpose says a table is for. It describes; it does not change what is imported. */
export const purposes = ['All', 'Customer 360', 'Privacy-Metadata'] as const;
export type Purpose = (typeof purposes)[number];

/** The longest names taken; SQLite has no limit, but people read these in trees and queries. */
export const maxNameLength = 64;
export const maxTableNameLength = 128;
export const maxDisplayNameLength = 200;
export const maxDescriptionLength = 2000;

const dataflowNamePattern = /^[A-Za-z][A-Za-z0-9]*$/;
const tableNamePattern = /^[A-Za-z][A-Za-z0-9_]*$/;
const connectedAccountPattern = /^acct_[A-Za-z0-9]+$/;

const tableSchema = z.strictObject({
  resource: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, {
      error: () => l10n.t('A resource has small letters, digits and _ only, as in invoice_line_items.'),
    })
    .max(maxTableNameLength)
    .describe('What is imported, by the connector’s name: invoice_line_items.'),
  table: z
    .string()
    .regex(tableNamePattern, { error: ({ input }) => tableNameProblem(String(input), []) })
    .max(maxTableNameLength)
    .refine((name) => reservedTableNameProblem(name) === undefined, {
      error: (issue) => reservedTableNameProblem(String(issue.input)),
    })
    .describe('The name of the SQL table. Unique in the workspace, regardless of case.'),
  purpose: z.enum(purposes).default('All').describe('What the table is for.'),
  load: z
    .enum(['data', 'metadata'])
    .default('data')
    .describe('data: the rows. metadata: the empty, typed table only.'),
});

const sourceSchema = z.strictObject({
  account: z.string().max(255).optional().describe('The account that the data comes from: acct_…'),
  mode: z.enum(['live', 'test', 'sample']).describe('The mode of the key that the data was read with.'),
});

function time() {
  return z.iso.datetime({
    error: () => l10n.t('A time is written in UTC, as in 2026-01-31T12:00:00.000Z.'),
  });
}

const dataflowSchema = z.strictObject({
  name: z
    .string()
    .regex(dataflowNamePattern, { error: ({ input }) => dataflowNameProblem(String(input), []) })
    .max(maxNameLength)
    .describe('Letters and digits, beginning with a letter. Unique in the workspace, regardless of case.'),
  connector: z
    .string()
    .regex(/^[a-z][a-z0-9]*$/, { error: () => l10n.t('A connector is stripe or sample.') })
    .describe('The kind of source: stripe or sample.'),
  displayName: z.string().max(maxDisplayNameLength).describe('The name that views show.'),
  description: z.string().max(maxDescriptionLength).default(''),
  connectedAccount: z
    .string()
    .regex(connectedAccountPattern, { error: connectedAccountRule })
    .max(255)
    .optional()
    .describe('Reads this connected account instead of the key’s own.'),
  source: sourceSchema
    .optional()
    .describe(
      'What the key opened when the dataflow was saved. A key of another account or mode is asked about.',
    ),
  refreshEveryMinutes: z
    .int()
    .min(1)
    .max(longestRefreshInterval)
    .optional()
    .describe(
      'Runs the dataflow by itself this many minutes after its last run, while a window has the folder open. Without it: by hand only.',
    ),
  tables: z.array(tableSchema).min(1).max(500),
  createdAt: time(),
  updatedAt: time(),
});

export const maxDataflows = 1000;

/** The current shape of dataflows.json. Raise it with a migration when the shape changes. */
export const definitionsVersion = 1;

export const definitionsSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(definitionsVersion),
  dataflows: z.array(dataflowSchema).max(maxDataflows),
});

/** A dataflow as the person defined it: no secret, no state. */
export type Dataflow = Readonly<z.infer<typeof dataflowSchema>>;
export type Definitions = Readonly<z.infer<typeof definitionsSchema>>;
export type DataflowTable = Readonly<z.infer<typeof tableSchema>>;
export type Source = Readonly<z.infer<typeof sourceSchema>>;

/** The same name, as far as names must be unique: SQLite's and file systems' case must not matter. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * Checks a name for a new dataflow, as the person types it.
 * @param taken The names in use in the workspace.
 * @returns What is wrong, as a sentence, or undefined for a good name.
 */
export function dataflowNameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === '') {
    return l10n.t('Enter a name.');
  }
  if (/^[0-9]/.test(name)) {
    return l10n.t('A name starts with a letter, not with a digit.');
  }
  if (!dataflowNamePattern.test(name)) {
    return l10n.t('Use the letters A to Z and digits only: no spaces, accents or punctuation.');
  }
  if (name.length > maxNameLength) {
    return l10n.t('A name has at most {0} characters; this one has {1}.', maxNameLength, name.length);
  }
  if (sameName(name, 'sqlite')) {
    // Its tables would be named sqlite_…
    return l10n.t('“{0}” belongs to SQLite. Choose another name.', name);
  }
  const twin = taken.find((other) => sameName(other, name));
  return twin === undefined
    ? undefined
    : l10n.t('The dataflow “{0}” exists already in this workspace. Choose another name.', twin);
}

/** `<dataflow>_<resource>` in lower case. */
export function defaultTableName(dataflow: string, resource: string): string {
  return `${dataflow}_${resource}`.toLowerCase();
}

/**
 * Checks the name of a table.
 * @param taken Names that other tables have: of this dataflow and of all others.
 * @returns What is wrong, as a sentence, or undefined for a good name.
 */
export function tableNameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name === '') {
    return l10n.t('Enter a table name.');
  }
  if (!tableNamePattern.test(name)) {
    return l10n.t('A table name starts with a letter and has the letters A to Z, digits and _ only.');
  }
  if (name.length > maxTableNameLength) {
    return l10n.t(
      'A table name has at most {0} characters; this one has {1}.',
      maxTableNameLength,
      name.length,
    );
  }
  const reserved = reservedTableNameProblem(name);
  if (reserved !== undefined) {
    return reserved;
  }
  const twin = taken.find((other) => sameName(other, name));
  return twin === undefined ? undefined : l10n.t('Another table is named “{0}”. Choose another name.', twin);
}

function reservedTableNameProblem(name: string): string | undefined {
  if (/^sqlite_/i.test(name)) {
    return l10n.t('Names that start with sqlite_ belong to SQLite. Choose another name.');
  }
  return isSqlKeyword(name) ? l10n.t('“{0}” is a word of SQL. Choose another name.', name) : undefined;
}

/** Checks the id of a connected account; empty stands for none. @returns What is wrong, as a sentence. */
export function connectedAccountProblem(id: string): string | undefined {
  return id === '' || (connectedAccountPattern.test(id) && id.length <= 255)
    ? undefined
    : connectedAccountRule();
}

function connectedAccountRule(): string {
  return l10n.t('A connected account starts with acct_, followed by letters and digits.');
}

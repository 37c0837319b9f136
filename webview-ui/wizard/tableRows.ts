import type { TableDraft, WizardResource } from '../../src/shared/wizard.ts';

/**
 * One row per resource, in the connector's order. Rows there are already stay as they are.
 * @param tickDefaults Whether a row without a past begins as the connector recommends; else it is unticked.
 */
export function mergeRows(
  resources: readonly WizardResource[],
  rows: readonly TableDraft[],
  tickDefaults: boolean,
): readonly TableDraft[] {
  const byResource = new Map(rows.map((row) => [row.resource, row]));
  return resources.map(
    ({ name, tickedByDefault }) =>
      byResource.get(name) ?? {
        resource: name,
        included: tickDefaults && tickedByDefault,
        load: 'data',
        purpose: 'All',
        table: null,
      },
  );
}

/** Data implies the columns: with it, Metadata is ticked and stays so. */
export function withData(row: TableDraft, ticked: boolean): TableDraft {
  return { ...row, load: ticked ? 'data' : 'metadata' };
}

/** A table of which neither rows nor columns are wanted is not wanted at all. */
export function withMetadata(row: TableDraft, ticked: boolean): TableDraft {
  return ticked ? { ...row, load: 'metadata' } : { ...row, included: false, load: 'data' };
}

export type Selection = 'all' | 'none' | 'defaults';

/**
 * Ticks the rows that a search shows, and leaves the others alone.
 * @param unreadable What the key may not read: only a person's own tick takes it, and keeps it.
 */
export function tickRows(
  rows: readonly TableDraft[],
  selection: Selection,
  context: {
    readonly resources: readonly WizardResource[];
    readonly shown: ReadonlySet<string>;
    readonly unreadable: ReadonlyMap<string, string>;
  },
): readonly TableDraft[] {
  const defaults = new Set(
    context.resources.filter((resource) => resource.tickedByDefault).map(({ name }) => name),
  );
  return rows.map((row) => {
    if (!context.shown.has(row.resource)) {
      return row;
    }
    const wanted = selection === 'all' || (selection === 'defaults' && defaults.has(row.resource));
    return { ...row, included: wanted && (row.included || !context.unreadable.has(row.resource)) };
  });
}

/**
 * Unticks, once, what a new dataflow's key may not read, and ticks it again when another key may. What a person ticks
 * after that stays ticked: the permission may come later, and until then a run skips the table with a warning.
 * @param unticked The resources that were unticked so before.
 */
export function applyAccess(
  rows: readonly TableDraft[],
  unticked: readonly string[],
  unreadable: ReadonlyMap<string, string>,
): { readonly rows: readonly TableDraft[]; readonly unticked: readonly string[] } {
  const before = new Set(unticked);
  const after = new Set<string>();
  const result = rows.map((row) => {
    const { resource } = row;
    if (!unreadable.has(resource)) {
      return before.has(resource) ? { ...row, included: true } : row;
    }
    if (before.has(resource)) {
      after.add(resource);
      return row;
    }
    if (!row.included) {
      return row;
    }
    after.add(resource);
    return { ...row, included: false };
  });
  return { rows: result, unticked: [...after] };
}

/** Whether each word of a search occurs in one of the texts, in whatever case. */
export function matches(words: string, texts: readonly string[]): boolean {
  const haystack = texts.join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

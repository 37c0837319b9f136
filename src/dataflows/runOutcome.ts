import * as l10n from '@vscode/l10n';
import type { RunOutcome, RunTableRecord } from '../database/api.ts';

/**
 * The status of a run that reached its end, derived from its tables: one failed table makes it a failed run, one
 * skipped table a warning. An empty table is neither.
 * @param notes Sentences about what went well, but otherwise than might be expected.
 */
export function outcomeOfTables(
  tables: readonly RunTableRecord[],
  notes: readonly string[] = [],
): RunOutcome {
  // Also one of which the connector has not told the end.
  const failed = tables.filter(({ status }) => status !== 'succeeded' && status !== 'skipped');
  const skipped = tables.filter((table) => table.status === 'skipped');
  const details = [...failed, ...skipped].map((table) => `${table.table}: ${table.description ?? ''}`);
  if (failed.length > 0) {
    const othersAreUpToDate = skipped.length === 0 && failed.length < tables.length;
    const sentence = othersAreUpToDate
      ? l10n.t('{0} of {1} tables failed; the others are up to date.', failed.length, tables.length)
      : l10n.t('{0} of {1} tables failed.', failed.length, tables.length);
    return { status: 'failed', description: [sentence, ...details, ...notes].join('\n') };
  }
  if (skipped.length > 0) {
    const sentence = l10n.t('{0} of {1} tables were skipped.', skipped.length, tables.length);
    return { status: 'succeededWithWarnings', description: [sentence, ...details, ...notes].join('\n') };
  }
  return notes.length === 0
    ? { status: 'succeeded' }
    : { status: 'succeeded', description: notes.join('\n') };
}

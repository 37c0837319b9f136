import * as l10n from '@vscode/l10n';
import type { RunRecord, RunStatus, RunTableRecord, RunTableStatus } from '../database/api.ts';

/** A dataflow's status: its last run's, or that it has none. */
export type DataflowStatus = RunStatus | 'neverRun';

/** The words that views and the history show for a status. */
export function statusWords(status: DataflowStatus): string {
  switch (status) {
    case 'neverRun':
      return l10n.t('Never run');
    case 'running':
      return l10n.t('Running');
    case 'succeeded':
      return l10n.t('Succeeded');
    case 'succeededWithWarnings':
      return l10n.t('Succeeded with warnings');
    case 'failed':
      return l10n.t('Failed');
    case 'cancelled':
      return l10n.t('Cancelled');
    case 'interrupted':
      return l10n.t('Interrupted');
    case 'rolledBack':
      return l10n.t('Rolled back');
  }
}

function tableStatusWords(status: RunTableStatus): string {
  switch (status) {
    case 'pending':
      return l10n.t('Pending');
    case 'succeeded':
      return l10n.t('Succeeded');
    case 'skipped':
      return l10n.t('Skipped');
    case 'failed':
      return l10n.t('Failed');
    case 'cancelled':
      return l10n.t('Not finished');
  }
}

/** `2 min 5 s`, `340 ms`. @param milliseconds Not negative. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Local date and time, `2026-11-23 21:45:08`. @param time Milliseconds since 1970. */
export function formatTime(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** How many runs a history shows; with one more it says that there are older ones. */
export const historyRuns = 1000;

/** The runs of a dataflow as text, in the order given (newest first), for its log channel. */
export function formatRunHistory(dataflow: string, runs: readonly RunRecord[]): string {
  const title = l10n.t('Run history of {0}', dataflow);
  const body =
    runs.length === 0 ? [l10n.t('No run yet.'), ''] : runs.slice(0, historyRuns).flatMap(formatRun);
  const end =
    runs.length > historyRuns ? [l10n.t('Older runs than these {0} are not shown.', historyRuns), ''] : [];
  return [title, '='.repeat(title.length), '', ...body, ...end].join('\n');
}

function formatRun(run: RunRecord): readonly string[] {
  const duration = run.finishedAt === undefined ? '' : ` · ${formatDuration(run.finishedAt - run.startedAt)}`;
  const undone = run.undoneBy === undefined ? '' : ` · ${l10n.t('rolled back by #{0}', run.undoneBy)}`;
  const figures = [run.source, ...formatFigures(run, sumCounts(run.tables))];
  return [
    `#${run.number}  ${formatTime(run.startedAt)}${duration}  ${statusWords(run.status)}${undone}`,
    `    ${figures.filter((part) => part !== '').join(' · ')}`,
    ...(run.description === undefined ? [] : [`    ${l10n.t('Description')}: ${indent(run.description)}`]),
    ...formatTables(run),
    '',
  ];
}

function formatTables(run: RunRecord): readonly string[] {
  const width = Math.max(0, ...run.tables.map((table) => table.table.length));
  return run.tables.map((table) => {
    const figures = formatFigures(run, table).slice(table.status === 'skipped' ? 1 : 0);
    return `      ${[table.table.padEnd(width), tableStatusWords(table.status), ...figures].join('  ')}`;
  });
}

/** What a run did to rows, and what that cost; a rollback costs nothing worth telling. */
function formatFigures(run: RunRecord, counts: Counts): readonly string[] {
  return run.status === 'rolledBack' ? [formatRollback(counts)] : [formatCounts(counts), formatCost(counts)];
}

type Counts = Pick<RunTableRecord, 'inserted' | 'updated' | 'unchanged' | 'deleted' | 'requests' | 'retries'>;

function formatCounts(counts: Counts): string {
  return l10n.t(
    '{0} inserted, {1} updated, {2} deleted, {3} unchanged',
    counts.inserted.toLocaleString('en-US'),
    counts.updated.toLocaleString('en-US'),
    counts.deleted.toLocaleString('en-US'),
    counts.unchanged.toLocaleString('en-US'),
  );
}

function formatRollback(counts: Counts): string {
  return l10n.t(
    '{0} removed, {1} restored, {2} brought back',
    counts.deleted.toLocaleString('en-US'),
    counts.updated.toLocaleString('en-US'),
    counts.inserted.toLocaleString('en-US'),
  );
}

function formatCost(counts: Counts): string {
  return l10n.t(
    'requests: {0}, retries: {1}',
    counts.requests.toLocaleString('en-US'),
    counts.retries.toLocaleString('en-US'),
  );
}

function sumCounts(tables: readonly RunTableRecord[]): Counts {
  const total = { inserted: 0, updated: 0, unchanged: 0, deleted: 0, requests: 0, retries: 0 };
  for (const table of tables) {
    total.inserted += table.inserted;
    total.updated += table.updated;
    total.unchanged += table.unchanged;
    total.deleted += table.deleted;
    total.requests += table.requests;
    total.retries += table.retries;
  }
  return total;
}

function indent(text: string): string {
  return text.split('\n').join('\n      ');
}

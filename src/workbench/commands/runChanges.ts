import * as vscode from 'vscode';
import type { ChangedTable, RunRecord } from '../../database/api.ts';
import { formatTime, statusWords } from '../../dataflows/runHistory.ts';
import { openPreview } from '../preview/previewTabs.ts';
import type { Session } from '../session.ts';
import { formatCount, rowCount, tableCount } from '../views/figures.ts';
import { UnknownTargetError } from './targets.ts';

/** Shows the rows that a run inserted, updated and deleted, in the preview: asks for the run and for the table. */
export async function showRunChanges(session: Session, argument: unknown): Promise<void> {
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Show what a run of which dataflow changed?'),
  );
  const run = dataflow === undefined ? undefined : await askRun(session, dataflow.name);
  if (run === undefined) {
    return;
  }
  const table = await askTable(run, await session.database.changedTables(run.id));
  if (table !== undefined) {
    const changes = await session.database.openRunChanges(run.id, table);
    await openPreview(changes.dataflow, changes.name);
  }
}

async function askRun(session: Session, dataflow: string): Promise<RunRecord | undefined> {
  const runs = await session.database.runs(dataflow);
  const known = await Promise.all(
    runs.map(async (run) => ({ run, tables: await session.database.changedTables(run.id) })),
  );
  const items = known
    .filter(({ tables }) => tables.length > 0)
    .map(({ run, tables }) => ({
      label: vscode.l10n.t('Run #{0}', run.number),
      description: `${formatTime(run.startedAt)} · ${statusWords(run.status)}`,
      detail: `${tableCount(tables.length)} · ${describe(sum(tables))}`,
      run,
    }));
  if (items.length === 0) {
    throw new UnknownTargetError(
      vscode.l10n.t(
        'Nothing is kept of what runs of “{0}” changed: none changed anything, they were rolled back, or they are older than the setting dataflows.rollback.keepRuns keeps.',
        dataflow,
      ),
    );
  }
  const placeHolder = vscode.l10n.t('Show the changes of which run?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.run;
}

async function askTable(run: RunRecord, tables: readonly ChangedTable[]): Promise<string | undefined> {
  const [only, ...others] = tables;
  if (others.length === 0) {
    return only?.table;
  }
  const items = tables.map((table) => ({
    label: table.table,
    description: describe(table),
    iconPath: new vscode.ThemeIcon('table'),
  }));
  const placeHolder = vscode.l10n.t('Show what run #{0} changed in which table?', run.number);
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.label;
}

type Counts = Pick<ChangedTable, 'inserted' | 'changed'>;

function sum(tables: readonly Counts[]): Counts {
  return {
    inserted: tables.reduce((total, table) => total + table.inserted, 0),
    changed: tables.reduce((total, table) => total + table.changed, 0),
  };
}

function describe({ inserted, changed }: Counts): string {
  return vscode.l10n.t('{0} inserted, {1} updated or deleted', rowCount(inserted), formatCount(changed));
}

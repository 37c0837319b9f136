import * as vscode from 'vscode';
import type { RollbackPlan, RollbackTarget, RunRecord, TableRollback } from '../../database/api.ts';
import { RunError } from '../../dataflows/runEvents.ts';
import { formatTime } from '../../dataflows/runHistory.ts';
import { saveDropped } from '../saveDropped.ts';
import type { Session } from '../session.ts';
import { tableList } from '../tableList.ts';
import { rowCount } from '../views/figures.ts';

/**
 * Undoes a dataflow's newest run that is not undone yet, after a question that says what changes.
 * @param more From code: the number of the run that is to be undone. Code that names it is not asked.
 */
export async function rollBackDataflow(
  session: Session,
  argument: unknown,
  more?: unknown,
): Promise<RunRecord | undefined> {
  const dataflow = await session.targets.dataflow(
    argument,
    vscode.l10n.t('Roll back which dataflow?'),
    (candidate) => !session.runner.isRunning(candidate.name),
  );
  return dataflow === undefined
    ? undefined
    : await rollBack(session, { dataflow: dataflow.name }, numberFromCode(argument, more));
}

/** The same for one table alone. */
export async function rollBackTable(
  session: Session,
  argument: unknown,
  more?: unknown,
): Promise<RunRecord | undefined> {
  const target = await session.targets.table(argument, vscode.l10n.t('Roll back which table?'));
  return target === undefined ? undefined : await rollBack(session, target, numberFromCode(argument, more));
}

function numberFromCode(argument: unknown, more: unknown): number | undefined {
  return typeof argument === 'string' && typeof more === 'number' ? more : undefined;
}

/** @param number The run that is to be undone, without a question; without it, the person decides. */
async function rollBack(
  session: Session,
  target: RollbackTarget,
  number: number | undefined,
): Promise<RunRecord | undefined> {
  checkNotRunning(session, target.dataflow);
  const plan = await session.database.rollbackPlan(target);
  if (plan === undefined) {
    throw new RunError('nothingToRollBack', nothingToRollBack(target));
  }
  if (number !== undefined && number !== plan.run.number) {
    throw new RunError(
      'nothingToRollBack',
      vscode.l10n.t(
        'Run #{0} cannot be rolled back now: the run of “{1}” that can be is #{2}.',
        number,
        target.dataflow,
        plan.run.number,
      ),
    );
  }
  if (number === undefined && !(await isWanted(plan, target))) {
    return undefined;
  }
  // Code, or Run All, may have started it while the question was open.
  checkNotRunning(session, target.dataflow);
  const record = await vscode.window.withProgress(
    { location: { viewId: 'dataflows.dataflows' }, title: vscode.l10n.t('Rolling back') },
    async () => {
      const undone = await session.database.rollback(target, plan.run.id);
      await saveDropped(
        session,
        plan.tables.filter(({ dropped }) => dropped).map(({ table }) => table),
      );
      return undone;
    },
  );
  tellLog(session, record, plan);
  return record;
}

function checkNotRunning({ runner }: Session, dataflow: string): void {
  if (runner.isRunning(dataflow)) {
    throw new RunError(
      'alreadyRunning',
      vscode.l10n.t('The dataflow “{0}” is running. Cancel its run before you roll back.', dataflow),
    );
  }
}

function nothingToRollBack({ dataflow, table }: RollbackTarget): string {
  return table === undefined
    ? vscode.l10n.t(
        'There is nothing to roll back: no run of “{0}” that changed something is left to undo.',
        dataflow,
      )
    : vscode.l10n.t(
        'There is nothing to roll back: no run that changed the table “{0}” is left to undo.',
        table,
      );
}

async function isWanted(plan: RollbackPlan, { dataflow, table }: RollbackTarget): Promise<boolean> {
  const button = vscode.l10n.t('Rollback');
  const choice = await vscode.window.showWarningMessage(
    table === undefined
      ? vscode.l10n.t('Roll back run #{0} of “{1}”?', plan.run.number, dataflow)
      : vscode.l10n.t('Roll back what run #{0} of “{1}” did to {2}?', plan.run.number, dataflow, table),
    {
      modal: true,
      detail: [
        vscode.l10n.t(
          'The data will be what it was before {0}. This cannot be taken back; the next run brings the present data again.',
          formatTime(plan.run.startedAt),
        ),
        '',
        ...tableList(plan.tables, describeTable),
      ].join('\n'),
    },
    button,
  );
  return choice === button;
}

function describeTable({ table, removed, restored, broughtBack, dropped, columns }: TableRollback): string {
  if (dropped) {
    return vscode.l10n.t('{0}: the table goes, with {1}', table, rowCount(removed));
  }
  const parts = [
    ...(removed > 0 ? [vscode.l10n.t('{0} removed', rowCount(removed))] : []),
    ...(restored > 0 ? [vscode.l10n.t('{0} restored', rowCount(restored))] : []),
    ...(broughtBack > 0 ? [vscode.l10n.t('{0} brought back', rowCount(broughtBack))] : []),
    ...(columns ? [vscode.l10n.t('earlier columns')] : []),
  ];
  return vscode.l10n.t('{0}: {1}', table, parts.join(', '));
}

function tellLog(session: Session, record: RunRecord, plan: RollbackPlan): void {
  const log = session.logs.of(record.dataflow);
  log.append('info', vscode.l10n.t('Rollback #{0}: {1}', record.number, record.description ?? ''));
  for (const table of plan.tables) {
    log.append('info', describeTable(table));
  }
}

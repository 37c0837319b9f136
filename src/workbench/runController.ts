import * as vscode from 'vscode';
import { DatabaseError, type RunRecord } from '../database/api.ts';
import type { Dataflow } from '../dataflows/definition.ts';
import { RunError, type RunEvent } from '../dataflows/runEvents.ts';
import { formatDuration, statusWords } from '../dataflows/runHistory.ts';
import type { DataflowRunner, RunOptions } from '../dataflows/runner.ts';
import type { RunProgress } from '../dataflows/runProgress.ts';
import { errorKind, troubleOf } from '../dataflows/runTrouble.ts';
import { Disposable } from './disposable.ts';
import type { Logs } from './log.ts';
import { plainText } from './plainText.ts';
import { showProblem } from './problems.ts';
import type { DataflowsTree } from './views/dataflowsTree.ts';
import { formatCount, rowCount, tableCount } from './views/figures.ts';
import type { WorkspaceData } from './workspaceData.ts';

export interface RunControllerOptions {
  readonly tree: DataflowsTree;
  readonly data: WorkspaceData;
  readonly logs: Logs;
}

/** Shows runs to the person: in the tree, the log channel, a notification that can cancel, and the status bar. */
export class RunController extends Disposable {
  readonly #options: RunControllerOptions;
  readonly #statusBar = this.register(vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left));
  readonly #notifications = new Map<string, vscode.Progress<{ message: string; increment: number }>>();
  readonly #progress = new Map<string, RunProgress | undefined>();
  /** The dataflows that run without having been asked to, by their name in lower case. */
  readonly #automatic = new Set<string>();
  /** The trouble that each dataflow's person was told of and that has not gone since. */
  readonly #toldTrouble = new Map<string, string>();

  constructor(options: RunControllerOptions) {
    super();
    this.#options = options;
    this.#statusBar.name = vscode.l10n.t('Dataflows: running');
    this.#statusBar.command = 'dataflows.dataflows.focus';
  }

  /** Runs a dataflow and resolves when it ended. Trouble with the source is told here, and in the record. */
  async run(runner: DataflowRunner, dataflow: Dataflow, options?: RunOptions): Promise<RunRecord> {
    const key = dataflow.name.toLowerCase();
    if (runner.isRunning(dataflow.name)) {
      // Rejects with the reason, without a second notification.
      return await runner.run(dataflow);
    }
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Importing {0}', dataflow.name),
        cancellable: true,
      },
      async (notification, token) => {
        token.onCancellationRequested(() => runner.cancel(dataflow.name));
        this.#notifications.set(key, notification);
        try {
          return await runner.run(dataflow, options);
        } finally {
          this.#notifications.delete(key);
        }
      },
    );
  }

  /**
   * Runs a dataflow that nobody asked for just now: the tree and the status bar show it and nothing else does, and the
   * same trouble is told once. Never rejects.
   */
  async refresh(runner: DataflowRunner, dataflow: Dataflow): Promise<void> {
    const key = dataflow.name.toLowerCase();
    this.#automatic.add(key);
    try {
      await runner.run(dataflow);
    } catch (error) {
      const isNothing = RunError.is(error, 'stopped', 'alreadyRunning') || DatabaseError.is(error, 'locked');
      if (!isNothing && this.#isNews(key, errorKind(error))) {
        showProblem(error, this.#options.logs, dataflow.name);
      }
    } finally {
      this.#automatic.delete(key);
    }
  }

  /** Follows the runner's events. */
  handle(event: RunEvent): void {
    const log = this.#options.logs.of('run' in event ? event.run.dataflow : event.dataflow);
    switch (event.kind) {
      case 'started':
        log.append(
          'info',
          vscode.l10n.t('Run #{0} started: {1}', event.run.number, tableCount(event.run.tables.length)),
        );
        this.#show(event.run.dataflow, undefined);
        return;
      case 'progress':
        this.#show(event.dataflow, event.progress);
        return;
      case 'table':
        log.append(
          event.status === 'failed' ? 'error' : event.status === 'succeeded' ? 'info' : 'warning',
          `${event.table}: ${event.sentence}`,
        );
        return;
      case 'unsaved':
        log.append('error', event.error instanceof Error ? event.error.message : String(event.error));
        // One that nobody asked for tells at its end, and once.
        if (!this.#automatic.has(event.dataflow.toLowerCase())) {
          showProblem(event.error, this.#options.logs, event.dataflow);
        }
        return;
      case 'broken':
        this.#hide(event.dataflow);
        log.append('error', vscode.l10n.t('The run ended without a record: the database failed.'));
        return;
      case 'finished':
        this.#hide(event.run.dataflow);
        this.#logEnd(event.run);
        if (
          this.#isNews(
            event.run.dataflow.toLowerCase(),
            troubleOf(event.run, event.stoppedBy, event.unsavedBy),
          )
        ) {
          this.#tellTrouble(event);
        }
        return;
    }
  }

  #show(dataflow: string, progress: RunProgress | undefined): void {
    const before = this.#progress.get(dataflow.toLowerCase())?.tablesDone ?? 0;
    this.#progress.set(dataflow.toLowerCase(), progress);
    this.#options.tree.showProgress(dataflow, progress);
    this.#showStatusBar();
    if (progress !== undefined) {
      this.#notifications.get(dataflow.toLowerCase())?.report({
        message: progressText(progress),
        increment: (100 * (progress.tablesDone - before)) / progress.tablesTotal,
      });
    }
  }

  #hide(dataflow: string): void {
    this.#progress.delete(dataflow.toLowerCase());
    this.#showStatusBar();
    this.#options.data.invalidate();
    this.#options.tree.endProgress(dataflow);
  }

  #showStatusBar(): void {
    const running = [...this.#progress.values()];
    if (running.length === 0) {
      this.#statusBar.hide();
      return;
    }
    const rows = running.reduce((sum, progress) => sum + (progress?.rows ?? 0), 0);
    this.#statusBar.text = `$(sync~spin) ${vscode.l10n.t('Dataflows: {0}', rowCount(rows))}`;
    this.#statusBar.tooltip = vscode.l10n.t('An import is running. Show the Dataflows view.');
    this.#statusBar.show();
  }

  #logEnd(run: RunRecord): void {
    const level = run.status === 'succeeded' ? 'info' : run.status === 'failed' ? 'error' : 'warning';
    const duration = formatDuration((run.finishedAt ?? run.startedAt) - run.startedAt);
    const text = vscode.l10n.t('Run #{0}: {1} after {2}', run.number, statusWords(run.status), duration);
    this.#options.logs
      .of(run.dataflow)
      .append(level, run.description === undefined ? text : `${text}. ${run.description}`);
  }

  /** Whether the person has to be told. @param trouble Undefined where there is none. */
  #isNews(dataflow: string, trouble: string | undefined): boolean {
    if (trouble === undefined) {
      this.#toldTrouble.delete(dataflow);
      return false;
    }
    const known = this.#toldTrouble.get(dataflow) === trouble;
    this.#toldTrouble.set(dataflow, trouble);
    return !known || !this.#automatic.has(dataflow);
  }

  #tellTrouble({ run, stoppedBy, unsavedBy }: Extract<RunEvent, { kind: 'finished' }>): void {
    const { logs } = this.#options;
    if (unsavedBy !== undefined) {
      showProblem(unsavedBy, logs, run.dataflow);
    }
    if (run.status === 'failed' && stoppedBy !== undefined) {
      showProblem(stoppedBy, logs, run.dataflow);
    } else if (unsavedBy !== undefined) {
      return;
    } else if (run.status === 'failed' || run.status === 'succeededWithWarnings') {
      const show =
        run.status === 'failed' ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
      const history = vscode.l10n.t('Run History');
      const firstLine = run.description?.split('\n')[0] ?? '';
      void show(plainText(`${run.dataflow}: ${statusWords(run.status)}. ${firstLine}`), history).then(
        (choice) => {
          if (choice === history) {
            void vscode.commands.executeCommand('dataflows.runHistory', run.dataflow);
          }
        },
      );
    }
  }
}

function progressText(progress: RunProgress): string {
  const figures = vscode.l10n.t(
    '{0} of {1} tables · {2} · {3} rows/s · {4} requests',
    progress.tablesDone,
    progress.tablesTotal,
    rowCount(progress.rows),
    formatCount(progress.rowsPerSecond),
    formatCount(progress.requests),
  );
  const { secondsLeft } = progress;
  return secondsLeft === undefined || secondsLeft < fewestSecondsLeft
    ? figures
    : vscode.l10n.t('{0} · about {1} left', figures, roughDuration(secondsLeft));
}

/** An estimate of less would be over before it is read. */
const fewestSecondsLeft = 5;

/** As exact as an estimate can be: whole tens of seconds, whole minutes. */
function roughDuration(seconds: number): string {
  return seconds < 60
    ? vscode.l10n.t('{0} s', Math.ceil(seconds / 10) * 10)
    : vscode.l10n.t('{0} min', Math.round(seconds / 60));
}

import type { RunRecord, RunTableStatus } from '../database/api.ts';
import type { RunProgress } from './runProgress.ts';

/** What a run tells while it goes on: the trees, the log channel and the progress follow this one stream. */
export type RunEvent =
  | { readonly kind: 'started'; readonly run: RunRecord }
  | { readonly kind: 'progress'; readonly dataflow: string; readonly progress: RunProgress }
  | {
      readonly kind: 'table';
      readonly dataflow: string;
      readonly table: string;
      readonly status: RunTableStatus;
      readonly sentence: string;
    }
  /** The end of a run that could not even keep its record: the database failed. */
  | { readonly kind: 'broken'; readonly dataflow: string }
  /** The file could not be written while the run goes on. Told once a run; the run's next save tries again. */
  | { readonly kind: 'unsaved'; readonly dataflow: string; readonly error: unknown }
  /**
   * `stoppedBy`: what ended the run before its tables were done. `unsavedBy`: why the file could not be written at its
   * end; the data is in memory, to be saved again.
   */
  | {
      readonly kind: 'finished';
      readonly run: RunRecord;
      readonly stoppedBy?: unknown;
      readonly unsavedBy?: unknown;
    };

export type RunErrorReason =
  | 'alreadyRunning'
  | 'stopped'
  | 'unknownConnector'
  | 'noApiKey'
  | 'otherAccount'
  | 'nothingToRollBack';

/** Why a run cannot be made, as a sentence for the person. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly reason: RunErrorReason;

  constructor(reason: RunErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }

  static is(error: unknown, ...reasons: readonly RunErrorReason[]): error is RunError {
    return error instanceof RunError && (reasons.length === 0 || reasons.includes(error.reason));
  }
}

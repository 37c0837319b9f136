import { ConnectorError } from '../connectors/connector.ts';
import { DatabaseError, type RunRecord } from '../database/api.ts';
import { RunError } from './runEvents.ts';

/**
 * What went wrong in a run, in a form that is equal for the same trouble in another run: sentences hold request ids.
 * @param stoppedBy What ended the run before its tables were done. @param unsavedBy Why the file could not be written.
 * @returns Undefined for a run without trouble.
 */
export function troubleOf(run: RunRecord, stoppedBy: unknown, unsavedBy?: unknown): string | undefined {
  const isFine = run.status !== 'failed' && run.status !== 'succeededWithWarnings';
  if (isFine && unsavedBy === undefined) {
    return undefined;
  }
  const tables = run.tables.filter((table) => table.status === 'failed' || table.status === 'skipped');
  return JSON.stringify([
    run.status,
    ...[stoppedBy, unsavedBy].map((error) => (error === undefined ? '' : errorKind(error))),
    ...tables.map(({ table, status }) => [table, status]),
  ]);
}

/** The reason of one of our errors, or the name of another. */
export function errorKind(error: unknown): string {
  if (ConnectorError.is(error) || DatabaseError.is(error) || RunError.is(error)) {
    return `${error.name} ${error.reason}`;
  }
  return error instanceof Error ? error.name : typeof error;
}

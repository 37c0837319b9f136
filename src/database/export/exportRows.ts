import { rm } from 'node:fs/promises';
import type { AsyncDatabase } from '../api.ts';
import type { ExportRequest, ExportResult } from './exportRequest.ts';

export interface ExportOptions {
  readonly signal: AbortSignal;
  /** Told how many rows are written, of how many. */
  readonly onProgress?: (rows: number, total: number) => void;
}

/**
 * Writes rows into a file. It is there whole when this resolves, and where it rejects nothing was changed or is left.
 * @throws DatabaseError. Where the signal is aborted, its reason.
 */
export async function exportRows(
  database: Pick<AsyncDatabase, 'findRows' | 'beginExport' | 'continueExport' | 'cancelExport'>,
  request: ExportRequest,
  { signal, onProgress }: ExportOptions,
): Promise<ExportResult> {
  await findRows(database, request, signal);
  const { id, rows: total, temporaryFile } = await database.beginExport(request);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { rows, result } = await database.continueExport(id);
      onProgress?.(rows, total);
      if (result !== undefined) {
        return result;
      }
    }
  } catch (error) {
    await database.cancelExport(id).catch(() => undefined);
    // Where the thread ended, nobody else does.
    await rm(temporaryFile, { force: true });
    throw error;
  }
}

/** Which rows there are is found in turns, where the database keeps what it found. */
async function findRows(
  database: Pick<AsyncDatabase, 'findRows'>,
  { view }: ExportRequest,
  signal: AbortSignal,
): Promise<void> {
  do {
    signal.throwIfAborted();
  } while (view.asOf !== undefined && !(await database.findRows(view)).complete);
}

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
  database: Pick<AsyncDatabase, 'beginExport' | 'continueExport' | 'cancelExport'>,
  request: ExportRequest,
  { signal, onProgress }: ExportOptions,
): Promise<ExportResult> {
  signal.throwIfAborted();
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

import { closePreviews } from './preview/previewTabs.ts';
import type { Session } from './session.ts';

/** Writes the file after tables were dropped. The views show it also where that fails. @throws DatabaseError */
export async function saveDropped({ database, data }: Session, tables: readonly string[]): Promise<void> {
  try {
    await database.save();
  } finally {
    await closePreviews(tables);
    data.invalidate();
  }
}

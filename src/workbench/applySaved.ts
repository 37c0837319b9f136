import { sameName } from '../dataflows/definition.ts';
import { showProblem } from './problems.ts';
import type { Session } from './session.ts';
import type { SavedDataflow } from './wizard/savedDataflow.ts';

/**
 * Brings the tables in line with a definition that the wizard has written, and starts the run that was asked for,
 * without waiting for its end. @throws DatabaseError where the tables cannot follow
 */
export async function applySaved(session: Session, saved: SavedDataflow): Promise<void> {
  const { dataflow, droppedTables, renamedTables } = saved;
  if (droppedTables.length > 0 || renamedTables.length > 0) {
    await session.database.dropTables(droppedTables);
    for (const { from, to } of renamedTables) {
      // A table that no run has made yet has nothing to rename; nor has one that an earlier try renamed.
      const tables = await session.database.tables(dataflow.name);
      if (tables.some((table) => sameName(table.name, from))) {
        await session.database.renameTable(from, to);
      }
    }
    await session.database.save();
    session.data.invalidate();
  }
  if (saved.run) {
    session.runs
      .run(session.runner, dataflow)
      .catch((error: unknown) => showProblem(error, session.logs, dataflow.name));
  }
}

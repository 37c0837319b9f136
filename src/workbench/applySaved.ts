import { closePreviews, renamePreviews } from './preview/previewTabs.ts';
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
    await session.database.changeTables({
      dataflow: dataflow.name,
      dropped: droppedTables,
      renamed: renamedTables,
    });
    try {
      await session.database.save();
    } catch (error) {
      // The tables have followed, and wait in memory: the next Save of the wizard must not have them follow again.
      showProblem(error, session.logs, dataflow.name);
    }
    // Before another table takes the name of one of them.
    await closePreviews(droppedTables);
    for (const { from, to } of renamedTables) {
      await renamePreviews(from, to);
    }
    session.data.invalidate();
  }
  if (saved.run) {
    session.runs
      .run(session.runner, dataflow)
      .catch((error: unknown) => showProblem(error, session.logs, dataflow.name));
  }
}

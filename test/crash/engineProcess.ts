// The engine that a crash test kills: it imports, refreshes, rolls back and edits until then, and says what it is at.
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { DatabaseError } from '../../src/database/api.ts';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { dataflowName, type Engine, firstDataflow, openEngine } from './engine.ts';

export const phases = ['import', 'refresh', 'write', 'rollback', 'edit'] as const;
export type Phase = (typeof phases)[number];

export type EngineMessage =
  | { readonly kind: 'phase'; readonly phase: Phase }
  /** Asks for a change at Stripe; the answer is any message. */
  | { readonly kind: 'change' }
  /** The worker thread died, as it was told to, and the engine noticed. */
  | { readonly kind: 'workerDied' };

/** What the parent says: to change something, or to kill the worker thread alone. */
export type ParentMessage = 'changed' | 'killWorker';

let worker: Worker | undefined;
// The database’s thread is the first; those that read pages come and go.
process.once('worker', (started) => {
  worker = started;
});
process.on('message', (message: ParentMessage) => {
  if (message === 'killWorker') {
    void worker?.terminate();
  }
});

const [folder = '', url = ''] = process.argv.slice(2);
const engine = openEngine(folder, url, () => tell({ kind: 'phase', phase: 'write' }));
try {
  await workForEver(engine);
} catch (error) {
  if (!DatabaseError.is(error, 'workerDied')) {
    throw error;
  }
  tell({ kind: 'workerDied' });
  await once(process, 'disconnect');
}

async function workForEver({ database, definitions, runner }: Engine): Promise<void> {
  let dataflow = firstDataflow;
  await definitions.update(() => [dataflow]);
  for (let round = 1; ; round += 1) {
    await inPhase(round === 1 ? 'import' : 'refresh', () => runner.run(dataflow));
    await change();
    await inPhase('refresh', () => runner.run(dataflow));
    await inPhase('rollback', async () => {
      const plan = await database.rollbackPlan({ dataflow: dataflowName });
      if (plan !== undefined) {
        await database.rollback({ dataflow: dataflowName }, plan.run.id);
        await database.save();
      }
    });
    await inPhase('edit', async () => {
      const edited = renamed(dataflow, round);
      await definitions.update(() => [edited]);
      await database.changeTables({
        // One table goes and comes again.
        dropped: dataflow.tables.slice(1, 2).map(({ table }) => table),
        renamed: dataflow.tables.map(({ table }, index) => ({
          from: table,
          to: edited.tables[index]?.table ?? '',
        })),
      });
      await database.save();
      dataflow = edited;
    });
  }
}

function renamed(dataflow: Dataflow, round: number): Dataflow {
  return {
    ...dataflow,
    tables: dataflow.tables.map((table) => ({ ...table, table: `${table.resource}_${round}` })),
  };
}

async function inPhase(phase: Phase, work: () => Promise<unknown>): Promise<void> {
  tell({ kind: 'phase', phase });
  await work();
}

async function change(): Promise<void> {
  const changed = once(process, 'message');
  tell({ kind: 'change' });
  await changed;
}

function tell(message: EngineMessage): void {
  process.send?.(message);
}

// One run of a bench, in a process of its own: a second one in the same process would begin with the memory that the
// allocator has kept of the first.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { changedRows } from './bulkChanges.ts';
import { type EngineRun, importNaively, openEngine } from './imports.ts';
import { type Measured, measure } from './measure.ts';
import type { ServerOrder } from './serverProcess.ts';
import { benchLimits, changesIn, linesPerInvoice, objectsOf, type Size } from './sizes.ts';

export interface SampleOrder {
  readonly size: Size;
  /** 0 for no limit. */
  readonly perEndpoint: number;
  /** Whether a plain script is to import the same. */
  readonly withScript: boolean;
}

/** What one engine did with one account. */
export interface Sample {
  readonly first: Measured<EngineRun>;
  readonly changed: Measured<EngineRun>;
  readonly unchanged: Measured<EngineRun>;
  readonly script: Measured<{ readonly rows: number; readonly requests: number }> | undefined;
}

process.once('message', (order: SampleOrder) => {
  void sampleOf(order).then((sample) => process.send?.(sample, () => process.disconnect()));
});

/** With a server and an engine of its own. */
async function sampleOf({ size, perEndpoint, withScript }: SampleOrder): Promise<Sample> {
  const server = fork(new URL('serverProcess.ts', import.meta.url));
  try {
    const url = await order(server, { kind: 'start', size, perSecond: benchLimits.perSecond, perEndpoint });
    await using engine = await openEngine(url, perEndpoint);
    const first = await measure(() => engine.run(size));
    checkRun('import', first.result, {
      inserted: objectsOf(size) + size.invoices * linesPerInvoice,
      updated: 0,
    });
    await order(server, { kind: 'change', objects: changesIn(size) });
    const changed = await measure(() => engine.run(size));
    checkRun('refresh', changed.result, changedRows(changesIn(size), linesPerInvoice));
    const unchanged = await measure(() => engine.run(size));
    checkRun('refresh of what has not changed', unchanged.result, { inserted: 0, updated: 0 });
    const script = withScript ? await measure(() => importNaively(url, size)) : undefined;
    return { first, changed, unchanged, script };
  } finally {
    server.disconnect();
  }
}

/** A fast import of something else is worth nothing. */
function checkRun(
  what: string,
  { run }: EngineRun,
  expected: { readonly inserted: number; readonly updated: number },
): void {
  const inserted = run.tables.reduce((sum, table) => sum + table.inserted, 0);
  const updated = run.tables.reduce((sum, table) => sum + table.updated, 0);
  if (run.status !== 'succeeded' || inserted !== expected.inserted || updated !== expected.updated) {
    throw new Error(
      `The ${what} is wrong: ${run.status}, ${inserted} inserted and ${updated} updated instead of ` +
        `${expected.inserted} and ${expected.updated}. ${run.description ?? ''}`,
    );
  }
}

async function order(server: ChildProcess, what: ServerOrder): Promise<string> {
  server.send(what);
  const [url] = await once(server, 'message');
  return String(url);
}

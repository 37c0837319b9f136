import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { DefinitionsFile } from '../../src/dataflows/definitionsFile.ts';
import { openWorkspace, type TestWorkspace, testDataflow } from '../integration/harness.ts';
import type { StripeServer } from '../stripe-server/stripeServer.ts';

export const definitionsPath = '.dataflows/dataflows.json';
export const databasePath = '.dataflows/dataflows.sqlite';

/** The files, by their paths, that a run of a dataflow of the sample account leaves in a folder. */
export async function sampleFiles(
  name: string,
  resources: readonly string[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  return await filesOf(testDataflow(name, 'sample', resources), await openWorkspace());
}

/** The same of two runs from a server, between which something changes there. */
export async function importedFiles(
  name: string,
  resources: readonly string[],
  server: StripeServer,
  change: () => void,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const dataflow = testDataflow(name, 'stripe', resources);
  const workspace = await openWorkspace(server.url);
  await workspace.runner.run(dataflow);
  change();
  return await filesOf(dataflow, workspace);
}

async function filesOf(
  dataflow: Dataflow,
  workspace: TestWorkspace,
): Promise<Readonly<Record<string, Uint8Array>>> {
  try {
    const run = await workspace.runner.run(dataflow);
    if (run.status !== 'succeeded') {
      throw new Error(run.description);
    }
    const definitions = new DefinitionsFile(path.join(workspace.folder, definitionsPath));
    await definitions.update(() => [dataflow]);
    return {
      [definitionsPath]: await readFile(definitions.path),
      [databasePath]: await readFile(workspace.file),
    };
  } finally {
    await workspace.dispose();
  }
}

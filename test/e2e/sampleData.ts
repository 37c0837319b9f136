import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DefinitionsFile } from '../../src/dataflows/definitionsFile.ts';
import { openWorkspace, testDataflow } from '../integration/harness.ts';

export const definitionsPath = '.dataflows/dataflows.json';
export const databasePath = '.dataflows/dataflows.sqlite';

/** The files, by their paths, that a run of a dataflow of the sample account leaves in a folder. */
export async function sampleFiles(
  name: string,
  resources: readonly string[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  const dataflow = testDataflow(name, 'sample', resources);
  const workspace = await openWorkspace();
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

// Writes the JSON schema that VS Code checks .dataflows/dataflows.json with. `--check` fails where it would change.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { definitionsSchema } from '../src/dataflows/definition.ts';
import { z } from '../src/shared/zod.ts';

const file = new URL('../schemas/dataflows.schema.json', import.meta.url);

const schema = z.toJSONSchema(definitionsSchema, { target: 'draft-7', io: 'input' });
const text = `${JSON.stringify({ title: 'Dataflows', ...schema }, undefined, 2)}\n`;
if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== text) {
    console.error('schemas/dataflows.schema.json is stale: run npm run generate:schema.');
    process.exitCode = 1;
  }
} else {
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, text);
}

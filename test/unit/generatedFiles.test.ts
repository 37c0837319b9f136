import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

async function json(...parts: string[]): Promise<unknown> {
  return JSON.parse(await readFile(path.join(...parts), 'utf8'));
}

describe('generated files', () => {
  it('have the schema of the definitions as the code has it', async () => {
    await run(process.execPath, ['scripts/generate-schema.ts', '--check'], { cwd: root });
  });

  it('have all texts of the code, for translators', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'texts-'));
    const cli = path.join(root, 'node_modules/@vscode/l10n-dev/dist/cli.js');
    await run(process.execPath, [cli, 'export', '--outDir', folder, 'src', 'webview-ui'], { cwd: root });
    assert.deepEqual(
      await json(root, 'l10n', 'bundle.l10n.json'),
      await json(folder, 'bundle.l10n.json'),
      'run npm run generate:texts',
    );
    await rm(folder, { recursive: true });
  });

  it('have every text that the manifest refers to, and no other', async () => {
    const manifest = await readFile(path.join(root, 'package.json'), 'utf8');
    const used = new Set([...manifest.matchAll(/"%([^%]+)%"/g)].map(([, key]) => key));
    const texts = Object.keys((await json(root, 'package.nls.json')) as object);
    assert.deepEqual([...used].sort(), texts.sort());
  });
});

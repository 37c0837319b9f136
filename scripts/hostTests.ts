import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.ts';

const outputDir = path.join(root, 'dist-test', 'host');

/** The module whose `run()` VS Code calls, once {@link buildHostTests} has made it. */
export const hostTestsPath = path.join(outputDir, 'index.cjs');

/** Bundles test/host for the extension host, each test file by itself. Mocha stays in node_modules. */
export async function buildHostTests(): Promise<void> {
  await rm(outputDir, { recursive: true, force: true });
  await build({
    entryPoints: ['test/host/index.ts', 'test/host/*.test.ts'],
    absWorkingDir: root,
    outbase: 'test/host',
    outdir: outputDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    keepNames: true,
    logLevel: 'warning',
  });
}

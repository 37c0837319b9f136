// Runs test/host in the desktop editor, which @vscode/test-electron downloads: for machines that reach VS Code's
// download hosts. On a Linux without a display, run it under xvfb-run.
//   node scripts/testDesktop.ts [--version 1.105.0] [--grep TEXT]
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { buildHostTests, hostTestsPath } from './hostTests.ts';
import { cacheDir, root } from './paths.ts';
import { run } from './processes.ts';
import { quietSettings, writeUserSettings } from './vscodeSettings.ts';

const { values: options } = parseArgs({
  options: {
    /** `stable`, `insiders`, or a version; the oldest that the extension promises is worth a run. */
    version: { type: 'string', default: 'stable' },
    grep: { type: 'string' },
  },
});

await run('Building the extension', process.execPath, ['esbuild.mjs'], { cwd: root });
await buildHostTests();
const scratch = await mkdtemp(path.join(tmpdir(), 'dataflows-desktop-'));
try {
  const folder = path.join(scratch, 'workspace');
  const userDataDir = path.join(scratch, 'user-data');
  await mkdir(folder);
  await writeUserSettings(userDataDir, quietSettings);
  await runTests({
    version: options.version,
    cachePath: path.join(cacheDir, 'vscode-desktop'),
    extensionDevelopmentPath: root,
    extensionTestsPath: hostTestsPath,
    extensionTestsEnv: { DATAFLOWS_TEST_GREP: options.grep },
    launchArgs: [
      folder,
      ...['--user-data-dir', userDataDir],
      ...['--extensions-dir', path.join(scratch, 'extensions')],
      '--disable-workspace-trust',
      // Chromium refuses to run as root with its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
} catch (error) {
  // The tests have said themselves what failed.
  console.error(error instanceof TestRunFailedError ? 'The host tests failed.' : error);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

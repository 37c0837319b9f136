import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import { openReport } from './harness/report.ts';

/**
 * What VS Code's extension host calls to run the host tests: on the desktop, where `@vscode/test-electron` starts
 * it, and in the VS Code server alike.
 * @param testsPath This file, as it was handed to VS Code.
 * @throws Error where a test fails: VS Code tells it from success by that.
 */
export async function run(testsPath: string): Promise<void> {
  // Failures point into test/host, not into the bundle.
  process.setSourceMapsEnabled(true);
  const report = await openReport();
  try {
    const failures = await runMocha(path.dirname(testsPath), (line) => report.print(line));
    await report.finish(failures);
    if (failures > 0) {
      throw new Error(`${failures} host tests failed.`);
    }
  } catch (error) {
    await report.finish(1, error);
    throw error;
  }
}

async function runMocha(folder: string, print: (line: string) => void): Promise<number> {
  const { default: Mocha } = await import('mocha');
  Mocha.reporters.Base.consoleLog = (...parts) => print(format(...parts));
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    color: false,
    // A test may start an extension, a server and a database.
    timeout: 60_000,
    forbidOnly: true,
    forbidPending: true,
    ...(process.env['DATAFLOWS_TEST_GREP'] ? { grep: process.env['DATAFLOWS_TEST_GREP'] } : {}),
  });
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.test.cjs')).sort()) {
    mocha.addFile(path.join(folder, file));
  }
  await mocha.loadFilesAsync();
  return new Promise((resolve) => mocha.run(resolve));
}

// Runs test/host inside a real VS Code: the server's extension host, with a window in a headless browser.
//   node scripts/testHost.ts [--grep TEXT]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { listenForReport } from './hostReport.ts';
import { buildHostTests, hostTestsPath } from './hostTests.ts';
import { root, testResultsDir } from './paths.ts';
import { startVsCodeServer, type VsCodeServer } from './vscodeServer.ts';
import { quietSettings, writeUserSettings } from './vscodeSettings.ts';

const patience = { untilFirst: 120_000, betweenLines: 120_000 };

const { values: options } = parseArgs({ options: { grep: { type: 'string' } } });

await buildHostTests();
const scratch = await mkdtemp(path.join(tmpdir(), 'dataflows-host-'));
try {
  process.exitCode = (await runTests()) > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/** Returns the number of failed tests. */
async function runTests(): Promise<number> {
  const userDataDir = path.join(scratch, 'user-data');
  await writeUserSettings(userDataDir, quietSettings);
  const report = await listenForReport(patience);
  const server = await startVsCodeServer({
    userDataDir,
    extensionsDir: path.join(scratch, 'extensions'),
    extensionTests: true,
    bare: true,
    env: {
      DATAFLOWS_TEST_REPORT_PORT: String(report.port),
      ...(options.grep === undefined ? {} : { DATAFLOWS_TEST_GREP: options.grep }),
    },
  });
  try {
    return await runInWindow(server, report.failures);
  } finally {
    report.close();
    await server.stop();
  }
}

async function runInWindow(server: VsCodeServer, failures: Promise<number>): Promise<number> {
  const folder = path.join(scratch, 'workspace');
  await mkdir(folder);
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    const crash = new Promise<never>((_, reject) => {
      page.once('crash', () => reject(new Error('The window crashed.')));
    });
    const end = server.ended.then((reason) => Promise.reject(new Error(reason)));
    await page.goto(
      server.windowUrl({
        folder,
        extensionDevelopmentPath: root,
        extensionTestsPath: hostTestsPath,
      }),
    );
    return await Promise.race([failures, crash, end]);
  } catch (error) {
    await keepEvidence(page, errors);
    throw error;
  } finally {
    await browser.close();
  }
}

/** Leaves what the window showed and said to whoever looks into a run that did not end. */
async function keepEvidence(page: Page, errors: readonly string[]): Promise<void> {
  await mkdir(testResultsDir, { recursive: true });
  await writeFile(path.join(testResultsDir, 'host-window.log'), errors.join('\n'));
  await page.screenshot({ path: path.join(testResultsDir, 'host-window.png') }).catch(() => undefined);
  console.error(
    `See host-window.png and host-window.log in ${path.relative(process.cwd(), testResultsDir)}.`,
  );
}

import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import type { Sqlite } from '../../src/database/sqlite.ts';
import { closeAll, openWorkbench } from '../e2e/harness/openWorkbench.ts';
import type { Workbench } from '../e2e/harness/workbench.ts';
import { PreviewPage } from '../e2e/previewPage.ts';
import { databasePath } from '../e2e/sampleData.ts';
import { bareSeconds } from './bareStatement.ts';
import { HostWatch } from './hostWatch.ts';
import { count, figure, megabytes, milliseconds, ratio } from './report.ts';
import { wideTable } from './wideTable.ts';

/** What a person waits for in one round, in milliseconds. */
interface Round {
  /** An editor with nothing in it: what VS Code itself takes. */
  readonly empty: number;
  readonly click: number;
  readonly page: number;
  readonly grid: number;
  readonly counted: number;
  readonly firstJump: number;
  readonly laterJumps: number;
  readonly sortedFirst: number;
  readonly sorted: number;
  readonly bareSort: number;
  readonly sortedPage: number;
  readonly filtered: number;
  readonly bareFilter: number;
  readonly filteredPage: number;
  readonly framesPerSecond: number;
  readonly framesSideways: number;
  readonly longestTask: number;
  readonly hostStall: number;
  /** What the page holds at the end, in bytes. */
  readonly heap: number;
}

/** Where a person jumps later: the first jump finds the page's code cold. */
const laterPlaces = [0.123, 0.789, 0.341, 0.917, 0.456];

/** Columns without an index, a round each: what was sorted once is known. */
const sortColumns = ['name_4', 'name_14', 'name_24', 'name_34'];

/** Has a person open, scroll, sort and filter a wide table in a VS Code, and prints what the page sees of it. */
export async function benchWindow(file: string, bare: Sqlite, rounds: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-bench-window-'));
  await mkdir(path.join(folder, path.dirname(databasePath)));
  await copyFile(file, path.join(folder, databasePath));
  const host = await HostWatch.make();
  try {
    const workbench = await openWorkbench({
      folder,
      viewport: { width: 1400, height: 820 },
      others: [host.extension],
    });
    await workbench.page.context().addInitScript(pageWatch);
    await workbench.reload();
    await workbench.showViews();
    await workbench.treeItem('Databases', wideTable).waitFor();
    const figures: Round[] = [];
    for (const column of sortColumns.slice(0, rounds)) {
      figures.push(await round(workbench, bare, host, column));
    }
    report(figures);
  } finally {
    await closeAll();
    await host.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function round(workbench: Workbench, bare: Sqlite, host: HostWatch, column: string): Promise<Round> {
  const empty = await host.emptyEditor();
  await host.longestStall();
  const heapBefore = await heap(workbench);
  await workbench.treeItem('Databases', wideTable).click();
  const preview = await PreviewPage.in(workbench);
  const { frame } = preview;
  await preview.rows(/^[\d,]+ rows$/).waitFor();
  const clicked = await workbench.page.evaluate<number>('clickedAt');
  const [began, first, grid, counted] =
    await frame.evaluate<[number, number, number, number]>('bench.opened()');
  const rows = Number((await preview.rows(/^[\d,]+ rows$/).innerText()).replaceAll(/\D/g, ''));

  const firstJump = await jump(frame, Math.floor(rows / 2));
  const laterJumps: number[] = [];
  for (const place of laterPlaces) {
    laterJumps.push(await jump(frame, Math.floor(rows * place)));
  }
  const framesPerSecond = await scroll(frame, 'top');
  const framesSideways = await scroll(frame, 'left');

  await jump(frame, 0);
  await showColumn(frame, column);
  const [least] = bare.first(`SELECT min(${column}) FROM ${wideTable}`) ?? [];
  await preview.header(column).click();
  const sorted = await frame.evaluate<{ first: number; all: number }>(
    `bench.sorted(${JSON.stringify(column)}, ${JSON.stringify(least)})`,
  );
  const sortedPage = await jump(frame, Math.floor(rows / 2));

  const amount = 'amount_1';
  await showColumn(frame, amount);
  const dialog = await preview.openColumn(amount);
  await dialog.getByRole('textbox', { name: 'From' }).fill('500000');
  const filtered = await frame.evaluate<number>('bench.filtered()');
  await workbench.page.keyboard.press('Escape');
  const filteredPage = await jump(frame, Math.floor(rows / 4));
  const longestTask = await frame.evaluate<number>('longestTask');
  const hostStall = await host.longestStall();
  const heapGrowth = (await heap(workbench)) - heapBefore;
  await workbench.runCommand('View: Close All Editors');
  await workbench.editorTab(wideTable).waitFor({ state: 'detached' });
  return {
    empty,
    click: first - clicked,
    page: first - began,
    grid: grid - clicked,
    counted: counted - clicked,
    firstJump,
    laterJumps: laterJumps.sort((a, b) => a - b)[Math.floor(laterJumps.length / 2)] ?? 0,
    sortedFirst: sorted.first,
    sorted: sorted.all,
    bareSort: bareSeconds(bare, `ORDER BY ${column}`) * 1000,
    sortedPage,
    filtered,
    bareFilter:
      bareSeconds(bare, `WHERE _deleted_at IS NULL AND amount_1 >= 500000 ORDER BY ${column}`) * 1000,
    filteredPage,
    framesPerSecond,
    framesSideways,
    longestTask,
    hostStall,
    heap: heapGrowth,
  };
}

function report(rounds: readonly Round[]): void {
  const ms = (of: (one: Round) => number) => figure(rounds, of, milliseconds);
  const lines: readonly (readonly [string, string])[] = [
    ['an empty editor', ms(({ empty }) => empty)],
    ['click to first rows', ms(({ click }) => click)],
    ['  beside an empty editor', figure(rounds, ({ click, empty }) => click / empty, ratio)],
    ['  of which in the page', ms(({ page }) => page)],
    ['click to the grid, to work with', ms(({ grid }) => grid)],
    ['click to the count', ms(({ counted }) => counted)],
    ['jump to the middle', ms(({ firstJump }) => firstJump)],
    ['a later jump, the median of five', ms(({ laterJumps }) => laterJumps)],
    ['sort: first rows', ms(({ sortedFirst }) => sortedFirst)],
    ['sort: all found', ms(({ sorted }) => sorted)],
    ['  beside the bare SELECT', figure(rounds, ({ sorted, bareSort }) => sorted / bareSort, ratio)],
    ['sorted: a page in the middle', ms(({ sortedPage }) => sortedPage)],
    ['filter what is sorted: all found', ms(({ filtered }) => filtered)],
    ['  beside the bare SELECT', figure(rounds, ({ filtered, bareFilter }) => filtered / bareFilter, ratio)],
    ['filtered: a page in the middle', ms(({ filteredPage }) => filteredPage)],
    ['scrolling down, frames/s', figure(rounds, ({ framesPerSecond }) => framesPerSecond, count)],
    ['scrolling sideways, frames/s', figure(rounds, ({ framesSideways }) => framesSideways, count)],
    ['longest task of the page', ms(({ longestTask }) => longestTask)],
    ['longest stall of the extension host', ms(({ hostStall }) => hostStall)],
    ['heap of the page', figure(rounds, ({ heap }) => heap, megabytes)],
  ];
  for (const [name, words] of lines) {
    process.stdout.write(`${name.padEnd(38)}${words}\n`);
  }
}

async function jump(frame: Frame, row: number): Promise<number> {
  return await frame.evaluate<number>(`bench.jump(${row})`);
}

async function scroll(frame: Frame, direction: 'top' | 'left'): Promise<number> {
  return await frame.evaluate<number>(`bench.scroll(${JSON.stringify(direction)})`);
}

/** Scrolls sideways until the grid has drawn a column. */
async function showColumn(frame: Frame, column: string): Promise<void> {
  await frame.evaluate(`bench.showColumn(${JSON.stringify(column)})`);
}

/** What scripts hold in the window and its pages, which share a process in a browser; in bytes. */
async function heap(workbench: Workbench): Promise<number> {
  const session = await workbench.page.context().newCDPSession(workbench.page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** Runs in each frame of the window before anything else. All times are of the system's clock, which frames share. */
const pageWatch = String.raw`
globalThis.longestTask = 0;
try {
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) {
      // Not what the workbench does, which shares the thread in a browser.
      if (name === 'self') longestTask = Math.max(longestTask, duration);
    }
  }).observe({ type: 'longtask', buffered: true });
} catch {}
addEventListener('click', () => { globalThis.clickedAt = Date.now(); }, { capture: true });

globalThis.bench = {
  frame: () => new Promise((resolve) => requestAnimationFrame(() => resolve())),
  // When what is in the document by now can be seen.
  noteDrawn(name) {
    globalThis[name] = Number.NaN;
    requestAnimationFrame(() => setTimeout(() => { globalThis[name] = Date.now(); }));
  },
  async until(test) {
    const start = performance.now();
    while (!test()) {
      if (performance.now() - start > 60000) throw new Error('Not within a minute: ' + test);
      await bench.frame();
    }
  },
  text: (row, column) => document.querySelector(
    '[role=row][row-index="' + row + '"] [role=gridcell][col-id="' + column + '"]')?.textContent ?? '',
  status: () => document.querySelector('.status-line [role=status]')?.textContent ?? '',
  viewport: () => document.querySelector('.ag-grid-viewport'),
  // Whether the middle of the grid shows a row that is read, near to this one.
  shows(row) {
    const box = bench.viewport().getBoundingClientRect();
    const shown = document.elementFromPoint(box.left + 60, box.top + box.height / 2)?.closest('.ag-row');
    const index = Number(shown?.getAttribute('row-index') ?? -1000);
    return Math.abs(index - row) < 60 && (shown.textContent ?? '') !== '';
  },
  async jump(row) {
    await bench.idle();
    const start = performance.now();
    const heightOfRow = document.querySelector('.ag-row').getBoundingClientRect().height;
    bench.viewport().scrollTop = row * heightOfRow;
    await bench.until(() => bench.shows(row));
    return performance.now() - start;
  },
  // A wheel's step each frame, for three seconds.
  async scroll(direction) {
    const element = bench.viewport();
    const property = direction === 'top' ? 'scrollTop' : 'scrollLeft';
    const start = performance.now();
    let frames = 0;
    let step = 100;
    while (performance.now() - start < 3000) {
      const before = element[property];
      element.scrollBy({ [direction]: step, behavior: 'instant' });
      await bench.frame();
      if (element[property] === before) step = -step;
      frames += 1;
    }
    return frames / ((performance.now() - start) / 1000);
  },
  async showColumn(name) {
    const element = bench.viewport();
    element.scrollLeft = 0;
    await bench.frame();
    await bench.until(() => {
      const header = document.querySelector('[role=columnheader][col-id="' + name + '"]');
      const box = header?.getBoundingClientRect();
      if (box !== undefined && box.right < innerWidth - 20) return true;
      element.scrollLeft += 100;
      return false;
    });
    await bench.frame();
  },
  async opened() {
    await bench.until(() => Number.isFinite(globalThis.firstRowsAt) && Number.isFinite(globalThis.gridAt) && globalThis.countedAt !== undefined);
    return [performance.timeOrigin, firstRowsAt, gridAt, countedAt];
  },
  idle: () => bench.until(() => document.querySelector('.progress').hidden),
  async sorted(column, first) {
    await bench.until(() => bench.text(0, column) === first);
    const firstAt = Date.now();
    await bench.idle();
    return { first: firstAt - clickedAt, all: Date.now() - clickedAt };
  },
  async filtered() {
    await bench.until(() => / of /.test(bench.status()) && !/so far/.test(bench.status()));
    return Date.now() - typedAt;
  },
};
// The webview writes its document anew, which takes away listeners and what waits for a frame.
const watching = setInterval(() => {
  if (globalThis.listening === undefined && document.querySelector('.data .toolbar') !== null) {
    globalThis.listening = true;
    addEventListener('click', () => { globalThis.clickedAt = Date.now(); }, { capture: true });
    addEventListener('input', () => { globalThis.typedAt = Date.now(); }, { capture: true });
  }
  const isInGrid = /_/.test(bench.text(0, 'id'));
  if (globalThis.firstRowsAt === undefined && (isInGrid || document.querySelector('.first-row') !== null)) {
    bench.noteDrawn('firstRowsAt');
  }
  if (globalThis.gridAt === undefined && isInGrid) {
    bench.noteDrawn('gridAt');
  }
  if (globalThis.countedAt === undefined && /^[\d,]+ rows/.test(bench.status())) {
    globalThis.countedAt = Date.now();
  }
  if (globalThis.gridAt !== undefined && globalThis.countedAt !== undefined) {
    clearInterval(watching);
  }
}, 4);
`;

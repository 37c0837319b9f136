// How fast first imports and refreshes are, beside what Stripe's limits allow and what a plain script does.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { EngineRun } from './imports.ts';
import type { Measured } from './measure.ts';
import { count, figure, megabytes, milliseconds, ratio, seconds } from './report.ts';
import type { Sample, SampleOrder } from './sampleProcess.ts';
import {
  benchLimits,
  changedOneIn,
  changesIn,
  floorOf,
  linesPerInvoice,
  objectsOf,
  type Size,
  sizes,
} from './sizes.ts';

const help = `Usage: npm run bench -- [options]

Imports a made-up account over HTTP from a server in a process of its own, which answers after 120 ms and allows what
Stripe allows in live mode: 100 requests a second, 25 per endpoint. Prints the time beside the floor that these limits
set, and beside a plain script over the SDK's auto-paging. Then it refreshes twice: after one object in
${changedOneIn} has changed (at least 30), and after nothing has; it prints these times as parts of the first import's.

Options
  --quick             The small account only; ends within a minute
  --size <name>       ${Object.keys(sizes).join(', ')}. May be given several times. Default: small and medium
  --runs <number>     Does all of it so many times, and prints medians, with the least and the most. Default: 1
  --no-endpoint-limit Only the 100 requests a second
  --no-script         Leave out the plain script, which takes long
  --help              This text
`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    size: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '1' },
    'no-endpoint-limit': { type: 'boolean', default: false },
    'no-script': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  for (const size of chosenSizes()) {
    await benchSize(size);
  }
}

function chosenSizes(): readonly Size[] {
  if (values.quick) {
    return [sizes.small];
  }
  if (values.size.length === 0) {
    return [sizes.small, sizes.medium];
  }
  return values.size.map((name) => {
    const size = Object.values(sizes).find((known) => known.name === name);
    return size ?? refuse(`--size: there is no “${name}”. See --help.`);
  });
}

async function benchSize(size: Size): Promise<void> {
  const perEndpoint = values['no-endpoint-limit'] ? 0 : benchLimits.perEndpoint;
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    refuse('--runs takes a number from 1 on. See --help.');
  }
  const floor = floorOf(size, perEndpoint);
  const objects = objectsOf(size);
  const rows = objects + size.invoices * linesPerInvoice;
  print(`${size.name}: ${count(objects)} objects, ${count(rows)} rows, ${count(floor.pages)} pages`);
  print(`  floor              ${seconds(floor.seconds)}`);
  const samples: Sample[] = [];
  for (let run = 0; run < runs; run += 1) {
    samples.push(await sampleOf({ size, perEndpoint, withScript: !values['no-script'] }));
  }
  printImport(samples, { ...floor, rows });
  printRefresh(samples, 'changed', `${count(changesIn(size))} objects changed`);
  printRefresh(samples, 'unchanged', 'nothing changed');
  printScript(samples, floor.seconds);
}

/** Has a process of its own make it. */
async function sampleOf(order: SampleOrder): Promise<Sample> {
  const child = fork(new URL('sampleProcess.ts', import.meta.url));
  child.send(order);
  const [sample] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  return sample ?? refuse('A run has failed; what it said stands above.');
}

type Run = EngineRun['run'];

function sumOf(run: Run, of: (table: Run['tables'][number]) => number): number {
  return run.tables.reduce((total, table) => total + of(table), 0);
}

function requestsOf({ result }: Measured<EngineRun>): number {
  return sumOf(result.run, (table) => table.requests);
}

function printImport(
  samples: readonly Sample[],
  expected: { readonly pages: number; readonly seconds: number; readonly rows: number },
): void {
  const first = samples.map((sample) => sample.first);
  const of = (value: (measured: Measured<EngineRun>) => number, format: (value: number) => string) =>
    figure(first, value, format);
  print(
    `  import             ${of((one) => one.seconds, seconds)}, ${of((one) => one.seconds / expected.seconds, ratio)} the floor`,
  );
  print(`    rows/s           ${of((one) => expected.rows / one.seconds, count)}`);
  print(
    `    requests         ${of(requestsOf, count)}, ${of((one) => requestsOf(one) / expected.pages, ratio)} the pages`,
  );
  print(`    refused (429)    ${of((one) => one.result.refusals, count)}`);
  print(
    `    memory           ${of((one) => one.peakMemory, megabytes)} at most, grown by ${of((one) => one.memoryGrowth, megabytes)}`,
  );
  print(`    CPU              ${of((one) => one.cpuSeconds, seconds)}`);
  print(
    `    longest stall    ${of((one) => one.longestStall, milliseconds)}, 99 % below ${of((one) => one.stall99, milliseconds)}`,
  );
  print(
    `    file             ${of((one) => Math.max(...one.result.saves.map(({ bytes }) => bytes)), megabytes)}, written ` +
      `${of((one) => one.result.saves.length, count)} × in ${of(({ result }) => writingTime(result), milliseconds)}`,
  );
}

function writingTime({ saves }: EngineRun): number {
  return saves.reduce((total, save) => total + save.milliseconds, 0);
}

function printRefresh(samples: readonly Sample[], which: 'changed' | 'unchanged', what: string): void {
  const of = (value: (sample: Sample) => number, format: (value: number) => string) =>
    figure(samples, value, format);
  print(`  ${what}`);
  print(
    `    refresh          ${of((sample) => sample[which].seconds, seconds)}, ` +
      `${of((sample) => sample[which].seconds / sample.first.seconds, ratio)} the import`,
  );
  print(`    requests         ${of((sample) => requestsOf(sample[which]), count)}`);
  print(
    `    file             written ${of((sample) => sample[which].result.saves.length, count)} × ` +
      `in ${of((sample) => writingTime(sample[which].result), milliseconds)}`,
  );
}

function printScript(samples: readonly Sample[], floor: number): void {
  const scripts = samples.flatMap(({ script }) => script ?? []);
  if (scripts.length > 0) {
    print(
      `  plain SDK script   ${figure(scripts, (one) => one.seconds, seconds)}, ${figure(scripts, (one) => one.seconds / floor, ratio)} the floor`,
    );
    print(`    objects/s        ${figure(scripts, (one) => one.result.rows / one.seconds, count)}`);
    print(`    requests         ${figure(scripts, (one) => one.result.requests, count)}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

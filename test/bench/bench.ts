// How fast a first import is, beside what Stripe's limits allow and what a plain script does.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { importNaively, openEngine } from './imports.ts';
import { measure } from './measure.ts';
import type { ServerOrder } from './serverProcess.ts';
import { benchLimits, floorOf, linesPerInvoice, listLengths, type Size, sizes } from './sizes.ts';

const help = `Usage: npm run bench -- [options]

Imports a made-up account over HTTP from a server in a process of its own, which answers after 120 ms and allows what
Stripe allows in live mode: 100 requests a second, 25 per endpoint. Prints the time beside the floor that these limits
set, and beside a plain script over the SDK's auto-paging.

Options
  --quick             The small account only; ends within a minute
  --size <name>       ${Object.keys(sizes).join(', ')}. May be given several times. Default: small and medium
  --no-endpoint-limit Only the 100 requests a second
  --no-script         Leave out the plain script, which takes long
  --help              This text
`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    size: { type: 'string', multiple: true, default: [] },
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
    if (size === undefined) {
      process.stderr.write(`--size: there is no “${name}”. See --help.\n`);
      process.exit(2);
    }
    return size;
  });
}

async function benchSize(size: Size): Promise<void> {
  const perEndpoint = values['no-endpoint-limit'] ? 0 : benchLimits.perEndpoint;
  const server = fork(new URL('serverProcess.ts', import.meta.url));
  try {
    const url = await startServer(server, { size, perSecond: benchLimits.perSecond, perEndpoint });
    const floor = floorOf(size, perEndpoint);
    const objects = Object.values(listLengths(size)).reduce((sum, length) => sum + length, 0);
    const rows = objects + size.invoices * linesPerInvoice;
    print(`${size.name}: ${count(objects)} objects, ${count(rows)} rows, ${count(floor.pages)} pages`);
    print(`  floor              ${seconds(floor.seconds)}`);
    await benchEngine(url, size, perEndpoint, { ...floor, rows });
    if (!values['no-script']) {
      await benchScript(url, size, floor.seconds);
    }
  } finally {
    server.disconnect();
  }
}

async function benchEngine(
  url: string,
  size: Size,
  perEndpoint: number,
  expected: { readonly pages: number; readonly seconds: number; readonly rows: number },
): Promise<void> {
  await using engine = await openEngine(url, perEndpoint);
  const measured = await measure(() => engine.import(size));
  const { run, refusals, saves } = measured.result;
  const sum = (of: (table: (typeof run.tables)[number]) => number): number =>
    run.tables.reduce((total, table) => total + of(table), 0);
  const inserted = sum((table) => table.inserted);
  if (run.status !== 'succeeded' || inserted !== expected.rows || sum((table) => table.unchanged) > 0) {
    throw new Error(`The import is wrong: ${run.status}, ${inserted} rows. ${run.description ?? ''}`);
  }
  const requests = sum((table) => table.requests);
  const written = saves.reduce((total, save) => total + save.milliseconds, 0);
  const file = Math.max(...saves.map((save) => save.bytes));
  print(
    `  import             ${seconds(measured.seconds)}, ${ratio(measured.seconds / expected.seconds)} the floor`,
  );
  print(`    rows/s           ${count(expected.rows / measured.seconds)}`);
  print(`    requests         ${count(requests)}, ${ratio(requests / expected.pages)} the pages`);
  print(`    refused (429)    ${refusals}`);
  print(
    `    memory           ${megabytes(measured.peakMemory)} at most, grown by ${megabytes(measured.memoryGrowth)}`,
  );
  print(`    CPU              ${seconds(measured.cpuSeconds)}`);
  print(
    `    longest stall    ${measured.longestStall.toFixed(0)} ms, 99 % below ${measured.stall99.toFixed(1)} ms`,
  );
  print(`    file             ${megabytes(file)}, written ${saves.length} × in ${written.toFixed(0)} ms`);
}

async function benchScript(url: string, size: Size, floor: number): Promise<void> {
  const measured = await measure(() => importNaively(url, size));
  const { rows, requests } = measured.result;
  print(`  plain SDK script   ${seconds(measured.seconds)}, ${ratio(measured.seconds / floor)} the floor`);
  print(`    objects/s        ${count(rows / measured.seconds)}`);
  print(`    requests         ${count(requests)}`);
}

async function startServer(server: ChildProcess, order: ServerOrder): Promise<string> {
  server.send(order);
  const [url] = await once(server, 'message');
  return String(url);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function ratio(value: number): string {
  return `${value.toFixed(3)} ×`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

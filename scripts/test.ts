// `npm test`: everything that is checked, level after level. The last line is the total.
import { spawn } from 'node:child_process';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { root } from './paths.ts';

interface Step {
  readonly name: string;
  /** The program's arguments after Node's own path, or an npm script. */
  readonly run: { readonly node: readonly string[] } | { readonly script: string };
  /** Whether it is a Mocha run, whose own numbers count. Any other step is one failure or nothing. */
  readonly counts: boolean;
  /** A step without which this one makes no sense. */
  readonly needs?: string;
}

interface Result {
  readonly passed: number;
  readonly failed: number;
}

const { values: options, positionals } = parseArgs({
  options: { coverage: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
});

/** Each file has servers and folders of its own; two at a time is what the smallest machines bear. */
const twoFiles = ['--parallel', '--jobs', '2'];
const e2e = ['--config', 'test/e2e/harness/mocharc.json'];
const packageTest = 'test/e2e/package.test.ts';

const steps: readonly Step[] = [
  { name: 'typecheck', run: { script: 'typecheck' }, counts: false },
  { name: 'lint', run: { script: 'lint' }, counts: false },
  { name: 'build', run: { script: 'build' }, counts: false },
  { name: 'unit', run: { node: covered('unit') }, counts: true },
  {
    name: 'integration',
    run: { node: covered('integration', ...twoFiles) },
    counts: true,
  },
  { name: 'host', run: { node: ['scripts/testHost.ts'] }, counts: true },
  {
    name: 'e2e',
    run: { node: mocha(...e2e, ...twoFiles, '--ignore', packageTest, 'test/e2e/*.test.ts') },
    counts: true,
    needs: 'build',
  },
  { name: 'package', run: { node: mocha(...e2e, packageTest) }, counts: true, needs: 'build' },
];

const usage = `npm test -- [--coverage] [step …]

Runs the steps named, or all: ${steps.map((step) => step.name).join(', ')}.
  --coverage  measures what the unit and integration tests reach, into coverage/`;

const unknown = positionals.filter((name) => !steps.some((step) => step.name === name));
if (options.help || unknown.length > 0) {
  console.log(usage);
  process.exitCode = options.help ? 0 : 1;
} else {
  await runAll(steps.filter((step) => positionals.length === 0 || positionals.includes(step.name)));
}

async function runAll(chosen: readonly Step[]): Promise<void> {
  const results = new Map<string, Result>();
  for (const step of chosen) {
    results.set(step.name, await runStep(step, results));
  }
  const all = [...results.values()];
  const passed = all.reduce((sum, result) => sum + result.passed, 0);
  const failed = all.reduce((sum, result) => sum + result.failed, 0);
  process.exitCode = failed > 0 ? 1 : 0;
  console.log('');
  console.log(`${passed} passed, ${failed} failed`);
}

async function runStep(step: Step, before: ReadonlyMap<string, Result>): Promise<Result> {
  if (step.needs !== undefined && (before.get(step.needs)?.failed ?? 0) > 0) {
    console.log(`\n✘ ${step.name}: not run, because ${step.needs} failed`);
    return { passed: 0, failed: 1 };
  }
  console.log(`\n▶ ${step.name}`);
  const started = performance.now();
  const { code, output } = await runProgram(step);
  const result = step.counts ? countTests(code, output) : { passed: 0, failed: code === 0 ? 0 : 1 };
  const numbers = step.counts ? `: ${result.passed} passed, ${result.failed} failed` : '';
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${result.failed === 0 ? '✔' : '✘'} ${step.name}${numbers} (${seconds} s)`);
  return result;
}

/** Runs a step to its end; its output appears as it comes. */
async function runProgram({ run }: Step): Promise<{ readonly code: number; readonly output: string }> {
  // One command line, for npm is a shell script on Windows; nothing in it needs quoting.
  const child =
    'node' in run
      ? spawn(process.execPath, run.node, { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] })
      : spawn(`npm run --silent ${run.script}`, {
          cwd: root,
          shell: true,
          stdio: ['inherit', 'pipe', 'inherit'],
        });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { code, output };
}

/** Reads Mocha's closing lines. A run that ended badly, or without tests, counts as a failure at least once. */
function countTests(code: number, output: string): Result {
  const count = (word: string) => {
    const lines = stripVTControlCharacters(output).matchAll(new RegExp(`^ +(\\d+) ${word}\\b`, 'gm'));
    return Number([...lines].at(-1)?.[1] ?? 0);
  };
  const passed = count('passing');
  const failed = count('failing');
  const endedBadly = code !== 0 || passed === 0;
  return { passed, failed: Math.max(failed, endedBadly ? 1 : 0) };
}

function mocha(...args: readonly string[]): string[] {
  return ['node_modules/mocha/bin/mocha.js', ...args];
}

function covered(level: string, ...args: readonly string[]): string[] {
  const run = mocha(...args, `test/${level}/**/*.test.ts`);
  const report = `coverage/${level}`;
  return options.coverage
    ? [
        'node_modules/c8/bin/c8.js',
        ...['--src', 'src', '--include', 'src/**'],
        ...['--reports-dir', report, '--temp-directory', `${report}/tmp`],
        ...['--reporter', 'text-summary', '--reporter', 'html'],
        process.execPath,
        ...run,
      ]
    : run;
}

// What a crash leaves behind, at any moment: `npm run test:crash -- --kills 200`.
import { parseArgs } from 'node:util';
import { describeKill, type Kill, killAgainAndAgain, phases } from './kills.ts';

const help = `Usage: npm run test:crash -- [options]

Kills the extension's engine, or its database thread alone, at random moments of imports, refreshes, writes of the file,
rollbacks and edits. After each kill the file must pass SQLite's integrity check and be the state between two
transactions, the run must show as interrupted, and the next import must be equal to an undisturbed one.

Options
  --kills <number>  Default: 20
  --seed <number>   Other moments. Default: the present time
  --help            This text
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  await run(Number(values.kills), Number(values.seed));
}

async function run(kills: number, seed: number): Promise<void> {
  const survived: Kill[] = [];
  console.log(`${kills} kills, seed ${seed}`);
  await killAgainAndAgain(kills, seed, (kill) => {
    survived.push(kill);
    console.log(`${survived.length}. ${describeKill(kill)}`);
  });
  console.log(`\n${survived.length} of ${kills} kills survived`);
  for (const phase of phases) {
    const during = survived.filter((kill) => kill.phase === phase);
    const workers = during.filter(({ victim }) => victim === 'worker').length;
    const interrupted = during.filter((kill) => kill.interrupted > 0).length;
    console.log(
      `  ${phase}: ${during.length}, of the worker alone ${workers}, with a run interrupted ${interrupted}`,
    );
  }
}

import { parseArgs } from 'node:util';
import { sampleNow } from '../../src/connectors/sample/business.ts';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import {
  type ApiKey,
  defaultAccount,
  expiredTestKey,
  liveKey,
  publishableTestKey,
  restrictedTestKey,
  secondAccount,
  secondAccountKey,
  testKey,
} from './keys.ts';
import { startStripeServer } from './stripeServer.ts';

const help = `Usage: npm run stripe-server -- [options]

Serves a made-up account over HTTP as api.stripe.com would: lists, paging, filters, children, events, errors and limits.
The same seed gives the same objects. Stop it with Ctrl+C.

Options
  --port <number>           Port on 127.0.0.1; 0 takes any free one. Default: 12111
  --customers <number>      Customers of the test data. Some 45 objects come with each, about 80 kB. Default: 200
  --only <tables>           Fill only these tables, separated by commas: customers,charges. Spares memory and time.
  --seed <number>           Default: 1
  --now <seconds>           The server's time at its start, in Unix seconds, from which the two years before are made.
                            Default: ${sampleNow} (1 November 2026)
  --latency <ms>            The least time that each answer takes. Default: 0
  --rate <number>           Requests per second and account, beyond which the answer is 429; 0 for no limit. Stripe's are
                            25 in test mode and 100 in live mode. Default: 0
  --endpoint-rate <number>  The same per endpoint. Stripe's is 25. Default: 0
  --concurrency <number>    Requests under way at a time; 0 for no limit. Default: 0
  --deny <permissions>      Permissions that the restricted key lacks, separated by commas: rak_charge_read
  --not-enabled <tables>    Tables that answer 400, as those of a product that is not enabled do
  --key <key>               One more secret key for the test data
  --help                    This text

Keys
  test data        ${testKey}
  restricted       ${restrictedTestKey}
  live data        ${liveKey}
  other account    ${secondAccountKey}
  expired          ${expiredTestKey}
  publishable      ${publishableTestKey}

Accounts
  ${defaultAccount} may read ${secondAccount} with Stripe-Account.
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '12111' },
    customers: { type: 'string', default: '200' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    now: { type: 'string', default: String(sampleNow) },
    latency: { type: 'string', default: '0' },
    rate: { type: 'string', default: '0' },
    'endpoint-rate': { type: 'string', default: '0' },
    concurrency: { type: 'string', default: '0' },
    deny: { type: 'string' },
    'not-enabled': { type: 'string' },
    key: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  await serve();
}

async function serve(): Promise<void> {
  const only = values.only === undefined ? undefined : tables('only', values.only);
  const server = await startStripeServer({
    port: wholeNumber('port', values.port),
    customers: wholeNumber('customers', values.customers),
    seed: wholeNumber('seed', values.seed),
    now: wholeNumber('now', values.now),
    latency: wholeNumber('latency', values.latency),
    limits: {
      rate: wholeNumber('rate', values.rate),
      endpointRate: wholeNumber('endpoint-rate', values['endpoint-rate']),
      concurrency: wholeNumber('concurrency', values.concurrency),
    },
    keys: extraKeys(),
    notEnabled: Object.fromEntries(
      tables('not-enabled', values['not-enabled'] ?? '').map((table) => [
        table,
        `Your account is not set up to use ${table}. Please visit https://dashboard.stripe.com/ to get started.`,
      ]),
    ),
    ...(only === undefined ? {} : { only }),
  });
  const restricted = server.keys.find(({ key }) => key === restrictedTestKey);
  for (const permission of listed(values.deny ?? '')) {
    restricted?.denied?.add(permission);
  }
  process.stdout.write(`Listening on ${server.url}\nKey: ${testKey}\n`);
  const stop = () => void server.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function extraKeys(): ApiKey[] {
  return values.key === undefined ? [] : [{ key: values.key, account: defaultAccount, mode: 'test' }];
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    fail(`--${option} takes a whole number, not “${text}”.`);
  }
  return Number(text);
}

function tables(option: string, text: string): string[] {
  const names = listed(text);
  const unknown = names.find((name) => !catalog().has(name));
  if (unknown !== undefined) {
    fail(`--${option}: there is no table “${unknown}”.`);
  }
  return names;
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function fail(message: string): never {
  process.stderr.write(`${message} See --help.\n`);
  process.exit(2);
}

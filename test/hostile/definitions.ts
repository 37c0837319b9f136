/*
 * What a stranger's dataflows.json may hold. `refused` must not be read at all; `harmless` is read, and is text wherever it
 * is shown. docs/security.md tells how these were tried.
 */

const table = { resource: 'customers', table: 'shop_customers' };
const dataflow = {
  name: 'Shop',
  connector: 'sample',
  displayName: 'Shop',
  tables: [table],
  createdAt: '2026-11-23T08:00:00.000Z',
  updatedAt: '2026-11-23T08:00:00.000Z',
};

const file = (...dataflows: readonly unknown[]) => JSON.stringify({ version: 1, dataflows });
const withDataflow = (changes: object) => file({ ...dataflow, ...changes });
const withTable = (changes: object) => withDataflow({ tables: [{ ...table, ...changes }] });
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

export const refusedDefinitions: Readonly<Record<string, string | Buffer>> = {
  'a table named as a statement': withTable({ table: 'x; DROP TABLE shop_customers' }),
  'a table with a double quote': withTable({ table: 'x" --' }),
  'a table with a single quote': withTable({ table: "x' OR '1'='1" }),
  'a table with a NUL': withTable({ table: 'x\0y' }),
  'a table of SQLite': withTable({ table: 'sqlite_master' }),
  'a table of the extension': withTable({ table: '_dataflows_runs' }),
  'a table named as a word of SQL': withTable({ table: 'select' }),
  'a table that is a path': withTable({ table: '../../etc/passwd' }),
  'a table with letters that look like others': withTable({ table: 'сustomers' }),
  'a table that turns the reading direction': withTable({ table: 'a\u202Eb' }),
  'a table that is a link to a command': withTable({ table: '[x](command:workbench.action.terminal.new)' }),
  'a table with a name of 10,000 letters': withTable({ table: 'x'.repeat(10_000) }),
  'a table without a name': withTable({ table: '' }),
  'a table that is an object': withTable({ table: { toString: 'x' } }),
  'a resource that is a path': withTable({ resource: '../customers' }),
  'a resource that is a query': withTable({ resource: 'customers?expand=data' }),
  'a resource that is a part of every object': withTable({ resource: '__proto__' }),
  'a purpose of its own': withTable({ purpose: '<b>All</b>' }),
  'a way of loading of its own': withTable({ load: 'everything' }),
  'a dataflow named as a path': withDataflow({ name: '../Shop' }),
  'a dataflow named as HTML': withDataflow({ name: '<img src=x onerror=alert(1)>' }),
  'a dataflow named as a link': withDataflow({ name: '[Shop](command:workbench.action.quit)' }),
  'a dataflow with a line break in its name': withDataflow({ name: 'Shop\nShop' }),
  'a dataflow with a symbol in its name': withDataflow({ name: '$(trash)' }),
  'a connector that is a path': withDataflow({ connector: '../../connector' }),
  'a connector that is a part of every object': withDataflow({ connector: '__proto__' }),
  'a connected account with a header in it': withDataflow({
    connectedAccount: 'acct_1\r\nHost: evil.example',
  }),
  'a connected account that is an address': withDataflow({ connectedAccount: 'https://evil.example' }),
  'a key of its own': withDataflow({ apiKey: ['sk', 'live', 'x'.repeat(24)].join('_') }),
  'an address to send keys to': withDataflow({ apiBase: 'https://evil.example' }),
  'a database of its own': JSON.stringify({ version: 1, dataflows: [], databasePath: '/etc/passwd' }),
  'a part of every object as an unknown key': withDataflow({}).replace('{', '{"__proto__":{"version":2},'),
  'a source in no mode': withDataflow({ source: { mode: 'root' } }),
  'a refresh every millisecond': withDataflow({ refreshEveryMinutes: 0.000_01 }),
  'a refresh at no time': withDataflow({ refreshEveryMinutes: -1 }),
  'a time that is none': withDataflow({ createdAt: 'yesterday<script>' }),
  'a display name of 10 MB': Buffer.alloc(10_000_000, withDataflow({ displayName: 'x' })),
  'a display name of 1 MB': withDataflow({ displayName: 'x'.repeat(1_000_000) }),
  'a description of 1 MB': withDataflow({ description: 'x'.repeat(1_000_000) }),
  'the same dataflow in another case': file(dataflow, {
    ...dataflow,
    name: 'SHOP',
    tables: [{ ...table, table: 't' }],
  }),
  'the same table in two dataflows': file(dataflow, { ...dataflow, name: 'Other' }),
  '1,001 dataflows': file(
    ...times(1001, (index) => ({
      ...dataflow,
      name: `D${index}`,
      tables: [{ ...table, table: `t${index}` }],
    })),
  ),
  '501 tables': withDataflow({ tables: times(501, (index) => ({ ...table, table: `t${index}` })) }),
  'no tables': withDataflow({ tables: [] }),
  'half a million empty dataflows': `{"version":1,"dataflows":[${'{},'.repeat(500_000)}{}]}`,
  '100,000 unknown keys': `{${times(100_000, (index) => `"k${index}":1`).join(',')}}`,
  'a million brackets': '['.repeat(1_000_000),
  'half a million lists in each other': '['.repeat(500_000) + ']'.repeat(500_000),
  '20,000 objects in each other': `{"version":1,"dataflows":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
  '3 MB of spaces': ' '.repeat(3_000_000),
  'a version that is no number': '{"version":"1","dataflows":[]}',
  'a version without end': '{"version":1e999,"dataflows":[]}',
  'a list': '[]',
  'a text': '"dataflows"',
  nothing: '',
  'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x7b]),
  'JSON with a comment': '{"version":1, /* dataflows */ "dataflows":[]}',
  'JSON in UTF-16': Buffer.from(`\uFEFF${withDataflow({})}`, 'utf16le'),
};

const link = '[Run](command:workbench.action.terminal.new)';

export const harmlessDefinitions: Readonly<
  Record<string, { readonly text: string; readonly shows: string }>
> = {
  'HTML in the display name': shown('<img src=x onerror="document.title=1">'),
  'a link to a command in the display name': shown(link),
  'a link to the network in the display name': shown('![x](https://evil.example/x.png)'),
  'a symbol in the display name': shown('$(trash) Shop'),
  'a script in the display name': shown('</script><script>alert(1)</script>'),
  'quotes of all kinds in the display name': shown('"\'`'),
  'another reading direction in the display name': shown('Shop\u202Epohs'),
  'HTML and links in the description': {
    text: withDataflow({ displayName: 'Described', description: `<b>${link}</b>\n\n# x` }),
    shows: 'Described',
  },
  'brackets without end in the description': {
    text: withDataflow({ displayName: 'Brackets', description: '[{"'.repeat(600) }),
    shows: 'Brackets',
  },
  'a connector that nobody has': {
    text: withDataflow({ displayName: 'Alien', connector: 'constructor' }),
    shows: 'Alien',
  },
  'a resource that nobody has': {
    text: withDataflow({ displayName: 'Odd', tables: [{ resource: 'constructor', table: 'odd' }] }),
    shows: 'Odd',
  },
};

function shown(displayName: string): { readonly text: string; readonly shows: string } {
  return { text: withDataflow({ displayName }), shows: displayName };
}

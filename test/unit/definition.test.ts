import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  connectedAccountProblem,
  dataflowNameProblem,
  defaultTableName,
  definitionsSchema,
  maxNameLength,
  maxTableNameLength,
  tableNameProblem,
} from '../../src/dataflows/definition.ts';

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const digits = [...'0123456789'];

const names = fc
  .tuple(
    fc.constantFrom(...letters),
    fc.string({ unit: fc.constantFrom(...letters, ...digits), maxLength: maxNameLength - 1 }),
  )
  .map(([first, rest]) => first + rest)
  .filter((name) => name.toLowerCase() !== 'sqlite');

const oneName = (name: string) => ({
  version: 1,
  dataflows: [
    {
      name,
      connector: 'stripe',
      displayName: '',
      tables: [{ resource: 'charges', table: 'shop_charges' }],
      createdAt: '2026-11-23T08:00:00.000Z',
      updatedAt: '2026-11-23T08:00:00.000Z',
    },
  ],
});

const oneTable = (table: string) => {
  const definitions = oneName('Shop');
  return {
    ...definitions,
    dataflows: definitions.dataflows.map((dataflow) => ({
      ...dataflow,
      tables: [{ resource: 'charges', table }],
    })),
  };
};

describe('the name of a dataflow', () => {
  it('is letters and digits beginning with a letter', () => {
    fc.assert(fc.property(names, (name) => dataflowNameProblem(name, []) === undefined));
  });

  for (const [what, name, sentence] of [
    ['nothing', '', /^Enter a name\.$/],
    ['a leading digit', '1shop', /starts with a letter/],
    ['a space', 'my shop', /letters A to Z and digits only/],
    ['spaces around it', ' shop ', /letters A to Z and digits only/],
    ['punctuation', 'shop-2', /letters A to Z and digits only/],
    ['an underscore', 'shop_2', /letters A to Z and digits only/],
    ['a letter with an accent', 'café', /letters A to Z and digits only/],
    ['another script', 'магазин', /letters A to Z and digits only/],
    ['a line break', 'shop\n', /letters A to Z and digits only/],
    ['200 characters', 'a'.repeat(200), /at most 64 characters; this one has 200/],
    ['SQLite’s own prefix', 'SQLite', /belongs to SQLite/],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.match(dataflowNameProblem(name, []) ?? '', sentence);
    });
  }

  it('is refused when it is in use, in whatever case, and the sentence has the one in use', () => {
    fc.assert(
      fc.property(names, (name) => {
        const problem = dataflowNameProblem(name.toUpperCase(), [name.toLowerCase()]);
        return problem?.includes(`“${name.toLowerCase()}”`) === true;
      }),
    );
  });

  it('is refused by the form exactly where the definitions file refuses it, but for SQLite’s', () => {
    fc.assert(
      fc.property(fc.oneof(names, fc.string({ unit: 'binary', maxLength: 70 })), (name) => {
        fc.pre(name.toLowerCase() !== 'sqlite');
        const inForm = dataflowNameProblem(name, []) === undefined;
        return inForm === definitionsSchema.safeParse(oneName(name)).success;
      }),
    );
  });
});

describe('the name of a table', () => {
  it('is the dataflow’s and the resource’s in lower case by default, and that is good', () => {
    assert.equal(defaultTableName('Billing', 'invoice_line_items'), 'billing_invoice_line_items');
    fc.assert(
      fc.property(
        names,
        fc.constantFrom('charges', 'order', 'checkout_session_line_items'),
        (name, resource) => tableNameProblem(defaultTableName(name, resource), []) === undefined,
      ),
    );
  });

  for (const [what, name, sentence] of [
    ['nothing', '', /^Enter a table name\.$/],
    ['a leading digit', '1charges', /starts with a letter/],
    ['a leading underscore, as the extension’s own', '_dataflows_runs', /starts with a letter/],
    ['a double quote', 'a"b', /letters A to Z, digits and _ only/],
    ['a single quote', 'it’s', /letters A to Z, digits and _ only/],
    ['a statement', 'a; DROP TABLE b', /letters A to Z, digits and _ only/],
    ['a dot', 'main.charges', /letters A to Z, digits and _ only/],
    ['too many characters', 'a'.repeat(maxTableNameLength + 1), /at most 128 characters; this one has 129/],
    ['SQLite’s own prefix', 'SQLITE_charges', /belong to SQLite/],
    ['a word of SQL', 'order', /“order” is a word of SQL/],
    ['a word of SQL in another case', 'Table', /“Table” is a word of SQL/],
    ['a word of SQL with an underscore', 'current_date', /“current_date” is a word of SQL/],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.match(tableNameProblem(name, []) ?? '', sentence);
      assert.equal(definitionsSchema.safeParse(oneTable(name)).success, false);
    });
  }

  it('may hold a word of SQL', () => {
    assert.equal(tableNameProblem('orders', []), undefined);
    assert.equal(tableNameProblem('order_1', []), undefined);
  });

  it('is refused when another table has it, in whatever case', () => {
    assert.match(tableNameProblem('Charges', ['refunds', 'charges']) ?? '', /named “charges”/);
  });

  it('is refused with the same sentence where a definitions file was edited by hand', () => {
    const parsed = definitionsSchema.safeParse(oneTable('select'));
    assert.equal(parsed.error?.issues[0]?.message, tableNameProblem('select', []));
  });
});

describe('a connected account', () => {
  it('is optional, and else an account’s id', () => {
    assert.equal(connectedAccountProblem(''), undefined);
    assert.equal(connectedAccountProblem('acct_1Nv0FGQ9RKHgCVdK'), undefined);
    for (const id of ['acct_', 'acct-1', 'cus_1', 'acct_1\n', 'acct_1 2', `acct_${'1'.repeat(300)}`]) {
      assert.match(connectedAccountProblem(id) ?? '', /starts with acct_/, id);
    }
  });
});

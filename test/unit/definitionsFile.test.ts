import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataflow } from '../../src/dataflows/definition.ts';
import { DefinitionsError, DefinitionsFile, parseDefinitions } from '../../src/dataflows/definitionsFile.ts';

function dataflow(name: string, tables: readonly string[] = ['customers']): Dataflow {
  return {
    name,
    connector: 'stripe',
    displayName: name,
    description: '',
    tables: tables.map((resource) => ({
      resource,
      table: `${name}_${resource}`.toLowerCase(),
      purpose: 'All',
      load: 'data',
    })),
    createdAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:00.000Z',
  };
}

const text = (dataflows: readonly unknown[]) => JSON.stringify({ version: 1, dataflows });

function reasonOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return DefinitionsError.is(error) ? error.reason : String(error);
  }
  return 'none';
}

describe('definitions file', () => {
  let folder: string;
  let file: DefinitionsFile;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'definitions-'));
    file = new DefinitionsFile(join(folder, '.dataflows', 'dataflows.json'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('holds no dataflows where there is no file', async () => {
    assert.deepEqual(await file.load(), []);
  });

  it('gives back what was saved, to a reader of its own', async () => {
    await file.update(() => [dataflow('Billing'), dataflow('Shop')]);
    assert.deepEqual(await new DefinitionsFile(file.path).load(), [dataflow('Billing'), dataflow('Shop')]);
  });

  it('is rid of what a crash in the middle of a write left, and of nothing else', async () => {
    await file.update(() => [dataflow('Billing')]);
    const dataflows = join(folder, '.dataflows');
    const abandoned = ['dataflows.json.1234567890', '.gitignore.42'];
    const others = ['dataflows.json.bak', 'dataflows.json.12.old', 'other.json.12'];
    const before = new Date(Date.now() - 2 * 3_600_000);
    for (const name of [...abandoned, ...others]) {
      await writeFile(join(dataflows, name), '{');
      await utimes(join(dataflows, name), before, before);
    }
    await writeFile(join(dataflows, 'dataflows.json.77'), 'of a write under way');
    await mkdir(join(dataflows, 'dataflows.json.88'));
    await utimes(join(dataflows, 'dataflows.json.88'), before, before);
    await file.removeLeftovers();
    const left = [...others, 'dataflows.json.77', 'dataflows.json.88', 'dataflows.json', '.gitignore'];
    assert.deepEqual((await readdir(dataflows)).sort(), left.sort());
  });

  it('leaves alone what is behind a link out of the folder', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    const strangers = join(elsewhere, 'dataflows.json.12');
    await writeFile(strangers, '{');
    await utimes(strangers, 0, 0);
    await symlink(elsewhere, join(folder, '.dataflows'));
    await file.removeLeftovers();
    assert.deepEqual(await readdir(elsewhere), ['dataflows.json.12']);
    await rm(elsewhere, { recursive: true });
  });

  it('has nothing to be rid of where there is no folder', async () => {
    await file.removeLeftovers();
    assert.deepEqual(await readdir(folder), []);
  });

  it('keeps the database out of git and the definitions in', async () => {
    await file.update(() => [dataflow('Billing')]);
    const ignore = await readFile(join(folder, '.dataflows', '.gitignore'), 'utf8');
    assert.equal(ignore, '*\n!.gitignore\n!dataflows.json\n');
  });

  it('leaves a .gitignore that is there as it is', async () => {
    await file.update(() => []);
    await writeFile(join(folder, '.dataflows', '.gitignore'), 'mine');
    await file.update(() => [dataflow('Billing')]);
    assert.equal(await readFile(join(folder, '.dataflows', '.gitignore'), 'utf8'), 'mine');
  });

  it('keeps what was added by hand between two changes', async () => {
    await file.update(() => [dataflow('Billing')]);
    await writeFile(file.path, text([dataflow('Billing'), dataflow('ByHand')]));
    await file.update((all) => [...all, dataflow('Shop')]);
    assert.deepEqual(
      (await file.load()).map((each) => each.name),
      ['Billing', 'ByHand', 'Shop'],
    );
  });

  it('loses none of many changes at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `Flow${index}`);
    await Promise.all(names.map((name) => file.update((all) => [...all, dataflow(name)])));
    assert.deepEqual(
      (await file.load()).map((each) => each.name),
      names,
    );
  });

  it('never overwrites a file that it cannot understand', async () => {
    await file.update(() => [dataflow('Billing')]);
    await writeFile(file.path, '{ "version": 1, "dataflows": [ oops');
    await assert.rejects(
      file.update(() => [dataflow('Shop')]),
      (error: unknown) => DefinitionsError.is(error, 'notJson'),
    );
    assert.equal(await readFile(file.path, 'utf8'), '{ "version": 1, "dataflows": [ oops');
    await writeFile(file.path, text([]));
    await file.update(() => [dataflow('Shop')]);
    assert.equal((await file.load()).length, 1, 'a mended file is taken again');
  });

  it('keeps the reference to a schema that someone added', async () => {
    await file.update(() => []);
    await writeFile(file.path, JSON.stringify({ $schema: './mine.json', version: 1, dataflows: [] }));
    await file.update(() => [dataflow('Billing')]);
    assert.equal(JSON.parse(await readFile(file.path, 'utf8')).$schema, './mine.json');
  });

  it('never writes what it would not read again', async () => {
    await file.update(() => [dataflow('Billing')]);
    const twin = { ...dataflow('Other'), tables: dataflow('Billing').tables };
    await assert.rejects(
      file.update((all) => [...all, twin]),
      (error: unknown) => DefinitionsError.is(error, 'wrongShape'),
    );
    assert.deepEqual(await file.load(), [dataflow('Billing')]);
  });

  it('says that a path cannot be written', async () => {
    await writeFile(join(folder, '.dataflows'), 'a file where the folder should be');
    await assert.rejects(
      file.update(() => []),
      (error: unknown) => DefinitionsError.is(error, 'fileSystem'),
    );
  });

  it('reads a file that an editor saved with a byte order mark', async () => {
    await file.update(() => []);
    await writeFile(file.path, `\uFEFF${text([dataflow('Billing')])}`);
    assert.equal((await file.load()).length, 1);
  });

  for (const [what, content, reason] of [
    ['no JSON', '{', 'notJson'],
    ['an array', '[]', 'wrongShape'],
    ['no version', '{"dataflows":[]}', 'wrongShape'],
    ['a newer version', '{"version":2,"dataflows":[]}', 'newerVersion'],
    ['an unknown property', '{"version":1,"dataflows":[],"apiKey":"x"}', 'wrongShape'],
    ['a dataflow without tables', text([dataflow('Billing', [])]), 'wrongShape'],
    ['a refresh without a pause', text([{ ...dataflow('Billing'), refreshEveryMinutes: 0 }]), 'wrongShape'],
    ['a name with a path in it', text([{ ...dataflow('Billing'), name: '../x' }]), 'wrongShape'],
    [
      'two names that differ in case',
      text([dataflow('Billing'), dataflow('BILLING', ['plans'])]),
      'wrongShape',
    ],
    ['two tables of one name', text([dataflow('Billing', ['plans', 'plans'])]), 'wrongShape'],
    [
      'two tables of one resource',
      text([
        {
          ...dataflow('Billing'),
          tables: [
            { resource: 'plans', table: 'a' },
            { resource: 'plans', table: 'b' },
          ],
        },
      ]),
      'wrongShape',
    ],
    [
      'SQL in a table name',
      text([{ ...dataflow('Billing'), tables: [{ resource: 'plans', table: 'a"; DROP TABLE x; --' }] }]),
      'wrongShape',
    ],
    [
      'an extension’s own table',
      text([{ ...dataflow('Billing'), tables: [{ resource: 'plans', table: '_dataflows_runs' }] }]),
      'wrongShape',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.equal(
        reasonOf(() => parseDefinitions(content)),
        reason,
      );
    });
  }

  it('names the place of a mistake', () => {
    const broken = {
      ...dataflow('Billing'),
      tables: [{ resource: 'plans', table: 'fine', load: 'everything' }],
    };
    assert.throws(() => parseDefinitions(text([broken])), /dataflows\[0\]\.tables\[0\]\.load/);
  });

  it('says what is wrong in a sentence for the person who wrote it', () => {
    const billing = dataflow('Billing');
    const [table] = billing.tables;
    const cases: readonly (readonly [content: string, sentence: string])[] = [
      ['\n', 'dataflows.json is empty. Restore it from a copy; or delete it, which leaves no dataflow.'],
      ['[]', 'dataflows.json: the file must be an object in {…}.'],
      ['{"version":2e-1,"dataflows":[]}', 'dataflows.json: version must be 1.'],
      ['{"version":1}', 'dataflows.json: dataflows is missing.'],
      ['{"version":1,"dataflows":{}}', 'dataflows.json: dataflows must be a list in […].'],
      [text([{ ...billing, name: 5 }]), 'dataflows.json: dataflows[0].name must be a text in quotes.'],
      [
        text([{ ...billing, name: 'My Shop' }]),
        'dataflows.json: dataflows[0].name: Use the letters A to Z and digits only: no spaces, accents or punctuation.',
      ],
      [
        text([{ ...billing, key: 'x' }]),
        'dataflows.json: dataflows[0] has “key”, which means nothing here. Remove it.',
      ],
      [
        text([{ ...billing, tables: [] }]),
        'dataflows.json: dataflows[0].tables must have an entry at least.',
      ],
      [
        text([{ ...billing, tables: [{ ...table, load: 'everything' }] }]),
        'dataflows.json: dataflows[0].tables[0].load must be one of these: data, metadata.',
      ],
      [
        text([{ ...billing, refreshEveryMinutes: 0 }]),
        'dataflows.json: dataflows[0].refreshEveryMinutes must be 1 or more.',
      ],
      [
        text([{ ...billing, displayName: 'x'.repeat(201) }]),
        'dataflows.json: dataflows[0].displayName must have 200 characters at most.',
      ],
      [
        text([{ ...billing, connectedAccount: '' }]),
        'dataflows.json: dataflows[0].connectedAccount: A connected account starts with acct_, followed by letters and digits.',
      ],
      [
        text([{ ...billing, createdAt: 'yesterday' }]),
        'dataflows.json: dataflows[0].createdAt: A time is written in UTC, as in 2026-01-31T12:00:00.000Z.',
      ],
    ];
    for (const [content, sentence] of cases) {
      assert.throws(() => parseDefinitions(content), { message: sentence });
    }
  });
});

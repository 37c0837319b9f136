import assert from 'node:assert/strict';
import path from 'node:path';
import { definition, inFolder, openDatabase, runOnce } from './databaseSupport.ts';

describe('runs', () => {
  it('are numbered per dataflow and told newest first, with their tables', async () => {
    const database = await openDatabase();
    const begin = (dataflow: string, ...tables: string[]) =>
      database.beginRun({ dataflow, source: 'sample', tables });
    const before = Date.now();
    const first = begin('Shop', 'b', 'a');
    const other = begin('Other');
    const second = begin('shop');
    assert.deepEqual([first.number, other.number, second.number], [1, 1, 2]);
    assert.ok(first.startedAt >= before && first.startedAt <= Date.now());
    const pending = {
      status: 'pending',
      inserted: 0,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      requests: 0,
      retries: 0,
    };
    assert.deepEqual(first, {
      id: first.id,
      number: 1,
      dataflow: 'Shop',
      source: 'sample',
      status: 'running',
      startedAt: first.startedAt,
      tables: [
        { table: 'b', ...pending },
        { table: 'a', ...pending },
      ],
    });
    assert.deepEqual(
      database.runs().map(({ id }) => id),
      [second.id, other.id, first.id],
    );
    assert.deepEqual(
      database.runs('SHOP', 1).map(({ id }) => id),
      [second.id],
    );
    assert.deepEqual(
      database.lastRuns().map(({ id }) => id),
      [second.id, other.id],
    );
  });

  it('keep outcome, counts and descriptions through the file', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await openDatabase(file);
      database.prepareTables([definition('a', [])]);
      const { id } = database.beginRun({ dataflow: 'Shop', source: 'sample', tables: ['a', 'b'] });
      database.writeBatch(id, { table: 'a', rows: [['1'], ['2']] });
      database.writeBatch(id, { table: 'a', rows: [['1']] });
      const common = { complete: false, requests: 3, retries: 1 };
      database.finishTable(id, { table: 'a', status: 'succeeded', ...common });
      // A table that was never made: its resource may not be read.
      const skipped = database.finishTable(id, {
        table: 'b',
        status: 'skipped',
        ...common,
        description: 'No permission.',
      });
      assert.equal(skipped.description, 'No permission.');
      const record = database.finishRun(id, { status: 'succeededWithWarnings', description: 'One skipped.' });
      assert.equal(record.tables[0]?.inserted, 2);
      assert.equal(record.tables[0]?.unchanged, 1);
      assert.ok((record.finishedAt ?? 0) >= record.startedAt);
      database.close();
      database.open({ file, readOnly: false });
      assert.deepEqual(database.runs(), [record]);
    });
  });

  it('can fail after their end, when saving does', async () => {
    const database = await openDatabase();
    const { id } = database.beginRun({ dataflow: 'Shop', source: 'sample', tables: [] });
    database.finishRun(id, { status: 'succeeded' });
    assert.equal(database.finishRun(id, { status: 'failed', description: 'Disk full.' }).status, 'failed');
  });

  it('write only while they are open, and only their own tables', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('a', []), definition('b', [])]);
    const { run } = runOnce(database, 'a', []);
    const batch = { table: 'a', rows: [['1']] };
    assert.throws(() => database.writeBatch(run, batch), { reason: 'invalidQuery' });
    assert.throws(() => database.writeBatch(99, batch), { reason: 'invalidQuery' });
    const { id } = database.beginRun({ dataflow: 'Shop', source: 'sample', tables: ['a'] });
    assert.throws(() => database.writeBatch(id, { ...batch, table: 'b' }), { reason: 'unknownTable' });
    assert.throws(() => database.writeBatch(id, { ...batch, table: 'none' }), { reason: 'unknownTable' });
    assert.equal(database.tables().find(({ name }) => name === 'b')?.rowCount, 0);
  });

  it('that found nothing new are kept by the hundred, and those that did something all', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', []), definition('u', [], 'Other')]);
    const { run: changed } = runOnce(database, 't', [['a']]);
    const { run: other } = runOnce(database, 'u', [], { dataflow: 'Other' });
    const { run: oldest } = runOnce(database, 't', [['a']]);
    for (let quiet = 1; quiet < 500; quiet += 1) {
      runOnce(database, 't', [['a']]);
    }
    const ids = () => new Set(database.runs(undefined, 10_000).map(({ id }) => id));
    assert.equal(ids().size, 502);
    const { run: newest } = runOnce(database, 't', [['a']]);
    assert.deepEqual(
      [changed, other, oldest, newest].map((id) => ids().has(id)),
      [true, true, false, true],
    );
    assert.equal(database.runs('Shop', 1)[0]?.number, 502);
  });

  it('that made a table are kept with what undoes them, also where they found nothing for it', async () => {
    const database = await openDatabase();
    const { id } = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
    database.prepareTables([definition('t', [])], id);
    database.finishRun(id, { status: 'succeeded' });
    for (let quiet = 0; quiet <= 500; quiet += 1) {
      runOnce(database, 't', []);
    }
    assert.equal(database.rollbackPlan({ dataflow: 'Shop' })?.run.id, id);
  });

  it('that came to no end are interrupted by the next one of their dataflow, and hold nothing up', async () => {
    const database = await openDatabase();
    database.prepareTables([definition('t', [])]);
    const begin = (dataflow: string) => database.beginRun({ dataflow, source: 'test', tables: ['t'] });
    const other = begin('Other');
    const lost = begin('Shop');
    database.writeBatch(lost.id, { table: 't', rows: [['a']] });
    const next = begin('SHOP');
    database.finishRun(next.id, { status: 'succeeded' });
    assert.deepEqual(
      database.runs().map(({ id, status }) => [id, status]),
      [
        [next.id, 'succeeded'],
        [lost.id, 'interrupted'],
        [other.id, 'running'],
      ],
    );
    database.changeTables({ dropped: [], renamed: [{ from: 't', to: 'u' }] });
  });

  it('left open by a crash are interrupted at the next start, for the owner of the file alone', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const crashed = await openDatabase(file);
      crashed.prepareTables([definition('a', [])]);
      const { id } = crashed.beginRun({ dataflow: 'Shop', source: 'sample', tables: ['a'] });
      crashed.writeBatch(id, { table: 'a', rows: [['1']], state: 'half' });
      crashed.save();

      const reader = await openDatabase(path.join(folder, 'none.sqlite'));
      reader.open({ file, readOnly: true });
      assert.equal(reader.runs()[0]?.status, 'running');

      const owner = await openDatabase(file);
      const [run] = owner.runs();
      assert.equal(run?.status, 'interrupted');
      assert.equal(run?.finishedAt, undefined);
      assert.equal(owner.readState('a'), 'half');
      assert.equal(owner.beginRun({ dataflow: 'Shop', source: 'sample', tables: [] }).number, 2);
    });
  });
});

import assert from 'node:assert/strict';
import { link, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';
import { readXlsx } from 'hucre/xlsx';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import type { DatabaseApi, DatabaseErrorReason } from '../../src/database/api.ts';
import { DatabaseError } from '../../src/database/api.ts';
import { DatabaseClient } from '../../src/database/client.ts';
import { createDatabase } from '../../src/database/database.ts';
import type { CsvFormat, ExportFormat, ExportRequest } from '../../src/database/export/exportRequest.ts';
import { exportRows } from '../../src/database/export/exportRows.ts';
import { exportError } from '../../src/database/export/replacementFile.ts';
import type { Column, Row } from '../../src/shared/columns.ts';
import { parseCsv } from '../csvReader.ts';
import { definition, inFolder, openDatabase, runOnce, wasm, worker } from './databaseSupport.ts';

const csv: CsvFormat = {
  kind: 'csv',
  delimiter: ',',
  header: true,
  byteOrderMark: false,
  formulaGuard: true,
};

const columns: readonly Column[] = [
  { name: 'name', type: 'text' },
  { name: 'amount', type: 'integer' },
  { name: 'rate', type: 'real' },
  { name: 'live', type: 'boolean' },
  { name: 'created', type: 'datetime' },
  { name: 'exact', type: 'decimal' },
  { name: 'data', type: 'json' },
];
const names = ['id', ...columns.map(({ name }) => name)];

const rows: readonly Row[] = [
  ['a', 'Ann, "A"', 5, 0.1, 1, '2026-01-01T00:00:00Z', '10.250', '{"n":12345678901234567890}'],
  ['b', '', 2n ** 53n + 1n, -1e300, 0, '2025-12-31T23:59:59Z', '-3', '[1,\n2]'],
  ['c', null, null, null, null, null, null, null],
  ['d', '<script>=1</script>\r\n', -5, 1 / 3, 1, '1970-01-01T00:00:00Z', '0', '"x"'],
  ['e', '=cmd()', 0, 3, 0, '2038-01-19T03:14:08Z', '1e5', 'no JSON'],
  ['f', 'ש״ח 😀', -(2n ** 63n), 2, 1, '1850-01-01T00:00:00Z', '9', '{}'],
];

async function filled(all: readonly Row[] = rows, more = columns): Promise<DatabaseApi> {
  const database = await openDatabase();
  database.prepareTables([definition('t', more)]);
  runOnce(database, 't', all);
  return database;
}

type View = Partial<ExportRequest['view']>;

/** The whole export, as the client does it; the calls answer at once here. */
async function write(database: DatabaseApi, file: string, format: ExportFormat, view: View = {}) {
  return await exportRows(
    {
      findRows: async (query) => database.findRows(query),
      beginExport: async (request) => database.beginExport(request),
      continueExport: async (id) => await database.continueExport(id),
      cancelExport: async (id) => database.cancelExport(id),
    },
    {
      file,
      format,
      view: { table: 't', columns: names, includeDeleted: false, where: [], orderBy: [], ...view },
    },
    { signal: new AbortController().signal },
  );
}

function failsWith(reason: DatabaseErrorReason, ...parts: readonly string[]) {
  return (error: unknown) =>
    DatabaseError.is(error, reason) && parts.every((part) => error.message.includes(part));
}

/** A file in a ZIP archive, by the format of its local header. */
function unzipped(archive: Buffer, name: string): string {
  const at = archive.indexOf(name);
  assert.equal(archive.readUInt32LE(at - 30), 0x04034b50);
  const start = at + name.length + archive.readUInt16LE(at - 2);
  return inflateRawSync(archive.subarray(start)).toString('utf8');
}

describe('an export', () => {
  it('as CSV has each value as its text, NULL told from empty', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.csv');
      const result = await write(await filled(), file, { ...csv, formulaGuard: false, byteOrderMark: true });
      const text = await readFile(file, 'utf8');
      assert.equal(text[0], '\ufeff');
      const [header, ...read] = parseCsv(text.slice(1), ',');
      assert.deepEqual(header, names);
      assert.deepEqual(
        read.map((row) => row.map((cell, index) => (index === 3 && cell !== null ? Number(cell) : cell))),
        rows.map((row) => row.map((cell, index) => (index === 3 || cell === null ? cell : String(cell)))),
      );
      assert.deepEqual(result, {
        rows: rows.length,
        bytes: Buffer.byteLength(text),
        cutTexts: 0,
        changedMeanwhile: false,
      });
    });
  });

  it('as CSV guards formulas, and leaves the header out where it is not wanted', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.csv');
      await write(
        await filled(),
        file,
        { ...csv, header: false, delimiter: ';' },
        { columns: ['name', 'amount'] },
      );
      const read = parseCsv(await readFile(file, 'utf8'), ';');
      assert.deepEqual(read[4], [`'=cmd()`, '0']);
      assert.deepEqual(read[3]?.[1], '-5');
      assert.equal(read.length, rows.length);
    });
  });

  it('as JSON and NDJSON keeps types, all digits and JSON as it is', async () => {
    await inFolder(async (folder) => {
      const database = await filled();
      const file = path.join(folder, 't.json');
      await write(database, file, { kind: 'json' });
      const text = await readFile(file, 'utf8');
      const read = JSON.parse(text);
      assert.deepEqual(read[0], {
        id: 'a',
        name: 'Ann, "A"',
        amount: 5,
        rate: 0.1,
        live: true,
        created: '2026-01-01T00:00:00Z',
        exact: '10.250',
        data: JSON.parse('{"n":12345678901234567890}'),
      });
      assert.deepEqual(Object.values(read[2]), ['c', null, null, null, null, null, null, null]);
      assert.equal(read[4].data, 'no JSON');
      assert.match(text, /"amount":9007199254740993,/);
      assert.match(text, /"amount":-9223372036854775808,/);
      assert.match(text, /\{"n":12345678901234567890\}/);
      await write(database, file, { kind: 'ndjson' });
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line)),
        read,
      );
    });
  });

  it('as Parquet has typed columns, which another library reads back equal', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.parquet');
      await write(await filled(), file, { kind: 'parquet' });
      const buffer = await asyncBufferFromFile(file);
      const read = await parquetReadObjects({ file: buffer });
      assert.deepEqual(
        read,
        rows.map(([id, name, amount, rate, live, created, exact, data]) => ({
          id,
          name,
          amount: amount === null ? null : BigInt(amount as number),
          rate,
          live: live === null ? null : live === 1,
          created: created === null ? null : new Date(String(created)),
          exact,
          data,
        })),
      );
      const schema = parquetSchema(await parquetMetadataAsync(buffer));
      assert.deepEqual(
        schema.children.map(
          ({ element }) => `${element.name} ${element.type} ${element.logical_type?.type ?? ''}`,
        ),
        [
          'id BYTE_ARRAY STRING',
          'name BYTE_ARRAY STRING',
          'amount INT64 ',
          'rate DOUBLE ',
          'live BOOLEAN ',
          'created INT64 TIMESTAMP',
          'exact BYTE_ARRAY STRING',
          'data BYTE_ARRAY STRING',
        ],
      );
    });
  });

  it('as Excel has numbers, dates and texts, none of them a formula', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.xlsx');
      const long = ['g', 'x'.repeat(40_000), 123456789012345678n, 1, 1, null, '1', null];
      const result = await write(await filled([...rows, long]), file, { kind: 'xlsx' });
      assert.equal(result.cutTexts, 1);
      const [sheet, ...others] = (await readXlsx(await readFile(file))).sheets;
      assert.deepEqual(others, []);
      assert.equal(sheet?.name, 't');
      const [header, ...read] = sheet?.rows ?? [];
      assert.deepEqual(header, names);
      assert.deepEqual(read[0]?.slice(1, 5), ['Ann, "A"', 5, 0.1, true]);
      assert.deepEqual(read[0]?.[5], new Date('2026-01-01T00:00:00Z'));
      // What Excel cannot hold exactly is text.
      assert.deepEqual(
        [read[1]?.[2], read[5]?.[2], read[5]?.[5]],
        ['9007199254740993', '-9223372036854775808', '1850-01-01T00:00:00Z'],
      );
      assert.deepEqual(
        [read[3]?.[1], read[4]?.[1], read[4]?.[6]],
        ['<script>=1</script>\r\n', '=cmd()', '1e5'],
      );
      assert.equal(String(read[6]?.[1]).length, 32_767);
    });
  });

  it('as Excel has the texts that a sheet can hold in escapes only', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.xlsx');
      const texts = [
        '_x0041_',
        '_x0041_x0042_',
        '_x0041\u0001',
        '_x0041\uffff',
        '\ufffe',
        '\0\u001f\r\n\t',
        '_x',
      ];
      const header: Column = { name: '_x0041_', type: 'text' };
      const database = await filled(
        texts.map((text, index) => [String(index), text]),
        [header],
      );
      await write(database, file, { kind: 'xlsx' }, { columns: [header.name] });
      const content = await readFile(file);
      assert.deepEqual((await readXlsx(content)).sheets[0]?.rows, [
        ['_x0041_'],
        ...texts.map((text) => [text]),
      ]);
      // They make a file that no program opens.
      assert.doesNotMatch(unzipped(content, 'xl/worksheets/sheet1.xml'), /[\ufffe\uffff]/);
    });
  });

  it('as SQLite is a database with the same table', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.sqlite');
      await write(await filled(), file, { kind: 'sqlite' });
      const copy = new DatabaseSync(file, { readOnly: true });
      const read = copy.prepare('SELECT * FROM t');
      read.setReadBigInts(true);
      assert.deepEqual(
        read.all().map((row) => Object.values(row)),
        rows.map((row) =>
          row.map((cell, index) => (typeof cell === 'number' && index !== 3 ? BigInt(cell) : cell)),
        ),
      );
      const types = copy.prepare('SELECT name, type, pk FROM pragma_table_info(?)').all('t');
      assert.deepEqual(
        types.map(({ name, type, pk }) => `${name} ${type}${pk === 1 ? ' key' : ''}`).slice(0, 6),
        ['id TEXT key', 'name TEXT', 'amount INTEGER', 'rate REAL', 'live BOOLEAN', 'created DATETIME'],
      );
      copy.close();
    });
  });

  it('has the rows, columns and order of the view', async () => {
    await inFolder(async (folder) => {
      const many = Array.from(
        { length: 5000 },
        (_, index): Row => [
          `id${index}`,
          `n${index % 7}`,
          (index * 7919) % 5000,
          null,
          index % 2,
          null,
          null,
          null,
        ],
      );
      const database = await filled(many);
      runOnce(database, 't', many.slice(10), { complete: true });
      const views: View[] = [
        { columns: ['amount', 'id', '_deleted_at'] },
        { columns: ['id'], includeDeleted: true },
        { columns: ['name', 'id'], orderBy: [{ column: 'amount', descending: true }] },
        { columns: ['id'], where: [{ column: 'name', operator: 'contains', value: '3' }] },
        { columns: ['id'], orderBy: [{ column: 'name', descending: false }], offset: 100, limit: 50 },
        { columns: ['id'], where: [{ column: 'name', operator: 'equals', value: 'none' }] },
        { columns: ['id', 'name'], search: 'N3', orderBy: [{ column: 'amount', descending: false }] },
      ];
      for (const view of views) {
        const page = { table: 't', columns: [], includeDeleted: false, where: [], orderBy: [], ...view };
        const expected = database.readPage({ offset: 0, limit: 10_000, ...page });
        for (const format of [csv, { kind: 'ndjson' }, { kind: 'parquet' }] as const) {
          const file = path.join(folder, format.kind);
          const { rows: count } = await write(database, file, format, view);
          assert.equal(count, expected.length);
          assert.deepEqual(
            await readBack(file, format.kind),
            expected.map((row) => row.map(comparable)),
          );
        }
      }
    });
  });

  it('of a filter has the rows that it found, which it looks for no second time', async () => {
    await inFolder(async (folder) => {
      const database = await filled();
      const file = path.join(folder, 't.ndjson');
      const view = {
        table: 't',
        columns: ['id', 'name'],
        includeDeleted: false,
        where: [{ column: 'name', operator: 'contains', value: 'Ann' } as const],
        orderBy: [],
        asOf: 1,
      };
      database.findRows(view);
      runOnce(database, 't', [['a', 'Somebody else', ...(rows[0] ?? []).slice(2)]]);
      const { id } = database.beginExport({ file, format: { kind: 'ndjson' }, view });
      await database.continueExport(id);
      assert.equal(await readFile(file, 'utf8'), '{"id":"a","name":"Somebody else"}\n');
    });
  });

  it('has no row that came after it began', async () => {
    await inFolder(async (folder) => {
      const database = await filled();
      const file = path.join(folder, 't.ndjson');
      for (const format of [{ kind: 'ndjson' }, { ...csv, header: false }] as const) {
        const view = { table: 't', columns: ['id'], includeDeleted: false, where: [], orderBy: [] };
        const { id } = database.beginExport({ file, format, view });
        runOnce(database, 't', [[`after ${format.kind}`, ...(rows[0] ?? []).slice(1)]]);
        await database.continueExport(id);
        assert.doesNotMatch(await readFile(file, 'utf8'), new RegExp(`after ${format.kind}`));
      }
    });
  });

  it('takes 2,000 columns, blobs and large texts', async () => {
    await inFolder(async (folder) => {
      const wide = Array.from(
        { length: 1997 },
        (_, index): Column => ({ name: `c "${index}"`, type: 'text' }),
      );
      const text = 'é"'.repeat(500_000);
      const row: Row = ['a', text, ...wide.slice(1).map(({ name }) => name)];
      const database = await filled([row, ['b', ...wide.map(() => null)]], wide);
      const all = ['id', ...wide.map(({ name }) => name)];
      const file = path.join(folder, 't.csv');
      await write(database, file, csv, { columns: all });
      assert.deepEqual(parseCsv(await readFile(file, 'utf8'), ','), [
        all,
        row,
        ['b', ...wide.map(() => null)],
      ]);
      for (const kind of ['ndjson', 'parquet', 'xlsx', 'sqlite'] as const) {
        const { rows: count } = await write(database, file, { kind }, { columns: all });
        assert.equal(count, 2);
      }
    });
  });

  it('shows a blob of another program in SQL’s notation', async () => {
    await inFolder(async (folder) => {
      const source = path.join(folder, 'data.sqlite');
      const first = await createDatabase(wasm);
      first.open({ file: source, readOnly: false });
      first.prepareTables([definition('t', columns)]);
      runOnce(first, 't', rows);
      first.close();
      const other = new DatabaseSync(source);
      other.exec("UPDATE t SET name = x'00ff2c' WHERE id = 'a'");
      other.close();
      const database = await createDatabase(wasm);
      database.open({ file: source, readOnly: true });
      const file = path.join(folder, 't.csv');
      await write(database, file, { ...csv, header: false }, { columns: ['name'] });
      assert.equal((await readFile(file, 'utf8')).split('\r\n')[0], `X'00FF2C'`);
      database.close();
    });
  });

  it('over a private file leaves it private', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.csv');
      await writeFile(file, '', { mode: 0o600 });
      await write(await filled(), file, csv);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    });
  });

  it('of an empty table is a whole file', async () => {
    await inFolder(async (folder) => {
      const database = await filled([]);
      const file = path.join(folder, 't');
      await write(database, file, csv);
      assert.equal(await readFile(file, 'utf8'), `${names.join(',')}\r\n`);
      await write(database, file, { kind: 'json' });
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), []);
      await write(database, file, { kind: 'parquet' });
      assert.deepEqual(await parquetReadObjects({ file: await asyncBufferFromFile(file) }), []);
      await write(database, file, { kind: 'xlsx' });
      assert.deepEqual((await readXlsx(await readFile(file))).sheets[0]?.rows, [names]);
    });
  });
});

describe('an export that cannot be', () => {
  async function refused(
    file: string,
    reason: DatabaseErrorReason,
    parts: readonly string[],
    format: ExportFormat = csv,
    view: View = {},
  ): Promise<void> {
    await assert.rejects(write(await filled(), file, format, view), failsWith(reason, ...parts));
  }

  it('says which folder is missing', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'no', 't.csv');
      await refused(file, 'fileSystem', [file, path.dirname(file)]);
    });
  });

  it('says that nothing may be written there', () => refused('/sys/t.csv', 'readOnly', ['/sys/t.csv']));

  it('says that a folder has the name', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.csv');
      await mkdir(file);
      await refused(file, 'fileSystem', [file]);
      assert.deepEqual(await readdir(folder), ['t.csv']);
    });
  });

  it('says that the disk is full, or the file open elsewhere', () => {
    const withCode = (code: string) => Object.assign(new Error(code), { code });
    assert.ok(failsWith('diskFull', 'x.csv')(exportError('x.csv', withCode('ENOSPC'))));
    assert.ok(failsWith('fileSystem', 'x.csv', 'open')(exportError('x.csv', withCode('EBUSY'))));
    assert.ok(failsWith('readOnly', 'x.csv', 'open')(exportError('x.csv', withCode('EPERM'))));
    assert.ok(failsWith('fileSystem', 'x.csv', 'odd')(exportError('x.csv', new Error('odd'))));
  });

  it('never replaces the database', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const database = await createDatabase(wasm);
      database.open({ file, readOnly: false });
      database.prepareTables([definition('t', columns)]);
      database.save();
      await assert.rejects(write(database, file, { kind: 'sqlite' }), failsWith('fileSystem', file));
      const bytes = await readFile(file);
      for (const [name, make] of [
        ['symbolic', symlink],
        ['hard', link],
      ] as const) {
        const other = path.join(folder, name);
        await make(file, other);
        await assert.rejects(write(database, other, csv), failsWith('fileSystem', other));
      }
      assert.deepEqual(await readFile(file), bytes);
      database.close();
    });
  });

  it('removes what an export left whose process died, and nothing else', async () => {
    await inFolder(async (folder) => {
      const made = ['.dataflows-export-0123456789ab.tmp', '.dataflows-export-mine.tmp', 'other.tmp'];
      const recent = '.dataflows-export-ba9876543210.tmp';
      const yesterday = new Date(Date.now() - 86_400_000);
      for (const name of made) {
        await writeFile(path.join(folder, name), '');
        await utimes(path.join(folder, name), yesterday, yesterday);
      }
      await writeFile(path.join(folder, recent), '');
      await write(await filled(), path.join(folder, 't'), csv);
      assert.deepEqual((await readdir(folder)).sort(), [recent, ...made.slice(1), 't'].sort());
    });
  });

  it('names a column that is not there, and a table', async () => {
    await refused('/tmp/t.csv', 'invalidQuery', ['nope'], csv, { columns: ['nope'] });
    await refused('/tmp/t.csv', 'unknownTable', ['nope'], csv, { table: 'nope' });
    await refused('/tmp/t.csv', 'invalidQuery', [], csv, { columns: [] });
  });

  it('leaves the old file, and nothing else, where a value fits no column of the format', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't.parquet');
      await writeFile(file, 'old');
      const database = await filled([...rows, ['z', null, 'text', null, null, null, null, null]]);
      await assert.rejects(
        write(database, file, { kind: 'parquet' }),
        failsWith('invalidQuery', 'amount', 'text'),
      );
      assert.equal(await readFile(file, 'utf8'), 'old');
      assert.deepEqual(await readdir(folder), ['t.parquet']);
    });
  });

  for (const format of [
    csv,
    { kind: 'ndjson' },
    { kind: 'parquet' },
    { kind: 'xlsx' },
    { kind: 'sqlite' },
  ] as const) {
    it(`as ${format.kind} leaves nothing when it is cancelled in the middle of its last piece`, async () => {
      await inFolder(async (folder) => {
        const database = await filled();
        const view = { table: 't', columns: names, includeDeleted: false, where: [], orderBy: [] };
        const { id } = database.beginExport({ file: path.join(folder, 't'), format, view });
        const ended = assert.rejects(database.continueExport(id), failsWith('closed'));
        database.cancelExport(id);
        await ended;
        assert.deepEqual(await readdir(folder), []);
      });
    });
  }

  it('leaves nothing when the table goes while it is written', async () => {
    await inFolder(async (folder) => {
      const database = await filled();
      const file = path.join(folder, 't.csv');
      const view = { table: 't', columns: names, includeDeleted: false, where: [], orderBy: [] };
      const { id } = database.beginExport({ file, format: csv, view });
      database.changeTables({ dropped: ['t'], renamed: [] });
      await assert.rejects(database.continueExport(id), failsWith('unknownTable', 't'));
      await assert.rejects(database.continueExport(id), failsWith('closed'));
      assert.deepEqual(await readdir(folder), []);
    });
  });
});

describe('an export in the database’s thread', () => {
  const view = { table: 't', columns: names, includeDeleted: false, where: [], orderBy: [] };

  async function withClient(use: (client: DatabaseClient, folder: string) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
      const client = new DatabaseClient({
        worker,
        wasm,
        file: path.join(folder, 'data.sqlite'),
        readOnly: false,
      });
      try {
        await client.prepareTables([definition('t', columns)]);
        const run = await client.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] });
        const many = Array.from(
          { length: 20_000 },
          (_, index): Row => [
            `id${index}`,
            'x'.repeat(100),
            index,
            0.5,
            1,
            '2026-01-01T00:00:00Z',
            '1.5',
            '{}',
          ],
        );
        await client.writeBatch(run.id, { table: 't', rows: many });
        await mkdir(path.join(folder, 'out'));
        await use(client, path.join(folder, 'out'));
      } finally {
        await client.dispose();
      }
    });
  }

  it('tells how far it is, and other calls get their turn', async () => {
    await withClient(async (client, folder) => {
      const progress: number[] = [];
      const done: string[] = [];
      const exporting = exportRows(
        client,
        { file: path.join(folder, 't.ndjson'), format: { kind: 'ndjson' }, view },
        { signal: new AbortController().signal, onProgress: (rows, total) => progress.push(rows / total) },
      ).then(() => done.push('export'));
      await client.countRows(view).then(() => done.push('count'));
      await exporting;
      assert.deepEqual(done, ['count', 'export']);
      assert.ok(progress.length > 1);
      assert.deepEqual(
        progress,
        progress.toSorted((a, b) => a - b),
      );
      assert.equal(progress.at(-1), 1);
    });
  });

  for (const kind of ['parquet', 'xlsx'] as const) {
    it(`leaves nothing when it is cancelled (${kind})`, async () => {
      await withClient(async (client, folder) => {
        const abort = new AbortController();
        const exporting = exportRows(
          client,
          { file: path.join(folder, 't'), format: { kind }, view },
          { signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) },
        );
        await assert.rejects(exporting, /enough/);
        assert.deepEqual(await readdir(folder), []);
        assert.equal(await client.countRows(view), 20_000);
      });
    });
  }

  it('leaves nothing when the thread ends', async () => {
    await withClient(async (client, folder) => {
      let ending: Promise<void> | undefined;
      const onProgress = () => {
        ending ??= client.dispose();
      };
      const exporting = exportRows(
        client,
        { file: path.join(folder, 't'), format: { kind: 'ndjson' }, view },
        { signal: new AbortController().signal, onProgress },
      );
      await assert.rejects(exporting, failsWith('closed'));
      await ending;
      assert.deepEqual(await readdir(folder), []);
    });
  });

  it('says that the data changed meanwhile', async () => {
    await withClient(async (client, folder) => {
      let changed: Promise<unknown> | undefined;
      const result = await exportRows(
        client,
        { file: path.join(folder, 't'), format: { kind: 'ndjson' }, view },
        {
          signal: new AbortController().signal,
          onProgress: () => {
            changed ??= client.prepareTables([definition('other', columns)]);
          },
        },
      );
      await changed;
      assert.equal(result.changedMeanwhile, true);
    });
  });

  it('says so, too, where the data changed since its rows were found', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 't');
      const database = await filled();
      const orderBy = [{ column: 'amount', descending: false }] as const;
      const where = [{ column: 'amount', operator: 'isNotNull' }] as const;
      const isDoubtful = async (found: View) =>
        (await write(database, file, { kind: 'ndjson' }, { asOf: 1, ...found })).changedMeanwhile;
      const run = database.beginRun({ dataflow: 'Shop', source: 'test', tables: ['t'] }).id;
      assert.deepEqual(
        [await isDoubtful({ orderBy }), await isDoubtful({ where }), await isDoubtful({})],
        [false, false, false],
      );
      database.writeBatch(run, { table: 't', rows });
      assert.deepEqual([await isDoubtful({ orderBy }), await isDoubtful({ where })], [false, false]);
      database.writeBatch(run, { table: 't', rows: [['a', 'Ann', null, null, null, null, null, null]] });
      assert.deepEqual(
        [await isDoubtful({ orderBy }), await isDoubtful({ where }), await isDoubtful({ orderBy, where })],
        [true, true, true],
      );
      // These are found anew.
      assert.deepEqual(
        [await isDoubtful({}), await isDoubtful({ orderBy, asOf: 2 }), await isDoubtful({ where, asOf: 2 })],
        [false, false, false],
      );
    });
  });
});

async function readBack(file: string, kind: 'csv' | 'ndjson' | 'parquet'): Promise<unknown[][]> {
  if (kind === 'parquet') {
    const objects = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    return objects.map((row) => Object.values(row).map(comparable));
  }
  const text = await readFile(file, 'utf8');
  if (kind === 'csv') {
    return parseCsv(text, ',').slice(1);
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => Object.values(JSON.parse(line) as object).map(comparable));
}

/** All formats' values as CSV has them. */
function comparable(value: unknown): string | null {
  return value instanceof Date
    ? value.toISOString().replace('.000', '')
    : value === null
      ? null
      : String(value);
}

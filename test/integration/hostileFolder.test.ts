import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DatabaseApi, DatabaseError } from '../../src/database/api.ts';
import { fileInFolder } from '../../src/database/containment.ts';
import { createDatabase } from '../../src/database/database.ts';
import { DefinitionsError, DefinitionsFile } from '../../src/dataflows/definitionsFile.ts';
import { harmlessDefinitions, refusedDefinitions } from '../hostile/definitions.ts';
import { definition, inFolder, openDatabase, runOnce, wasm } from './databaseSupport.ts';

describe('a stranger’s dataflows.json', () => {
  async function withFile(
    content: string | Buffer,
    use: (file: DefinitionsFile) => Promise<void>,
  ): Promise<void> {
    await inFolder(async (folder) => {
      const file = path.join(folder, '.dataflows', 'dataflows.json');
      await mkdir(path.dirname(file));
      await writeFile(file, content);
      await use(new DefinitionsFile(file));
    });
  }

  for (const [what, content] of Object.entries(refusedDefinitions)) {
    it(`is refused, and left as it is, with ${what}`, async () => {
      await withFile(content, async (file) => {
        const isTold = (error: unknown) => DefinitionsError.is(error) && error.message.length < 2000;
        await assert.rejects(file.load(), isTold);
        await assert.rejects(
          file.update((all) => all),
          isTold,
        );
        assert.deepEqual(await readFile(file.path), Buffer.from(content));
      });
    });
  }

  for (const [what, { text, shows }] of Object.entries(harmlessDefinitions)) {
    it(`is text, and nothing else, with ${what}`, async () => {
      await withFile(text, async (file) => {
        const [dataflow] = await file.load();
        assert.equal(dataflow?.displayName, shows);
        assert.equal(Object.getPrototypeOf(dataflow), Object.prototype);
      });
    });
  }

  const places = {
    'a link to what never ends': (at: string) => symlink('/dev/zero', at),
    'a link out of the folder': (at: string) => symlink('/etc/hostname', at),
    'a link to itself': (at: string) => symlink(at, at),
    'a pipe': async (at: string) => void execFileSync('mkfifo', [at]),
    'a folder': (at: string) => mkdir(at).then(() => undefined),
  };
  for (const [what, make] of Object.entries(places)) {
    it(`is refused, at once, as ${what}`, async () => {
      await inFolder(async (folder) => {
        const at = path.join(folder, '.dataflows', 'dataflows.json');
        await mkdir(path.dirname(at));
        await make(at);
        await assert.rejects(new DefinitionsFile(at).load(), (error) => DefinitionsError.is(error));
      });
    });
  }

  it('is neither read nor written where its folder is a link out of the workspace', async () => {
    await inFolder(async (outside) => {
      await inFolder(async (folder) => {
        await writeFile(path.join(outside, 'dataflows.json'), '{"version":1,"dataflows":[]}');
        await symlink(outside, path.join(folder, '.dataflows'));
        const file = new DefinitionsFile(path.join(folder, '.dataflows', 'dataflows.json'));
        const told = (error: unknown) => DefinitionsError.is(error, 'fileSystem');
        await assert.rejects(file.load(), told);
        await assert.rejects(
          file.update(() => []),
          told,
        );
      });
    });
  });
});

describe('a stranger’s setting dataflows.databasePath', () => {
  const leadOut = [
    '..',
    '../other.sqlite',
    'a/../../other.sqlite',
    './../x.sqlite',
    '/etc/passwd',
    '/tmp/x.sqlite',
    'C:\\Windows\\x.sqlite',
    'C:x.sqlite',
    '\\\\server\\share\\x.sqlite',
    '//server/share/x.sqlite',
    '.',
    './',
    'a/..',
    'x\0.sqlite',
    'link/x.sqlite',
    'dangling.sqlite',
    'circle/x.sqlite',
  ];
  for (const setting of leadOut) {
    it(`is refused as ${JSON.stringify(setting)}`, async () => {
      await inFolder(async (outside) => {
        await inFolder(async (folder) => {
          await symlink(outside, path.join(folder, 'link'));
          await symlink(path.join(outside, 'new.sqlite'), path.join(folder, 'dangling.sqlite'));
          await symlink(path.join(folder, 'circle'), path.join(folder, 'circle'));
          assert.equal(fileInFolder(folder, setting), undefined);
        });
      });
    });
  }

  it('is taken where it stays inside, also by links', async () => {
    await inFolder(async (folder) => {
      await mkdir(path.join(folder, 'real'));
      await symlink('real', path.join(folder, 'link'));
      for (const setting of [
        'x.sqlite',
        'a/b/../x.sqlite',
        '..data/x.sqlite',
        'link/x.sqlite',
        '~/x.sqlite',
      ]) {
        assert.equal(fileInFolder(folder, setting), path.resolve(folder, setting));
      }
    });
  });
});

describe('a stranger’s database', () => {
  /** A database of ours that a stranger has changed with SQL. */
  async function withSql(sql: string, use: (database: DatabaseApi, file: string) => void): Promise<void> {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'data.sqlite');
      const ours = await openDatabase(file);
      ours.prepareTables([definition('t', [{ name: 'n', type: 'text' }])]);
      runOnce(ours, 't', [['a', 'b']]);
      ours.close();
      const theirs = new DatabaseSync(file);
      theirs.exec(sql);
      theirs.close();
      use(await createDatabase(wasm), file);
    });
  }

  const endless = 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r';
  const refused = {
    'a view that never ends, in the place of the tables’ table': `
      ALTER TABLE _dataflows_tables RENAME TO x;
      CREATE VIEW _dataflows_tables AS SELECT n AS name, n AS dataflow, n AS resource, n AS columns, n AS refreshed_at FROM (${endless})`,
    'a view that never ends, in the place of a table': `
      ALTER TABLE t RENAME TO x; CREATE VIEW t AS SELECT n AS id, n, 1 AS _run_id, NULL AS _deleted_at FROM (${endless});
      UPDATE _dataflows_tables SET name = 't'`,
    'a trigger on the runs': `
      CREATE TRIGGER evil AFTER INSERT ON _dataflows_runs BEGIN DELETE FROM t; END`,
    'a table that is a module’s': `
      DROP TABLE t; CREATE VIRTUAL TABLE t USING fts5(id, n, _run_id, _deleted_at)`,
  };
  for (const [what, sql] of Object.entries(refused)) {
    it(`is refused with ${what}`, async () => {
      await withSql(sql, (database, file) => {
        for (const readOnly of [true, false]) {
          assert.throws(
            () => database.open({ file, readOnly }),
            (error) => DatabaseError.is(error),
          );
        }
      });
    });
  }

  const readable = {
    'HTML, quotes and links as names': `
      UPDATE _dataflows_tables SET name = 'x"; DROP TABLE t; --', dataflow = '<img src=x onerror=alert(1)>', resource = '[x](command:y)';
      ALTER TABLE t RENAME TO "x""; DROP TABLE t; --"`,
    'columns that are no JSON': `UPDATE _dataflows_tables SET columns = '{'`,
    'columns that are no list': `UPDATE _dataflows_tables SET columns = '7'`,
    'columns of no type': `UPDATE _dataflows_tables SET columns = '[{"name":"id","type":"text"},{"name":"n","type":"x"},{"name":7},null]'`,
    'a column named as SQL': `
      ALTER TABLE t ADD COLUMN "n"") FROM t; DROP TABLE t; --" TEXT;
      UPDATE _dataflows_tables SET columns = '[{"name":"id","type":"text"},{"name":"n\\") FROM t; DROP TABLE t; --","type":"text"}]'`,
    'a status that there is not': `UPDATE _dataflows_runs SET status = '<b>', description = '[x](command:y)'`,
    'times that are none': `UPDATE _dataflows_runs SET started_at = 'never', finished_at = x'00'; UPDATE _dataflows_tables SET refreshed_at = 'x'`,
    'numbers beyond all bounds': `UPDATE _dataflows_run_tables SET inserted = 9e999, updated = -9223372036854775808`,
    'values of 10 MB and bytes': `INSERT INTO t (id, n) VALUES ('big', hex(zeroblob(5000000))), ('bytes', x'00ff'), ('nul', 'a' || char(0) || 'b')`,
    'a trigger that makes rows': `CREATE TRIGGER more AFTER INSERT ON t BEGIN INSERT OR IGNORE INTO t (id) VALUES (NEW.id || '+'); END`,
    'a view of a person’s own': `CREATE VIEW mine AS SELECT * FROM t`,
  };
  for (const [what, sql] of Object.entries(readable)) {
    it(`can be read, and changed, with ${what}`, async () => {
      await withSql(sql, (database, file) => {
        database.open({ file, readOnly: true });
        const [table] = database.tables();
        assert.ok(table);
        database.completeness(table.name);
        database.readPage({
          table: table.name,
          columns: table.columns.map(({ name }) => name),
          includeDeleted: true,
          where: [],
          orderBy: [],
          offset: 0,
          limit: 10,
        });
        assert.equal(database.runs().length, 1);
        database.open({ file, readOnly: false });
        database.prepareTables([definition('fresh', [])]);
        runOnce(database, 'fresh', [['a']]);
        assert.equal(database.tables().length, 2);
        database.close();
      });
    });
  }
});

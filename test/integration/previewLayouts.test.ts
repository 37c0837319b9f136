import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Layout } from '../../src/shared/preview.ts';
import { Layouts } from '../../src/workbench/preview/layouts.ts';
import { inFolder } from './databaseSupport.ts';

function layoutOf(...names: readonly string[]): Layout {
  return { columns: names.map((name) => ({ name })), times: 'utc', amounts: 'money' };
}

const customers = { dataflow: 'Shop', resource: 'customers' };

describe('how the columns of a table stand', () => {
  it('is there for the next window as soon as it is kept', async () => {
    await inFolder(async (folder) => {
      const storage = path.join(folder, 'not', 'there', 'yet');
      const layouts = new Layouts(storage);
      assert.equal(await layouts.get(customers), undefined);
      await layouts.keep(customers, layoutOf('a'));
      assert.deepEqual(await new Layouts(storage).get(customers), layoutOf('a'));
      assert.deepEqual(await layouts.get({ ...customers, dataflow: 'SHOP' }), layoutOf('a'));
      assert.equal(await layouts.get({ ...customers, resource: 'charges' }), undefined);
    });
  });

  it('is what was kept last, also by who asks before it is written', async () => {
    await inFolder(async (folder) => {
      const layouts = new Layouts(folder);
      const writes = ['a', 'b', 'c'].map((name) => layouts.keep(customers, layoutOf(name)));
      assert.deepEqual(await layouts.get(customers), layoutOf('c'));
      await Promise.all(writes);
    });
  });

  it('is as it comes where what was kept cannot be read', async () => {
    await inFolder(async (folder) => {
      const layouts = new Layouts(folder);
      await layouts.keep(customers, layoutOf('a'));
      const [file = ''] = await readdir(path.join(folder, 'layouts'));
      for (const content of ['{"columns":[{"na', '[]', '{"columns":[],"times":"moon","amounts":"money"}']) {
        await writeFile(path.join(folder, 'layouts', file), content);
        assert.equal(await layouts.get(customers), undefined);
      }
      await layouts.keep(customers, layoutOf('b'));
      assert.deepEqual(await layouts.get(customers), layoutOf('b'));
    });
  });

  it('is told where it could not be kept', async () => {
    await inFolder(async (folder) => {
      const layouts = new Layouts(path.join(folder, 'a file'));
      await writeFile(path.join(folder, 'a file'), '');
      await assert.rejects(layouts.keep(customers, layoutOf('a')), { code: 'ENOTDIR' });
      assert.equal(await layouts.get(customers), undefined);
    });
    assert.equal(await new Layouts(undefined).get(customers), undefined);
  });
});

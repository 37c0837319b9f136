import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildCatalog, formatCatalog } from '../../scripts/catalog/catalogFile.ts';
import { openStripeSdk } from '../../scripts/catalog/stripeSdk.ts';

const root = path.join(import.meta.dirname, '../..');

describe('The generated catalog', () => {
  it('is what the installed stripe package says', async function () {
    // Reads all of the package's types.
    this.timeout(120_000);
    const generated = formatCatalog(buildCatalog(openStripeSdk(path.join(root, 'node_modules/stripe'))));
    const kept = await readFile(path.join(root, 'src/connectors/stripe/catalog/catalog.json'), 'utf8');
    assert.ok(generated === kept, 'They differ. Run: npm run generate:catalog');
  });
});

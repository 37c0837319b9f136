// Writes the catalog of Stripe's tables from the installed `stripe` package's types. With `--check`, compares it with
// the file instead, and fails where they differ.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildCatalog, formatCatalog } from './catalog/catalogFile.ts';
import { openStripeSdk } from './catalog/stripeSdk.ts';

const root = path.join(import.meta.dirname, '..');
const file = path.join(root, 'src/connectors/stripe/catalog/catalog.json');

const catalog = buildCatalog(openStripeSdk(path.join(root, 'node_modules/stripe')));
const text = formatCatalog(catalog);
if (!process.argv.includes('--check')) {
  await writeFile(file, text);
  console.log(`${catalog.tables.length} tables of stripe ${catalog.sdkVersion}, API ${catalog.apiVersion}`);
} else if ((await readFile(file, 'utf8')) !== text) {
  console.error('The catalog is not that of the installed stripe package. Run: npm run generate:catalog');
  process.exitCode = 1;
}

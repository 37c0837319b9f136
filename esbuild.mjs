// Builds what the package ships: the extension, the database worker and the pages. `--watch` builds again at each
// change, `--production` minifies; `--metafile` writes dist/meta.json, to see what a bundle is made of.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
  metafile: true,
  outdir: 'dist',
};

/** @type {import('esbuild').BuildOptions} */
const page = {
  ...common,
  platform: 'browser',
  target: 'chrome138',
  format: 'esm',
  loader: { '.ttf': 'file' },
};

/**
 * The grid's library, as a script of its own. Not by `splitting`: that makes a third script, which both would wait for, of a
 * few helpers that they share.
 *
 * @type {import('esbuild').Plugin}
 */
const gridLibrary = {
  name: 'gridLibrary',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/gridLibrary\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './preview-grid.js', external: true } : undefined,
    ),
};

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  {
    ...common,
    entryPoints: {
      extension: 'src/extension.ts',
      'database-worker': 'src/database/worker.ts',
      'page-worker': 'src/connectors/stripe/pages/pageWorker.ts',
    },
    // The oldest VS Code we support (1.105) runs extensions on Node 22.
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    // Classes keep their names, which errors and logs show.
    keepNames: true,
  },
  {
    ...page,
    entryPoints: { wizard: 'webview-ui/wizard/main.ts' },
  },
  {
    ...page,
    entryPoints: { 'preview-grid': 'webview-ui/preview/gridLibrary.ts' },
  },
  {
    ...page,
    entryPoints: { preview: 'webview-ui/preview/main.ts' },
    plugins: [gridLibrary],
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await copyFile('node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm');
if (watch) {
  for (const options of builds) {
    await (await esbuild.context(options)).watch();
  }
} else {
  const results = await Promise.all(builds.map((options) => esbuild.build(options)));
  if (process.argv.includes('--metafile')) {
    await writeFile('dist/meta.json', JSON.stringify(results.map((result) => result.metafile)));
  }
}

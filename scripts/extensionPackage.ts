import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from './paths.ts';

/** Builds the extension for production and packs it. Returns the path of the .vsix. */
export async function packageExtension(folder: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  await mkdir(folder, { recursive: true });
  const vsix = path.join(folder, `${name}-${version}.vsix`);
  await createVSIX({
    cwd: root,
    packagePath: vsix,
    // Everything is bundled.
    dependencies: false,
    // The README's links and pictures are in the package; there is no public repository to point them to.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  return vsix;
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a small extension that runs beside ours from the window's start, in whatever folder.
 * @param code CommonJS
 * @param contributes As in a manifest.
 */
export async function writeTestExtension(
  folder: string,
  name: string,
  code: string,
  contributes: object = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ ...manifest(name), contributes }));
  await writeFile(path.join(folder, 'extension.cjs'), code);
}

function manifest(name: string) {
  return {
    name,
    publisher: 'tests',
    version: '1.0.0',
    main: './extension.cjs',
    engines: { vscode: '^1.105.0' },
    extensionKind: ['workspace'],
    activationEvents: ['*'],
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
}

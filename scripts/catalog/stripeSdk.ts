import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Project, type SourceFile, ts } from 'ts-morph';

/** The installed `stripe` package, parsed: its types, and the JavaScript beside them, where the paths stand. */
export interface StripeSdk {
  readonly version: string;
  readonly apiVersion: string;
  /** The type declarations of the v1 resources. */
  readonly resources: readonly SourceFile[];
  /** The parsed JavaScript of a file of type declarations. */
  implementationOf(declarations: SourceFile): SourceFile;
}

/** @param packageFolder Where the package is installed: `node_modules/stripe`. */
export function openStripeSdk(packageFolder: string): StripeSdk {
  const folder = path.join(packageFolder, 'esm');
  const declarations = new Project({
    compilerOptions: { strict: true, types: [], skipLibCheck: true, target: ts.ScriptTarget.ES2022 },
    skipFileDependencyResolution: true,
  });
  declarations.addSourceFilesAtPaths(path.join(folder, '**/*.d.ts'));
  // A project of its own: beside the declarations, the JavaScript would shadow them.
  const implementations = new Project({
    compilerOptions: { allowJs: true },
    skipFileDependencyResolution: true,
  });
  const resourcesFolder = path.join(folder, 'resources');
  return {
    version: readFileSync(path.join(packageFolder, 'VERSION'), 'utf8').trim(),
    apiVersion: readApiVersion(path.join(folder, 'apiVersion.js')),
    resources: declarations.getSourceFiles().filter((file) => {
      const relative = path.relative(resourcesFolder, file.getFilePath());
      return !relative.startsWith('..') && !relative.startsWith(`V2${path.sep}`);
    }),
    implementationOf: (file) =>
      implementations.addSourceFileAtPath(file.getFilePath().replace(/\.d\.ts$/, '.js')),
  };
}

function readApiVersion(file: string): string {
  const version = /ApiVersion = '([^']+)'/.exec(readFileSync(file, 'utf8'))?.[1];
  if (version === undefined) {
    throw new Error(`No ApiVersion in ${file}`);
  }
  return version;
}

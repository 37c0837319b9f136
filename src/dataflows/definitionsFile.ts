import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import writeFileAtomic from 'write-file-atomic';
import { leadsOutOf } from '../database/containment.ts';
import { z } from '../shared/zod.ts';
import {
  type Dataflow,
  type Definitions,
  definitionsSchema,
  definitionsVersion,
  maxDataflows,
  sameName,
} from './definition.ts';
import { issueSentence } from './definitionsIssue.ts';
import { removeWriteLeftovers } from './writeLeftovers.ts';

export type DefinitionsErrorReason = 'notJson' | 'wrongShape' | 'newerVersion' | 'fileSystem' | 'conflict';

/** What is wrong with dataflows.json, as a sentence for the person. */
export class DefinitionsError extends Error {
  override readonly name = 'DefinitionsError';
  readonly reason: DefinitionsErrorReason;

  constructor(reason: DefinitionsErrorReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }

  static is(error: unknown, ...reasons: readonly DefinitionsErrorReason[]): error is DefinitionsError {
    return error instanceof DefinitionsError && (reasons.length === 0 || reasons.includes(error.reason));
  }
}

/** Beyond these a file is not one that we or a person wrote, and parsing it would hold up the window. */
const maxFileBytes = 2 * 1024 * 1024;
const maxDepth = 32;

const gitignore = '.gitignore';

/**
 * `.dataflows/dataflows.json`: the definitions, which people read, edit by hand and commit. A change reads the file
 * again first, so that an edit made by hand meanwhile is kept; a file that cannot be understood is never overwritten.
 */
export class DefinitionsFile {
  readonly path: string;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** @param path Absolute path of dataflows.json. */
  constructor(path: string) {
    this.path = path;
  }

  /** The definitions, after the changes that are under way; none where there is no file. @throws DefinitionsError */
  async load(): Promise<readonly Dataflow[]> {
    await this.#lastChange;
    return (await this.#read()).dataflows;
  }

  async #read(): Promise<Definitions> {
    let text: string;
    try {
      await this.#checkFile();
      const bytes = await readFile(this.path);
      text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    } catch (error) {
      if (isMissing(error)) {
        return { version: definitionsVersion, dataflows: [] };
      }
      throw DefinitionsError.is(error)
        ? error
        : fileSystemError(l10n.t('dataflows.json cannot be read'), error);
    }
    return parseDefinitions(text);
  }

  /** Without waiting for what never ends: a stranger's folder may hold a link to a device, or a pipe. */
  async #checkFile(): Promise<void> {
    this.#checkPlace();
    const stats = await stat(this.path);
    if (!stats.isFile()) {
      throw new DefinitionsError('wrongShape', l10n.t('dataflows.json is no file, and was not read.'));
    }
    if (stats.size > maxFileBytes) {
      throw new DefinitionsError(
        'wrongShape',
        l10n.t('dataflows.json is larger than 2 MB, and was not read.'),
      );
    }
  }

  /** Removes what a crash in the middle of a write left behind. Never throws. */
  async removeLeftovers(): Promise<void> {
    if (!this.#leadsOut()) {
      await removeWriteLeftovers(dirname(this.path), [basename(this.path), gitignore]);
    }
  }

  #leadsOut(): boolean {
    const folder = dirname(dirname(this.path));
    return existsSync(folder) && leadsOutOf(folder, this.path);
  }

  #checkPlace(): void {
    if (this.#leadsOut()) {
      throw new DefinitionsError(
        'fileSystem',
        l10n.t('dataflows.json leads out of the folder, by a symbolic link, and was left alone.'),
      );
    }
  }

  /**
   * Changes the definitions: reads the file, applies `change` and writes the answer in one step that a crash cannot
   * cut in half. Changes wait for each other. @throws DefinitionsError
   */
  update(change: (dataflows: readonly Dataflow[]) => readonly Dataflow[]): Promise<readonly Dataflow[]> {
    const next = this.#lastChange.then(async () => {
      const definitions = await this.#read();
      const dataflows = change(definitions.dataflows);
      checkNames(dataflows);
      await this.#write({ ...definitions, dataflows: [...dataflows] });
      return dataflows;
    });
    this.#lastChange = next.catch(() => undefined);
    return next;
  }

  async #write(definitions: Definitions): Promise<void> {
    const text = `${JSON.stringify(definitions, undefined, 2)}\n`;
    const folder = dirname(this.path);
    this.#checkPlace();
    try {
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(this.path, text);
      // The database is large and holds customers' data: keep it out of git, unless someone decided otherwise.
      await writeFileAtomicIfMissing(join(folder, gitignore), '*\n!.gitignore\n!dataflows.json\n');
    } catch (error) {
      throw fileSystemError(l10n.t('dataflows.json cannot be written'), error);
    }
  }
}

/** @throws DefinitionsError with the place of the mistake, for the person who edits the file by hand. */
export function parseDefinitions(text: string): Definitions {
  if (depthOf(text) > maxDepth) {
    throw new DefinitionsError(
      'wrongShape',
      l10n.t('dataflows.json is nested too deeply, and was not read.'),
    );
  }
  if (text.trim() === '') {
    throw new DefinitionsError(
      'notJson',
      l10n.t('dataflows.json is empty. Restore it from a copy; or delete it, which leaves no dataflow.'),
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DefinitionsError(
      'notJson',
      l10n.t('dataflows.json is not valid JSON: {0}', error instanceof Error ? error.message : String(error)),
      error,
    );
  }
  const version = z.object({ version: z.number() }).safeParse(value);
  checkCounts(value);
  if (version.success && version.data.version > definitionsVersion) {
    throw new DefinitionsError(
      'newerVersion',
      l10n.t(
        'dataflows.json has version {0}, and this extension knows up to {1}. Update the extension to use it.',
        version.data.version,
        definitionsVersion,
      ),
    );
  }
  const parsed = definitionsSchema.safeParse(value);
  if (!parsed.success) {
    throw new DefinitionsError(
      'wrongShape',
      l10n.t('dataflows.json: {0}', issueSentence(value, parsed.error)),
      parsed.error,
    );
  }
  checkNames(parsed.data.dataflows);
  return parsed.data;
}

/** How deep the brackets of a JSON text are nested; those inside its strings don't count. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (inString) {
      index += character === '\\' ? 1 : 0;
      inString = character !== '"';
    } else if (character === '"') {
      inString = true;
    } else if (character === '[' || character === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === ']' || character === '}') {
      depth -= 1;
    }
  }
  return deepest;
}

/** Before each of a million is looked at in vain. */
function checkCounts(value: unknown): void {
  const lists = z.object({ dataflows: z.array(z.unknown()) }).safeParse(value);
  if (lists.success && lists.data.dataflows.length > maxDataflows) {
    throw new DefinitionsError(
      'wrongShape',
      l10n.t(
        'dataflows.json has {0} dataflows, and at most {1} are read.',
        lists.data.dataflows.length,
        maxDataflows,
      ),
    );
  }
}

function checkNames(dataflows: readonly Dataflow[]): void {
  checkUnique(
    dataflows.map((dataflow) => dataflow.name),
    (name) => l10n.t('dataflows.json: two dataflows are named “{0}”. Rename one of them.', name),
  );
  for (const dataflow of dataflows) {
    checkResources(dataflow);
  }
  checkUnique(
    dataflows.flatMap((dataflow) => dataflow.tables.map((table) => table.table)),
    (name) => l10n.t('dataflows.json: two tables are named “{0}”. Rename one of them.', name),
  );
}

/** The rows of a run are told apart by their resource. */
function checkResources({ name, tables }: Dataflow): void {
  checkUnique(
    tables.map(({ resource }) => resource),
    (resource) =>
      l10n.t(
        'dataflows.json: the dataflow “{0}” has {1} twice. Remove one of the two tables.',
        name,
        resource,
      ),
  );
}

function checkUnique(names: readonly string[], sentence: (name: string) => string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new DefinitionsError('wrongShape', sentence(name));
    }
    seen.add(name.toLowerCase());
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function fileSystemError(what: string, error: unknown): DefinitionsError {
  const detail = error instanceof Error ? error.message : String(error);
  return new DefinitionsError('fileSystem', l10n.t('{0}: {1}', what, detail), error);
}

async function writeFileAtomicIfMissing(path: string, text: string): Promise<void> {
  try {
    await readFile(path);
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    await writeFileAtomic(path, text);
  }
}

/** The dataflow of that name, regardless of case. */
export function findDataflow(dataflows: readonly Dataflow[], name: string): Dataflow | undefined {
  return dataflows.find((dataflow) => sameName(dataflow.name, name));
}

import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { removeWriteLeftovers } from '../../dataflows/writeLeftovers.ts';
import { type Layout, layoutSchema } from '../../shared/preview.ts';
import { TaskQueue } from '../../shared/taskQueue.ts';

/** A table by what it holds: people rename tables. */
export interface LayoutKey {
  readonly dataflow: string;
  readonly resource: string;
}

/**
 * How people arranged the columns of each table, in a file for each. VS Code's own memory of a workspace forgets the last five
 * seconds when a browser's window is loaded again.
 */
export class Layouts {
  readonly #folder: string | undefined;
  readonly #writes = new TaskQueue();

  /** @param folder Where the extension keeps what belongs to the workspace; it is made when needed. */
  constructor(folder: string | undefined) {
    this.#folder = folder && path.join(folder, 'layouts');
  }

  /** Undefined where nobody arranged them, or another version of the extension kept it in another form. */
  async get(key: LayoutKey): Promise<Layout | undefined> {
    if (this.#folder === undefined) {
      return undefined;
    }
    await this.#writes.settled();
    try {
      const kept: unknown = JSON.parse(await readFile(fileOf(this.#folder, key), 'utf8'));
      return layoutSchema.safeParse(kept).data;
    } catch {
      // None was kept, or none that can be read: the columns stand as they come.
      return undefined;
    }
  }

  /** @throws An error of the file system */
  async keep(key: LayoutKey, layout: Layout): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) {
      return;
    }
    const file = fileOf(folder, key);
    await this.#writes.run(async () => {
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(file, JSON.stringify(layout));
      await removeWriteLeftovers(folder, [path.basename(file)]);
    });
  }
}

/** A dataflow's name may have characters that a file's cannot. */
function fileOf(folder: string, { dataflow, resource }: LayoutKey): string {
  const key = JSON.stringify([dataflow.toLowerCase(), resource]);
  return path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
}

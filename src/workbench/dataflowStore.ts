import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { type Dataflow, sameName } from '../dataflows/definition.ts';
import { DefinitionsError, type DefinitionsFile, findDataflow } from '../dataflows/definitionsFile.ts';
import { leftoverTables, type PresentTable } from '../dataflows/leftovers.ts';
import { Disposable } from './disposable.ts';

/** The workspace's dataflows, as the definitions file has them now; views and commands follow its event. */
export class DataflowStore extends Disposable {
  readonly #file: DefinitionsFile;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #dataflows: readonly Dataflow[] = [];
  #problem: DefinitionsError | undefined;

  constructor(file: DefinitionsFile) {
    super();
    this.#file = file;
    const folder = dirname(file.path);
    // The folder too: where it is deleted as a whole, no event tells of the file in it.
    for (const path of [file.path, folder]) {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(path)), basename(path));
      const watcher = this.register(vscode.workspace.createFileSystemWatcher(pattern));
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
        this.register(event(() => this.reload()));
      }
    }
  }

  get uri(): vscode.Uri {
    return vscode.Uri.file(this.#file.path);
  }

  /** In the file's order. After a mistake in the file, the last ones that could be read. */
  get dataflows(): readonly Dataflow[] {
    return this.#dataflows;
  }

  /** Why the file cannot be used, if it cannot. */
  get problem(): DefinitionsError | undefined {
    return this.#problem;
  }

  find(name: string): Dataflow | undefined {
    return findDataflow(this.#dataflows, name);
  }

  /**
   * The tables that no run brings up to date any more. None where the file cannot be read, or its folder is not there:
   * nobody knows then.
   */
  leftovers<Table extends PresentTable>(tables: Iterable<Table>): readonly Table[] {
    const isKnown = this.#problem === undefined && existsSync(dirname(this.#file.path));
    return isKnown ? leftoverTables(this.#dataflows, [...tables]) : [];
  }

  /** Reads the file again. A mistake in it becomes `problem`; it does not throw. */
  async reload(): Promise<void> {
    try {
      this.#dataflows = await this.#file.load();
      this.#problem = undefined;
    } catch (error) {
      if (!DefinitionsError.is(error)) {
        throw error;
      }
      this.#problem = error;
    }
    this.#changed.fire();
  }

  /** Reads the file again, before what it says is built on. @throws DefinitionsError where it has a mistake */
  async reloadSound(): Promise<void> {
    await this.reload();
    if (this.#problem !== undefined) {
      throw this.#problem;
    }
  }

  /** Adds the dataflow, or replaces the one of that name. @throws DefinitionsError */
  async save(dataflow: Dataflow): Promise<void> {
    await this.#update((all) =>
      findDataflow(all, dataflow.name) === undefined
        ? [...all, dataflow]
        : all.map((other) => (sameName(other.name, dataflow.name) ? dataflow : other)),
    );
  }

  /** @throws DefinitionsError */
  async remove(name: string): Promise<void> {
    await this.#update((all) => all.filter((dataflow) => !sameName(dataflow.name, name)));
  }

  async #update(change: (dataflows: readonly Dataflow[]) => readonly Dataflow[]): Promise<void> {
    this.#dataflows = await this.#file.update(change);
    this.#problem = undefined;
    this.#changed.fire();
  }
}

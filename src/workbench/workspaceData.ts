import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { redactKeys } from '../connectors/redaction.ts';
import type { AsyncDatabase, RunRecord, TableInfo, ViewInfo } from '../database/api.ts';
import { Disposable } from './disposable.ts';
import type { Logs } from './log.ts';

/** What the views show of the database. */
export interface DataSnapshot {
  /** Each dataflow's newest run, by the dataflow's name in lower case. */
  readonly lastRuns: ReadonlyMap<string, RunRecord>;
  /** The imported tables, by their name in lower case. */
  readonly tables: ReadonlyMap<string, TableInfo>;
  /** The views that someone made in the database, by name. */
  readonly views: readonly ViewInfo[];
  /** Why the database cannot be read, as a sentence for the person. */
  readonly problem?: string;
}

const emptySnapshot: DataSnapshot = { lastRuns: new Map(), tables: new Map(), views: [] };

/**
 * A copy of what the views show of the database, read once and again after each change. The database is opened by the
 * first view that asks, and not at all while there is no file: an activation costs nothing.
 */
export class WorkspaceData extends Disposable {
  readonly #database: AsyncDatabase;
  readonly #file: string;
  readonly #logs: Logs;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #problemChanged = this.register(new vscode.EventEmitter<string | undefined>());
  /** Why the database cannot be read, or that it can again. */
  readonly onDidChangeProblem = this.#problemChanged.event;
  #snapshot: Promise<DataSnapshot> | undefined;
  #lastKnown = emptySnapshot;
  #databaseInUse = false;

  /** @param file Absolute path of the database. */
  constructor(database: AsyncDatabase, file: string, logs: Logs) {
    super();
    this.#database = database;
    this.#file = file;
    this.#logs = logs;
  }

  /** What the database holds now, also where that changes while it is read. */
  async snapshot(): Promise<DataSnapshot> {
    for (;;) {
      this.#snapshot ??= this.#readAnew();
      const reading = this.#snapshot;
      const snapshot = await reading;
      if (reading === this.#snapshot) {
        return snapshot;
      }
    }
  }

  async #readAnew(): Promise<DataSnapshot> {
    const snapshot = await this.#read();
    this.#lastKnown = snapshot;
    this.#problemChanged.fire(snapshot.problem);
    return snapshot;
  }

  /** What the last read brought, without waiting for another. */
  get lastKnown(): DataSnapshot {
    return this.#lastKnown;
  }

  /** To be called after the database changed: the next snapshot is read anew. */
  invalidate(): void {
    this.#databaseInUse = true;
    this.reload();
  }

  /** Reads anew what the person asks to see again. */
  reload(): void {
    this.#snapshot = undefined;
    this.#changed.fire();
  }

  async #read(): Promise<DataSnapshot> {
    if (!this.#databaseInUse && !(await exists(this.#file))) {
      return emptySnapshot;
    }
    try {
      const [lastRuns, tables, views] = await Promise.all([
        this.#database.lastRuns(),
        this.#database.tables(),
        this.#database.views(),
      ]);
      return {
        views,
        lastRuns: new Map(lastRuns.map((run) => [run.dataflow.toLowerCase(), run])),
        tables: new Map(tables.map((table) => [table.name.toLowerCase(), table])),
      };
    } catch (error) {
      this.#logs.error('The database cannot be read', error);
      // How the last runs ended is still true.
      const { lastRuns } = this.#lastKnown;
      return {
        ...emptySnapshot,
        lastRuns,
        problem: redactKeys(error instanceof Error ? error.message : String(error)),
      };
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

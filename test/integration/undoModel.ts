import { DatabaseSync } from 'node:sqlite';

/** All that a database file has of one table, each value with the type that SQLite keeps it in. */
export interface TableContent {
  readonly columns: Readonly<Record<string, string>>;
  /** In SQLite's order. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly described: Readonly<Record<string, unknown>>;
  readonly state: unknown;
}

/** What the imported tables of a file are, read by another SQLite; and whether that finds the file whole. */
export function contentOf(file: string): {
  readonly tables: ReadonlyMap<string, TableContent>;
  readonly integrity: readonly unknown[];
  readonly own: readonly string[];
} {
  const database = new DatabaseSync(file, { readOnly: true });
  const all = (sql: string, ...parameters: string[]) =>
    database
      .prepare(sql)
      .all(...parameters)
      .map((row) => ({ ...row }));
  try {
    const described = all('SELECT name, dataflow, resource, columns, refreshed_at FROM _dataflows_tables');
    return {
      integrity: all('PRAGMA integrity_check').flatMap((row) => Object.values(row)),
      own: all(`SELECT name FROM sqlite_master WHERE name LIKE '%before%' ORDER BY name`).map((row) =>
        String(row['name']),
      ),
      tables: new Map(
        described.map(({ name, ...description }) => {
          const table = String(name);
          const columns = all(`PRAGMA table_info("${table}")`);
          const cells = columns.map(
            (column) =>
              `typeof("${column['name']}") || ' ' || quote("${column['name']}") AS "${column['name']}"`,
          );
          const content: TableContent = {
            columns: Object.fromEntries(columns.map((column) => [column['name'], column['type']])),
            rows: all(`SELECT ${cells} FROM "${table}" ORDER BY rowid`) as Record<string, string>[],
            described: description,
            state: all('SELECT state, run_id FROM _dataflows_cursors WHERE table_name = ?', table)[0],
          };
          return [table, content];
        }),
      ),
    };
  } finally {
    database.close();
  }
}

interface Step {
  readonly run: number;
  /** Undefined where the run made the table. */
  readonly before: TableContent | undefined;
  readonly changed: boolean;
}

/** What undo must do: for each table, what it was before each run. */
export class UndoModel {
  readonly #keepRuns: number;
  readonly #steps = new Map<string, Step[]>();
  tables = new Map<string, TableContent>();

  constructor(keepRuns: number) {
    this.#keepRuns = keepRuns;
  }

  clone(): UndoModel {
    const copy = new UndoModel(this.#keepRuns);
    copy.tables = new Map(this.tables);
    for (const [table, steps] of this.#steps) {
      copy.#steps.set(table, [...steps]);
    }
    return copy;
  }

  /**
   * @param read The tables of the run. @param after What it made of all tables. @param finished Whether it came to its
   * end.
   */
  ran(
    run: number,
    read: readonly string[],
    after: ReadonlyMap<string, TableContent>,
    finished: boolean,
  ): void {
    for (const [table, content] of [...after].filter(([name]) => read.includes(name))) {
      const before = this.tables.get(table);
      this.#steps.set(table, [
        ...(this.#steps.get(table) ?? []),
        { run, before, changed: before === undefined || hasOtherRows(before, content) },
      ]);
    }
    this.tables = new Map(after);
    if (finished) {
      const tooOld = new Set(this.#changingRuns().slice(this.#keepRuns));
      for (const [table, steps] of this.#steps) {
        this.#steps.set(
          table,
          steps.filter((step) => !tooOld.has(step.run)),
        );
      }
    }
  }

  /** The run that a rollback would undo. */
  newestRun(table?: string): number | undefined {
    return this.#changingRuns(table)[0];
  }

  rollBack(only?: string): void {
    const run = this.newestRun(only) ?? Number.POSITIVE_INFINITY;
    for (const table of only === undefined ? [...this.#steps.keys()] : [only]) {
      const steps = this.#steps.get(table) ?? [];
      const undone = steps.filter((step) => step.run >= run);
      const [oldest] = undone;
      if (oldest === undefined) {
        continue;
      }
      this.#steps.set(
        table,
        steps.filter((step) => step.run < run),
      );
      if (oldest.before === undefined) {
        this.drop(table);
      } else {
        this.tables.set(table, only === undefined ? oldest.before : { ...oldest.before, state: undefined });
      }
    }
  }

  rename(from: string, to: string): void {
    const content = this.tables.get(from);
    if (content !== undefined) {
      this.tables.delete(from);
      this.tables.set(to, content);
      this.#steps.set(to, this.#steps.get(from) ?? []);
      this.#steps.delete(from);
    }
  }

  drop(table: string): void {
    this.tables.delete(table);
    this.#steps.delete(table);
  }

  #changingRuns(table?: string): number[] {
    const steps = table === undefined ? [...this.#steps.values()].flat() : (this.#steps.get(table) ?? []);
    const runs = new Set(steps.filter((step) => step.changed).map((step) => step.run));
    return [...runs].sort((a, b) => b - a);
  }
}

function hasOtherRows(a: TableContent, b: TableContent): boolean {
  const substance = ({ columns, rows, described }: TableContent) =>
    JSON.stringify([columns, rows, described['columns'], described['resource']]);
  return substance(a) !== substance(b);
}

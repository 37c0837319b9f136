import * as l10n from '@vscode/l10n';
import { type Column, type ColumnType, columnTypes } from '../shared/columns.ts';
import {
  DatabaseError,
  type TableDefinition,
  type TableInfo,
  type TableSource,
  type ViewInfo,
} from './api.ts';
import { isReserved, ownPrefix, quote } from './identifiers.ts';
import { renameTable, replaceTable } from './renaming.ts';
import type { Sqlite } from './sqlite.ts';
import { addColumns, additionsTo, addObjects, existsSql, sqlColumns } from './sqlTables.ts';
import { nameTaken, otherDataflow, otherResource, unusable } from './tableErrors.ts';

/**
 * What SQLite is told. The names decide how it stores values (https://sqlite.org/datatype3.html, 3.1): decimals and
 * JSON must be TEXT, or digits would turn into numbers. The exact types stand in _dataflows_tables.
 */
const declaredTypes: Readonly<Record<ColumnType, string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  boolean: 'BOOLEAN',
  datetime: 'DATETIME',
  decimal: 'TEXT',
  json: 'TEXT',
};

/** The columns that every table has beside its source's. */
export const runIdColumn = '_run_id';
export const deletedAtColumn = '_deleted_at';
const ownColumns = [`${runIdColumn} INTEGER`, `${deletedAtColumn} DATETIME`];

export const notDeleted = `${deletedAtColumn} IS NULL`;

interface KeptColumn extends Column {
  /** The source does not have it any more: its values stay, nothing writes it. */
  readonly former?: true;
}

/** What a definition means for the table of its name. A rebuild writes every row, and may change values. */
export type TableChange =
  | { readonly kind: 'none' | 'create' }
  | { readonly kind: 'extend' | 'rebuild'; readonly table: Table };

/** An imported table, as _dataflows_tables describes it. */
export interface Table {
  readonly name: string;
  readonly dataflow: string;
  readonly resource: string;
  readonly columns: readonly KeptColumn[];
  readonly refreshedAt: string | null;
  readonly source?: TableSource;
}

/** The imported tables: their SQL tables together with their rows in _dataflows_tables. */
export class Tables {
  readonly #sqlite: Sqlite;
  /** Tables that are in no file, by their names. */
  readonly #temporary = new Map<string, Table>();

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** @throws DatabaseError unknownTable */
  get(name: string): Table {
    const table = this.#temporary.get(name) ?? this.#find(name);
    if (table === undefined) {
      throw new DatabaseError('unknownTable', l10n.t('There is no table “{0}” in the database.', name));
    }
    return table;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** Whether there is a table of that name, and it is the dataflow's. */
  isOf(name: string, dataflow: string): boolean {
    return this.#find(name)?.dataflow.toLowerCase() === dataflow.toLowerCase();
  }

  /** The names of a dataflow's tables, also of those that cannot be read any more. */
  namesOf(dataflow: string): string[] {
    return this.#sqlite
      .all('SELECT name FROM _dataflows_tables WHERE dataflow = ? ORDER BY name', [dataflow])
      .map(([name]) => String(name));
  }

  /** The names of tables that another program dropped or renamed. */
  gone(): string[] {
    return this.#sqlite
      .all(`SELECT name FROM _dataflows_tables AS described WHERE NOT ${existsSql('described.name')}`)
      .map(([name]) => String(name));
  }

  /** By name. Temporary tables are listed only for the dataflow that they name. */
  list(dataflow?: string): Table[] {
    if (dataflow === undefined) {
      return this.#sqlite.all(`${selectTables} ORDER BY name`).flatMap((row) => this.#present(toTable(row)));
    }
    const rows = this.#sqlite.all(`${selectTables} WHERE dataflow = ? ORDER BY name`, [dataflow]);
    const temporary = [...this.#temporary.values()].filter((table) => table.dataflow === dataflow);
    return [...rows.flatMap((row) => this.#present(toTable(row))), ...temporary];
  }

  /** The views in the database, by name. */
  views(): ViewInfo[] {
    return this.#sqlite
      .all("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name COLLATE NOCASE")
      .map(([name]) => ({ name: String(name), columns: this.#viewColumns(String(name)) }));
  }

  /** Makes an empty table that is read as any other and is in no file. Its first column is `id`. */
  addTemporary(table: Table): void {
    this.#createTable(table.name, table.columns, 'TEMPORARY');
    this.#temporary.set(table.name, table);
  }

  dropTemporary(name: string): void {
    this.#temporary.delete(name);
    this.#sqlite.script(`DROP TABLE temp.${quote(name)}`);
  }

  /** What `prepare` would do, for the sake of undo. @throws DatabaseError nameTaken, otherResource */
  changeOf(definition: TableDefinition): TableChange {
    checkDefinition(definition);
    const table = this.#find(definition.name);
    if (table === undefined) {
      return { kind: 'create' };
    }
    if (table.dataflow.toLowerCase() !== definition.dataflow.toLowerCase()) {
      throw otherDataflow(table, definition);
    }
    if (table.resource !== definition.resource) {
      throw otherResource(table, definition);
    }
    const columns = columnsAfter(table, definition);
    if (JSON.stringify(columns) === JSON.stringify(table.columns)) {
      return { kind: 'none' };
    }
    return { kind: isRebuilt(table, columns) ? 'rebuild' : 'extend', table };
  }

  /**
   * Makes the table, or adds what is new in its definition.
   * @returns Whether there was anything to do.
   */
  prepare(definition: TableDefinition): boolean {
    const hasChanged = this.#prepare(definition);
    return this.#noteSource(definition) || hasChanged;
  }

  #prepare(definition: TableDefinition): boolean {
    const change = this.changeOf(definition);
    switch (change.kind) {
      case 'none':
        return false;
      case 'create':
        this.#create(definition);
        return true;
      case 'extend':
      case 'rebuild':
        this.#adapt(change.table, definition);
        return true;
    }
  }

  /**
   * Gives a table the columns that it had, but for those that another program has dropped since: newer ones go, with their
   * values. @param columns As `columns` had them.
   */
  restoreColumns(table: Table, resource: string, columns: string): Table {
    const present = new Set(table.columns.map(({ name }) => name));
    const before = readColumns(columns).filter(({ name }) => present.has(name));
    this.#rebuild(table, before);
    this.#describe(table.name, resource, before);
    return this.get(table.name);
  }

  rename(from: string, to: string): void {
    const table = this.get(from);
    if (isReserved(to) || (to.toLowerCase() !== from.toLowerCase() && this.#exists(to))) {
      throw nameTaken(to);
    }
    this.#sqlite.script(`
      DROP INDEX IF EXISTS ${deletedIndex(table.name)};
      DROP INDEX IF EXISTS ${groupIndex(table.name)};`);
    renameTable(this.#sqlite, quote(table.name), quote(to));
    this.#indexDeleted(to);
    this.#sqlite.run('UPDATE _dataflows_tables SET name = ? WHERE name = ?', [to, from]);
    this.#sqlite.run('UPDATE _dataflows_cursors SET table_name = ? WHERE table_name = ?', [to, from]);
  }

  /** Drops a table with its cursor, whatever another program made of it; a name that does not exist is ignored. */
  drop(name: string): void {
    if (this.#described(name) === undefined) {
      return;
    }
    const present = sqlColumns(this.#sqlite, name);
    // Without both it is a table of somebody's own in the place of ours.
    if (present.has(runIdColumn) || present.has(deletedAtColumn)) {
      this.#sqlite.script(`DROP TABLE ${quote(name)}`);
    }
    // They went with it, but stay where another program renamed it.
    this.#sqlite.script(`
      DROP INDEX IF EXISTS ${deletedIndex(name)};
      DROP INDEX IF EXISTS ${groupIndex(name)};`);
    this.#sqlite.run('DELETE FROM _dataflows_tables WHERE name = ?', [name]);
    this.#forgetState(name);
  }

  info(table: Table): TableInfo {
    const { name, dataflow, resource, source } = table;
    const total = this.#sqlite.number(`SELECT count(*) FROM ${quote(name)}`);
    const deleted = this.#sqlite.number(
      `SELECT count(*) FROM ${quote(name)} WHERE ${deletedAtColumn} IS NOT NULL`,
    );
    return {
      name,
      dataflow,
      resource,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      rowCount: total - deleted,
      ...(deleted === 0 ? {} : { deletedCount: deleted }),
      ...(source === undefined ? {} : { source }),
      ...(table.refreshedAt === null ? {} : { lastRefresh: Date.parse(table.refreshedAt) }),
    };
  }

  markRefreshed(name: string, at: string | null): void {
    this.#sqlite.run('UPDATE _dataflows_tables SET refreshed_at = ? WHERE name = ?', [at, name]);
  }

  /** @returns Whether it is news. */
  #noteSource({ name, source }: TableDefinition): boolean {
    return (
      source !== undefined &&
      this.#sqlite.run(
        `UPDATE _dataflows_tables SET mode = ?1, account = coalesce(?2, account)
         WHERE name = ?3 AND (mode IS NOT ?1 OR account IS NOT coalesce(?2, account))`,
        [source.mode, source.account ?? null, name],
      ) > 0
    );
  }

  #viewColumns(view: string): string[] {
    try {
      return this.#sqlite.all('SELECT name FROM pragma_table_info(?)', [view]).map(([name]) => String(name));
    } catch {
      // SQLite reads a view's text only now: it may name tables that were dropped.
      return [];
    }
  }

  #find(name: string): Table | undefined {
    const described = this.#described(name);
    return described && this.#present(described)[0];
  }

  /** As _dataflows_tables has it. */
  #described(name: string): Table | undefined {
    const row = this.#sqlite.first(`${selectTables} WHERE name = ?`, [name]);
    return row && toTable(row);
  }

  /**
   * A table as another program may have left it: without the columns that it has lost, whose names SQLite would take for
   * texts (https://sqlite.org/quirks.html, 8). None where the SQL table is gone, or lacks what each of ours has.
   */
  #present(described: Table): Table[] {
    const present = sqlColumns(this.#sqlite, described.name);
    const has = (column: string) => present.has(column.toLowerCase());
    if (!present.get('id')?.isKey || !has(runIdColumn) || !has(deletedAtColumn)) {
      return [];
    }
    return [{ ...described, columns: described.columns.filter(({ name }) => has(name)) }];
  }

  /** Whether anything in the database has the name, a person's own view included. */
  #exists(name: string): boolean {
    return (
      this.#sqlite.first('SELECT 1 FROM sqlite_master WHERE lower(name) = lower(?)', [name]) !== undefined
    );
  }

  #create(definition: TableDefinition): void {
    const { name, dataflow, resource, columns } = definition;
    if (isReserved(name) || this.#exists(name)) {
      throw this.#described(name) === undefined ? nameTaken(name) : unusable(name);
    }
    this.#createTable(name, columns);
    this.#indexDeleted(name);
    // Whatever a table of that name had read, this one has nothing of it.
    this.#forgetState(name);
    this.#sqlite.run(
      'INSERT INTO _dataflows_tables (name, dataflow, resource, columns) VALUES (?, ?, ?, ?)',
      [name, dataflow, resource, JSON.stringify(columns)],
    );
  }

  #createTable(name: string, columns: readonly Column[], kind: '' | 'TEMPORARY' = ''): void {
    const [, ...others] = columns;
    const sql = ['id TEXT PRIMARY KEY NOT NULL', ...others.map(declaration), ...ownColumns].join(',\n  ');
    this.#sqlite.script(`CREATE ${kind} TABLE ${quote(name)} (\n  ${sql}\n)`);
  }

  /** Holds the few deleted rows alone, so that counting a large table reads no row. */
  #indexDeleted(table: string): void {
    this.#sqlite.script(
      `CREATE INDEX ${deletedIndex(table)} ON ${quote(table)} (${deletedAtColumn})
       WHERE ${deletedAtColumn} IS NOT NULL`,
    );
  }

  #adapt(table: Table, definition: TableDefinition): void {
    const columns = columnsAfter(table, definition);
    if (isRebuilt(table, columns)) {
      this.#rebuild(table, columns);
    } else {
      // A person may have had one of the name before.
      const present = sqlColumns(this.#sqlite, table.name);
      for (const column of definition.columns.filter(({ name }) => !present.has(name.toLowerCase()))) {
        this.#sqlite.script(`ALTER TABLE ${quote(table.name)} ADD COLUMN ${declaration(column)}`);
      }
    }
    if (definition.columns.some((column) => !isKept(table, column))) {
      // The rows that are there have no values in it, or others, until they are read again.
      this.#forgetState(table.name);
    }
    this.#describe(table.name, table.resource, columns);
  }

  #forgetState(table: string): void {
    this.#sqlite.run('DELETE FROM _dataflows_cursors WHERE table_name = ?', [table]);
  }

  #describe(name: string, resource: string, columns: readonly KeptColumn[]): void {
    this.#sqlite.run('UPDATE _dataflows_tables SET resource = ?, columns = ? WHERE name = ?', [
      resource,
      JSON.stringify(columns),
      name,
    ]);
  }

  /**
   * SQLite cannot change a column's type: the rows move to a table that has it, without columns that it lacks. What people
   * added to the table moves too.
   */
  #rebuild(table: Table, columns: readonly Column[]): void {
    const rebuilt = `${ownPrefix}rebuilt`;
    const after = new Set(columns.map(({ name }) => name));
    const both = table.columns.filter(({ name }) => after.has(name));
    const ours = [...table.columns, ...columns].map(({ name }) => name);
    const additions = additionsTo(this.#sqlite, table.name, [...ours, runIdColumn, deletedAtColumn]);
    const kept = [...both, ...additions.columns].map(({ name }) => quote(name));
    const cells = [...kept, runIdColumn, deletedAtColumn].join(', ');
    this.#createTable(rebuilt, columns);
    addColumns(this.#sqlite, rebuilt, additions);
    this.#sqlite.script(`INSERT INTO ${rebuilt} (${cells}) SELECT ${cells} FROM ${quote(table.name)}`);
    replaceTable(this.#sqlite, rebuilt, quote(table.name));
    this.#indexDeleted(table.name);
    addObjects(this.#sqlite, additions);
  }
}

const selectTables =
  'SELECT name, dataflow, resource, columns, refreshed_at, account, mode FROM _dataflows_tables';

function toTable(row: readonly unknown[]): Table {
  const [name, dataflow, resource, columns, refreshedAt, account, mode] = row.map((cell) =>
    cell === null ? null : String(cell),
  );
  return {
    name: name ?? '',
    dataflow: dataflow ?? '',
    resource: resource ?? '',
    columns: readColumns(columns ?? '[]'),
    refreshedAt: refreshedAt ?? null,
    ...(mode == null ? {} : { source: { mode, account: account ?? undefined } }),
  };
}

/** The file may have been edited: what is no column is left out rather than believed. */
function readColumns(json: string): KeptColumn[] {
  const columns = parsed(json);
  const believed = Array.isArray(columns) ? columns.filter(isColumn) : [];
  return believed.length === 0 ? [{ name: 'id', type: 'text' }] : believed;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isColumn(value: unknown): value is KeptColumn {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'type' in value &&
    columnTypes.some((type) => type === value.type)
  );
}

/** SQLite's name for a row's number, of the three it has, that no column of the table hides. */
export function rowNumber(table: Pick<Table, 'columns'>): string {
  const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) ?? 'rowid';
}

/** A column as SQL declares it. */
export function declaration(column: Column): string {
  return `${quote(column.name)} ${declaredTypes[column.type]}`;
}

/** A table's columns with a new definition: what that does not have comes last. */
function columnsAfter(table: Table, { columns }: TableDefinition): readonly KeptColumn[] {
  const wanted = new Set(columns.map(({ name }) => name));
  const former = table.columns.filter(({ name }) => !wanted.has(name));
  return [...columns, ...former.map(({ name, type }) => ({ name, type, former: true as const }))];
}

/** Whether a table's rows have their values in a column as a definition wants it. */
function isKept(table: Table, { name, type }: Column): boolean {
  return table.columns.some((column) => column.name === name && column.type === type && !column.former);
}

function isRebuilt(table: Table, columns: readonly Column[]): boolean {
  const before = new Map(table.columns.map((column) => [column.name, column.type]));
  return columns.some(({ name, type }) => storedDifferently(before.get(name), type));
}

function storedDifferently(before: ColumnType | undefined, after: ColumnType): boolean {
  return before !== undefined && declaredTypes[before] !== declaredTypes[after];
}

/** The index by groups that a table gets where many of them are read again, see `WholeGroups`. */
export function groupIndex(table: string): string {
  return quote(`${ownPrefix}groups_${table}`);
}

function deletedIndex(table: string): string {
  return quote(`${ownPrefix}deleted_${table}`);
}

function checkDefinition({ name, columns }: TableDefinition): void {
  if (columns[0]?.name !== 'id' || columns[0].type !== 'text') {
    throw new DatabaseError(
      'internal',
      l10n.t('The table “{0}” does not begin with a text column id.', name),
    );
  }
}

import * as l10n from '@vscode/l10n';
import type { Column, ColumnType } from '../shared/columns.ts';
import { DatabaseError, type RunRecord, type TableInfo } from './api.ts';
import { changedByColumn, columnsOfImages, imagesOf } from './beforeImages.ts';
import { quote } from './identifiers.ts';
import type { Sqlite } from './sqlite.ts';
import { deletedAtColumn, runIdColumn, type Table, type Tables } from './tables.ts';

/** A temporary table takes memory: of a run that changed more rows of a table, those inserted last are left out. */
export const maxRowsOfChanges = 100_000;

/** How many are kept; tabs of older ones find theirs gone. */
const keptTables = 5;

/**
 * Shows what runs did to tables: temporary tables, which are in no file, with a row for each row that a run changed. They
 * are read as any other table. A row carries the id of the run that last wrote it; so what a run made of a row is the
 * row itself or, where a later run changed it again, that run's image of it.
 */
export class RunChanges {
  readonly #sqlite: Sqlite;
  readonly #tables: Tables;
  readonly #kept: string[] = [];

  constructor(sqlite: Sqlite, tables: Tables) {
    this.#sqlite = sqlite;
    this.#tables = tables;
  }

  /** Makes the table that shows what a run did to another one. */
  open(run: RunRecord, table: Table): TableInfo {
    const images = new Set(columnsOfImages(this.#sqlite, table.name));
    const changed = this.#changedColumns(run.id, table, images);
    const others = table.columns.filter(({ name }) => name !== 'id');
    const shown: Table = {
      name: l10n.t('{0} (run #{1})', table.name, run.number),
      // Under a name of its own: it is no table of the dataflow.
      dataflow: l10n.t('{0}, run #{1}', table.dataflow, run.number),
      resource: table.resource,
      refreshedAt: null,
      columns: [
        { name: 'id', type: 'text' },
        { name: '_change', type: 'text' },
        { name: '_changed_columns', type: 'text' },
        // What changed comes first.
        ...others.filter(({ name }) => changed.has(name)).map(({ name }): Column => ({ name, type: 'text' })),
        ...others.filter(({ name }) => !changed.has(name)).map(({ name, type }) => ({ name, type })),
      ],
    };
    this.#drop(shown.name);
    this.#tables.addTemporary(shown);
    this.#kept.push(shown.name);
    this.#fill(shown, run.id, table, images, changed);
    for (const oldest of this.#kept.slice(0, -keptTables)) {
      this.#drop(oldest);
    }
    return this.#tables.info(shown);
  }

  #drop(name: string): void {
    const index = this.#kept.indexOf(name);
    if (index >= 0) {
      this.#kept.splice(index, 1);
      this.#tables.dropTemporary(name);
    }
  }

  /** The columns in which the run gave a row that was there another value. */
  #changedColumns(run: number, table: Table, images: ReadonlySet<string>): ReadonlySet<string> {
    if (images.size === 0) {
      return new Set();
    }
    const columns = table.columns.filter(({ name }) => name !== 'id');
    const differ = columns.map((column) => `max(${isChanged(column, images)})`);
    const found = this.#sqlite.first(
      `SELECT ${['0', ...differ]} FROM ${after(run, table, images)} JOIN ${before(run, table)}`,
    );
    return new Set(columns.filter((_, index) => found?.[index + 1] === 1).map(({ name }) => name));
  }

  #fill(
    shown: Table,
    run: number,
    table: Table,
    images: ReadonlySet<string>,
    changed: ReadonlySet<string>,
  ): void {
    const words = [l10n.t('inserted'), l10n.t('deleted'), l10n.t('came back'), l10n.t('updated')];
    const hasImages = images.size > 0;
    const cells = shown.columns.slice(3).map((column) =>
      hasImages && changed.has(column.name)
        ? `CASE WHEN before.id IS NOT NULL AND ${isChanged(column, images)}
           THEN ${text(image(column, images))} || ' → ' || ${text(`after.${quote(column.name)}`)}
           ELSE after.${quote(column.name)} END`
        : `after.${quote(column.name)}`,
    );
    const kind = hasImages
      ? `CASE WHEN before.id IS NULL THEN ?1
         WHEN after.${deletedAtColumn} IS NOT NULL AND before.${deletedAtColumn} IS NULL THEN ?2
         WHEN after.${deletedAtColumn} IS NULL AND before.${deletedAtColumn} IS NOT NULL THEN ?3
         ELSE ?4 END`
      : 'coalesce(?1, ?2, ?3, ?4)';
    const names = hasImages ? changedNames(table, images, changed) : 'NULL';
    this.#sqlite.run(
      `INSERT INTO ${quote(shown.name)} (${shown.columns.map(({ name }) => quote(name))})
       SELECT ${['after.id', kind, names, ...cells]}
       FROM ${after(run, table, images)} ${hasImages ? `LEFT JOIN ${before(run, table)}` : ''}
       ${hasImages ? 'ORDER BY before.id IS NULL' : ''} LIMIT ${maxRowsOfChanges}`,
      words,
    );
  }
}

/**
 * The rows as the run made them. A run that changed a column's type has images of all rows, also of those that it did not
 * write: of several, the oldest one is what the run made.
 */
function after(run: number, table: Table, images: ReadonlySet<string>): string {
  const own = [...table.columns.map(({ name }) => name), deletedAtColumn];
  const present = `SELECT ${own.map(quote)} FROM ${quote(table.name)} WHERE ${runIdColumn} = ${run}`;
  if (images.size === 0) {
    return `(${present}) AS after`;
  }
  const replaced = own.map((name) => (images.has(quote(name)) ? quote(name) : `NULL AS ${quote(name)}`));
  const ofRun = `FROM ${imagesOf(table.name)} WHERE ${runIdColumn} = ${run}`;
  return `(${present} AND id NOT IN (SELECT id ${ofRun})
    UNION ALL SELECT ${replaced} ${ofRun}
    AND (id, ${changedByColumn}) IN (SELECT id, min(${changedByColumn}) ${ofRun} GROUP BY id)) AS after`;
}

/** The rows as they were before the run: to be joined with `after`. */
function before(run: number, table: Table): string {
  return `${imagesOf(table.name)} AS before ON before.${changedByColumn} = ${run} AND before.id = after.id`;
}

function image({ name }: { readonly name: string }, images: ReadonlySet<string>): string {
  return images.has(quote(name)) ? `before.${quote(name)}` : 'NULL';
}

function isChanged(
  column: { readonly name: string; readonly type: ColumnType },
  images: ReadonlySet<string>,
): string {
  return `(after.${quote(column.name)} IS NOT ${image(column, images)})`;
}

function text(sql: string): string {
  return `coalesce(CAST(${sql} AS TEXT), 'NULL')`;
}

/** SQL for the names of the columns that differ. A function takes some hundred arguments at most. */
function changedNames(table: Table, images: ReadonlySet<string>, changed: ReadonlySet<string>): string {
  const parts = table.columns
    .filter(({ name }) => changed.has(name))
    .map(
      (column) =>
        `CASE WHEN before.id IS NOT NULL AND ${isChanged(column, images)} THEN ${literal(column.name)} END`,
    );
  const groups: string[] = [];
  for (let index = 0; index < parts.length; index += maxArguments) {
    groups.push(`nullif(concat_ws(', ', ${parts.slice(index, index + maxArguments)}), '')`);
  }
  return groups.length === 0 ? 'NULL' : `nullif(concat_ws(', ', ${groups}), '')`;
}

const maxArguments = 90;

function literal(textValue: string): string {
  return `'${textValue.replaceAll("'", "''")}'`;
}

/** Nothing is kept of what a run changed. */
export function changesGone(run: RunRecord): DatabaseError {
  return new DatabaseError(
    'changesGone',
    l10n.t(
      'What run #{0} changed is not kept: it was rolled back, or more runs came after it than the setting dataflows.rollback.keepRuns keeps.',
      run.number,
    ),
  );
}

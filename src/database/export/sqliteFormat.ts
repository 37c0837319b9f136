import type { Column } from '../../shared/columns.ts';
import { quote } from '../identifiers.ts';
import type { Engine, Sqlite, Statement } from '../sqlite.ts';
import { declaration } from '../tables.ts';
import { cellsSql } from './cells.ts';
import type { ReplacementFile } from './replacementFile.ts';
import type { RowFormat } from './rowFormat.ts';
import type { ViewRows } from './viewRows.ts';

/** Writes an SQLite database with the table alone. It is made in memory, as the workspace database is. */
export class SqliteFormat implements RowFormat {
  readonly cutTexts = 0;
  readonly #file: ReplacementFile;
  readonly #columns: readonly Column[];
  readonly #copy: Sqlite;
  readonly #insert: Statement;
  #rows = 0;

  constructor(file: ReplacementFile, columns: readonly Column[], table: string, engine: Engine) {
    this.#file = file;
    this.#columns = columns;
    this.#copy = engine.open();
    this.#copy.script(`CREATE TABLE ${quote(table)} (\n  ${columns.map(columnSql).join(',\n  ')}\n)`);
    this.#insert = this.#copy.prepare(
      `INSERT INTO ${quote(table)} VALUES (${columns.map(() => '?').join(', ')})`,
    );
  }

  get rows(): number {
    return this.#rows;
  }

  write(rows: ViewRows, mayGoOn: () => boolean): void {
    this.#copy.transaction(() =>
      rows.each(
        cellsSql(this.#columns),
        (row) => {
          this.#insert.run(row);
          this.#rows += 1;
        },
        mayGoOn,
      ),
    );
  }

  finish(): void {
    for (const piece of this.#copy.content()) {
      this.#file.write(piece);
    }
  }

  dispose(): void {
    this.#insert.free();
    this.#copy.close();
  }
}

/** `id` stays the key. */
function columnSql(column: Column): string {
  return column.name === 'id' && column.type === 'text'
    ? 'id TEXT PRIMARY KEY NOT NULL'
    : declaration(column);
}

import type { AsyncDatabase, TableInfo } from '../../database/api.ts';
import {
  type FoundId,
  firstRows,
  maxSummaryText,
  type PageQuery,
  type RowsQuery,
} from '../../database/rowQueries.ts';
import type { Column, Row, SqlValue } from '../../shared/columns.ts';
import {
  blockRows,
  type Cell,
  type ColumnSummary,
  type CopyAnswer,
  type CopyParams,
  type CountRowsAnswer,
  deletedAtColumn,
  type FirstRows,
  type FoundRows,
  maxGridText,
  type ReadRowAnswer,
  type ReadRowParams,
  type ReadRowsParams,
  type ReadTextAnswer,
  type ReadTextParams,
  type RowsView,
  type SummarizeParams,
} from '../../shared/preview.ts';
import type { TableColumnMeaning } from '../columnMeanings.ts';
import { toCell } from './cells.ts';
import { rowText } from './rowText.ts';

/** What a preview needs of the workspace database. */
export type PreviewDatabase = Pick<
  AsyncDatabase,
  | 'tables'
  | 'readPage'
  | 'countRows'
  | 'findRows'
  | 'summarizeColumn'
  | 'readText'
  | 'findIds'
  | 'completeness'
>;

/** The clipboard is for what a person pastes somewhere; more than this, in UTF-16 code units, is a matter for a file. */
const maxCopy = 20_000_000;
const copyBlock = 500;
/** How often a page is told how many rows are found, in milliseconds. */
const progressInterval = 100;
/** The beginnings of Stripe's ids are words of letters, with an underscore after them. */
const looksLikeId = /^[a-z]+(_[a-z]+)*_[A-Za-z0-9]{6,}$/;
const maxReferences = 500;

/** A newer request took the place of this one; nobody waits for its answer. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}

/** More was to be copied than the clipboard should get. */
export class TooMuchToCopyError extends Error {
  override readonly name = 'TooMuchToCopyError';
}

export interface RowReaderOptions {
  readonly database: PreviewDatabase;
  readonly dataflow: string;
  readonly table: string;
  readonly meanings: (table: TableInfo) => Promise<ReadonlyMap<string, TableColumnMeaning>>;
  /** See RowsQuery.asOf. */
  readonly asOf: () => number;
  /** Whether anybody still waits for rows. */
  readonly isLookedAt: () => boolean;
}

/**
 * Reads the rows of one table for its preview. The database looks for them in turns, between which it does what others
 * ask; a request for other rows makes an end of the one before.
 */
export class RowReader {
  readonly #options: RowReaderOptions;
  readonly #database: PreviewDatabase;
  readonly #table: string;
  /** The newest view, as JSON. */
  #wantedRows = '';
  readonly #wantedSummaries = new Map<SummarizeParams['purpose'], string>();
  #resource: string | undefined;
  /** The tables that there were beside it. */
  #others: ReadonlySet<string> = new Set();

  constructor(options: RowReaderOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#table = options.table;
  }

  /** What the table holds, which it keeps under another name. Undefined until its columns are read. */
  get resource(): string | undefined {
    return this.#resource;
  }

  /** Undefined where the database has no such table. */
  async columns(): Promise<readonly Column[] | undefined> {
    const tables = await this.#tables();
    const info = tables.find(({ name }) => name === this.#table);
    if (info !== undefined) {
      this.#resource = info.resource;
      this.#others = new Set(tables.map(({ name }) => name));
    }
    return info && columnsOf(info);
  }

  /** The first rows of the table as it is, with their columns. Whatever else is being found goes on. */
  async first(columns: readonly Column[]): Promise<FirstRows> {
    const names = columns.map(({ name }) => name);
    const view = { where: [], search: '', includeDeleted: false, orderBy: [] };
    const block = { columns: names, offset: 0, limit: blockRows(names.length) };
    return { columns: names, rows: await this.#readPage({ ...this.#query(view), ...block }) };
  }

  /** What the table is called now, where it was renamed since its columns were read. */
  async newName(): Promise<string | undefined> {
    const tables = await this.#tables();
    return tables.find(({ name, resource }) => resource === this.#resource && !this.#others.has(name))?.name;
  }

  async count(): Promise<CountRowsAnswer> {
    const all = { table: this.#table, where: [], includeDeleted: true };
    const isDeleted = { column: deletedAtColumn, operator: 'isNotNull' } as const;
    const [rows, deleted] = await Promise.all([
      this.#database.countRows(all),
      this.#database.countRows({ ...all, where: [isDeleted] }),
    ]);
    return { present: rows - deleted, deleted };
  }

  /** Finds all rows of a view. @param onProgress Told how many there are so far. */
  async find(view: RowsView, onProgress: (found: FoundRows) => void): Promise<FoundRows> {
    this.#want(view);
    let found = await this.#database.findRows(this.#query(view));
    let toldAt = Number.NEGATIVE_INFINITY;
    while (!found.complete && this.#isWanted(view)) {
      if (performance.now() - toldAt >= progressInterval) {
        toldAt = performance.now();
        onProgress(found);
      }
      found = await this.#database.findRows(this.#query(view));
    }
    return { count: found.count, complete: found.complete && this.#isWanted(view) };
  }

  /** A part of the view's rows, as soon as it is found. @throws SupersededError */
  async read({ view, columns, offset, limit }: ReadRowsParams): Promise<Cell[][]> {
    this.#want(view);
    const needed = offset + limit;
    const isWhole = view.where.length === 0 && view.search === '' && view.orderBy.length === 0;
    if (!isWhole || needed > firstRows) {
      await this.#findUntil(view, needed, () => this.#isWanted(view));
    }
    return await this.#readPage({ ...this.#query(view), columns, offset, limit });
  }

  /** One whole row, and which of its values name rows of other tables. */
  async row({ table, id }: ReadRowParams): Promise<ReadRowAnswer> {
    const name = table ?? (await this.#findIds([id]))[0]?.table;
    const info = (await this.#tables()).find((other) => other.name === name);
    if (info === undefined) {
      return { row: undefined };
    }
    const columns = columnsOf(info);
    const [cells] = await this.#readPage({
      table: info.name,
      includeDeleted: true,
      where: [{ column: 'id', operator: 'equals', value: id }],
      orderBy: [],
      columns: columns.map((column) => column.name),
      offset: 0,
      limit: 1,
    });
    return {
      row: cells && {
        table: info.name,
        id,
        columns: [...columns],
        cells,
        references: await this.#references(info, cells),
      },
    };
  }

  async text(place: ReadTextParams): Promise<ReadTextAnswer> {
    const part = await this.#database.readText(place);
    return { text: part?.text, bytes: part?.bytes ?? 0 };
  }

  /** What the rows of a filter have in one column. The newest request of each purpose wins. */
  async summarize({ purpose, filter, column }: SummarizeParams): Promise<ColumnSummary> {
    const wanted = JSON.stringify({ filter, column });
    this.#wantedSummaries.set(purpose, wanted);
    const isWanted = () => this.#wantedSummaries.get(purpose) === wanted && this.#options.isLookedAt();
    const query = { table: this.#table, ...filter, column, asOf: this.#options.asOf() };
    let summary = await this.#database.summarizeColumn(query);
    while (!summary.complete && isWanted()) {
      summary = await this.#database.summarizeColumn(query);
    }
    const { minimum, maximum, values } = summary;
    return {
      ...summary,
      minimum: toSummaryCell(minimum),
      maximum: toSummaryCell(maximum),
      values: values.map(({ value, count }) => ({ value: toSummaryCell(value), count })),
      bars: [...summary.bars],
      complete: summary.complete && isWanted(),
    };
  }

  /** Rows as text. @throws TooMuchToCopyError */
  async copy({ view, columns, offset, limit, format, header }: CopyParams): Promise<CopyAnswer> {
    const all = (await this.columns()) ?? [];
    const types = new Map(all.map((column) => [column.name, column]));
    const shown = columns.flatMap((name) => types.get(name) ?? []);
    const { readable } = await this.#findUntil(view, offset + limit, () => true);
    // The rows of one moment, also where a run ends meanwhile. A block has fewer where some have gone since.
    const query = this.#query(view);
    const end = Math.min(readable, offset + limit);
    const rows: Row[] = [];
    let length = 0;
    for (let at = offset; at < end; at += copyBlock) {
      const block = await this.#database.readPage({
        ...query,
        columns: shown.map(({ name }) => name),
        offset: at,
        limit: Math.min(copyBlock, end - at),
        maxText: maxCopy,
      });
      rows.push(...block);
      length += block.flat().reduce<number>((sum, value) => sum + String(value ?? '').length + 1, 0);
      if (length > maxCopy) {
        throw new TooMuchToCopyError();
      }
    }
    return { text: rowText(format, shown, rows, header), rows: rows.length };
  }

  #want(view: RowsView): void {
    this.#wantedRows = JSON.stringify(view);
  }

  #isWanted(view: RowsView): boolean {
    return this.#wantedRows === JSON.stringify(view) && this.#options.isLookedAt();
  }

  /** @throws SupersededError where the rows are not wanted any longer */
  async #findUntil(
    view: RowsView,
    needed: number,
    isWanted: () => boolean,
  ): Promise<{ readonly readable: number }> {
    let found = await this.#database.findRows(this.#query(view));
    while (!found.complete && found.readable < needed && isWanted()) {
      found = await this.#database.findRows(this.#query(view));
    }
    if (!isWanted()) {
      throw new SupersededError();
    }
    return found;
  }

  #query(view: RowsView): RowsQuery {
    return { table: this.#table, ...view, asOf: this.#options.asOf() };
  }

  async #readPage(query: PageQuery): Promise<Cell[][]> {
    const rows = await this.#database.readPage({ ...query, maxText: maxGridText });
    return rows.map((row) => row.map((value) => toCell(value, maxGridText)));
  }

  /** The columns whose cells name a row of an imported table, with that table. */
  async #references(info: TableInfo, cells: readonly Cell[]): Promise<Record<string, string>> {
    const meanings = await this.#options.meanings(info);
    const candidates = info.columns.flatMap(({ name, type }, index) => {
      const cell = cells[index];
      if (type !== 'text' || name === 'id' || typeof cell !== 'string') {
        return [];
      }
      // Where the column says which table it means, an id may be of any form: people choose those of coupons.
      const among = meanings.get(name)?.refersTo ?? [];
      return among.length > 0 || looksLikeId.test(cell) ? [{ name, id: cell, among }] : [];
    });
    const ids = candidates.slice(0, maxReferences).map(({ id }) => id);
    const found = await this.#findIds(ids);
    return Object.fromEntries(
      candidates.flatMap(({ name, id, among }) => {
        const rows = found.filter((row) => row.id === id);
        const meant = rows.find(({ table }) => among.includes(table));
        const row = meant ?? (looksLikeId.test(id) ? rows[0] : undefined);
        return row === undefined ? [] : [[name, row.table]];
      }),
    );
  }

  #tables(): Promise<readonly TableInfo[]> {
    return this.#database.tables(this.#options.dataflow);
  }

  #findIds(ids: readonly string[]): Promise<readonly FoundId[]> {
    return this.#database.findIds(this.#options.dataflow, ids);
  }
}

function columnsOf({ columns }: TableInfo): readonly Column[] {
  return [...columns, { name: deletedAtColumn, type: 'datetime' }];
}

/** The start of a long text is no value that a row has: nothing may look for it. */
function toSummaryCell(value: SqlValue): Cell {
  if (typeof value !== 'string' || value.length <= maxSummaryText) {
    return toCell(value, maxGridText);
  }
  const characters = [...value];
  return characters.length <= maxSummaryText
    ? value
    : { start: characters.slice(0, maxSummaryText).join('') };
}

import type { Column } from '../../src/shared/columns.ts';
import {
  blockRows,
  deletedAtColumn,
  type FirstRows,
  type Layout,
  type ReadRowsParams,
  type Row,
  type RowsView,
} from '../../src/shared/preview.ts';
import { shownColumns } from './columnLayout.ts';
import { currencyColumns } from './money.ts';
import { isFiltered, rowsView, shows, type ViewState } from './viewState.ts';

export const keptBlocks = 12;

/** How long the grid waits to be drawn with its first rows, in milliseconds: what is drawn once is there sooner. */
const firstRowsPatience = 200;

export type Block = Omit<ReadRowsParams, 'view'>;

export interface BlockOptions {
  /** What the page keeps, as it is now. */
  readonly state: () => ViewState;
  readonly layout: () => Layout;
  /** Reads rows. If it rejects, the rows stay blank until they are asked for again. */
  readonly readRows: (block: Block) => Promise<readonly Row[]>;
}

/** What is shown first is read before there is a grid. */
export interface ReadAhead {
  /** The rows of a block, or of two where they meet in view. */
  readonly block: Block;
  /** What the page showed then. */
  readonly view: RowsView;
  readonly layout: Layout;
  readonly rows: Promise<readonly Row[]>;
  /** The rows, where they were found at once. */
  readonly known: readonly Row[] | undefined;
}

/** Resolves when the rows are there, or take long to be found. @param inView How many rows are seen at once. */
export async function readFirstRows(
  options: BlockOptions,
  columns: readonly Column[],
  inView: number,
): Promise<ReadAhead> {
  const first = firstBlock(options, columns);
  const isEnough = options.state().topRow + inView <= first.offset + first.limit;
  const block = { ...first, limit: first.limit * (isEnough ? 1 : 2) };
  const view = rowsView(options.state());
  const layout = options.layout();
  const rows = options.readRows(block);
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, firstRowsPatience, undefined));
  // Whoever takes the rows gets the error.
  const known = await Promise.race([rows.catch(() => undefined), patience]);
  return { block, view, layout, rows, known };
}

/** The block at the place that was kept. All blocks are of its size. */
export function firstBlock({ state, layout }: BlockOptions, columns: readonly Column[]): Block {
  const { topRow, showDeleted } = state();
  const shown = shownColumns(columns, layout(), showDeleted);
  const limit = blockRows(shown.length);
  return {
    columns: columnsToRead(shown, currencyColumns(columns)),
    offset: topRow - (topRow % limit),
    limit,
  };
}

/** Tells whether the rows that were read ahead are still those that the page shows, and as it shows them. */
export function isWanted({ view, layout }: ReadAhead, options: BlockOptions): boolean {
  return shows(options.state(), view) && options.layout() === layout;
}

/** The rows of a block, where they were read ahead. What failed is read again. */
export function rowsReadAhead(
  ahead: ReadAhead,
  block: Block,
  options: BlockOptions,
): Promise<readonly Row[]> | undefined {
  const start = block.offset - ahead.block.offset;
  const isInside = start >= 0 && start + block.limit <= ahead.block.limit;
  const isSame =
    shows(options.state(), ahead.view) && block.columns.join('\0') === ahead.block.columns.join('\0');
  return isInside && isSame
    ? ahead.rows.then(
        (rows) => rows.slice(start, start + block.limit),
        () => options.readRows(block),
      )
    : undefined;
}

/** The columns that are shown, and those that are needed to show them and to tell rows apart. */
export function columnsToRead(shown: readonly string[], currencies: ReadonlyMap<string, string>): string[] {
  const needed = shown.flatMap((name) => currencies.get(name) ?? []);
  return [...new Set([...shown, ...needed, 'id', deletedAtColumn])];
}

/** The rows of a block, where they are among the table's first ones, which were told without a question. */
export function rowsAmong({ columns, rows }: FirstRows, block: Block, view: RowsView): Row[] | undefined {
  const told = blockRows(columns.length);
  // Where fewer were told there are no more.
  const isFirst = block.offset === 0 && (block.limit === told || (block.limit > told && rows.length < told));
  const isWhole = !isFiltered(view) && view.orderBy.length === 0 && !view.includeDeleted;
  const places = block.columns.map((name) => columns.indexOf(name));
  return isFirst && isWhole && !places.includes(-1)
    ? rows.map((cells) => places.map((place) => cells[place] ?? null))
    : undefined;
}

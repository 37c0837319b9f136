/**
 * What a table preview's page and the extension host say to each other. Each side checks what it receives with these
 * schemas.
 *
 * They are written with `zod/mini`: all of zod would make up a tenth of the page, which is started anew each time its
 * tab is shown.
 */
import type { NotificationType, RequestType } from 'vscode-messenger-common';
import * as z from 'zod/mini';
import { columnTypes } from './columns.ts';

/** Set where the source no longer has the object. A preview reads it with the table's own columns, after them. */
export const deletedAtColumn = '_deleted_at';

/** Texts longer than this, in UTF-16 code units, are cut in the grid and in a row's panel: `readText` has the rest. */
export const maxGridText = 1000;

/** How much of a long text is read at once, in code points. */
export const textPartLength = 500_000;

/** How many rows are asked for at once. The grid keeps two unread blocks at most: they fill screens of 3,000 pixels. */
const blockSize = 128;
/** So many cells are a block's worth: a table of 2,000 columns gets lower blocks. */
const blockCells = 60_000;
const lowestBlock = 80;

/** How many rows of so many columns a page reads at once. */
export function blockRows(columns: number): number {
  return Math.max(lowestBlock, Math.min(blockSize, Math.floor(blockCells / columns)));
}

/** A page must not choke on one cell: no more of a text is shown, in code points. */
export const maxShownText = 5_000_000;

const name = z.string().check(z.maxLength(1000));
const id = z.string().check(z.maxLength(1000));
const index = z.int().check(z.nonnegative());

/** A text of which only the first characters were sent. */
const cutTextSchema = z.object({ start: z.string() });
export type CutText = Readonly<z.infer<typeof cutTextSchema>>;

/**
 * A value on its way to the page, which is JSON: an integer beyond 2^53 comes as its digits, a real number that is
 * not finite as its name.
 */
const cellSchema = z.union([z.string(), z.number(), z.null(), cutTextSchema]);
export type Cell = Readonly<z.infer<typeof cellSchema>>;

const columnSchema = z.object({ name: z.string(), type: z.enum(columnTypes) });

/** How a person arranged the columns of a table, and wants values shown. It is kept per table. */
export const layoutSchema = z.object({
  /** In the order shown; columns that are not named follow. */
  columns: z
    .array(
      z.object({
        name,
        /** In pixels. */
        width: z.optional(z.number().check(z.positive(), z.maximum(10_000))),
        hidden: z.optional(z.boolean()),
        pinned: z.optional(z.boolean()),
      }),
    )
    .check(z.maxLength(2000)),
  times: z.enum(['utc', 'local', 'raw']),
  /** Amounts as money of the row's currency, or as they are stored: in the currency's smallest unit. */
  amounts: z.enum(['money', 'minor']),
});
export type Layout = Readonly<z.infer<typeof layoutSchema>>;
export type TimeDisplay = Layout['times'];
export type AmountDisplay = Layout['amounts'];

const rowsSchema = z.array(z.array(cellSchema));
export type Row = readonly Cell[];

const firstRowsSchema = z.object({ columns: z.array(z.string()), rows: rowsSchema });
/** The first block of a table as it is, without filters and in no order but its own. */
export type FirstRows = Readonly<z.infer<typeof firstRowsSchema>>;

export const describeParamsSchema = z.object({ withRows: z.boolean() });
export type DescribeParams = Readonly<z.infer<typeof describeParamsSchema>>;

export const describeAnswerSchema = z.object({
  table: z.string(),
  dataflow: z.string(),
  /** The table shows what a run changed: it is in memory only. */
  isOfRun: z.optional(z.boolean()),
  /** Undefined where the database has no such table. */
  columns: z.optional(z.array(columnSchema)),
  /** What the table is called now, where it was renamed since the preview was opened. */
  newName: z.optional(z.string()),
  /** Undefined where nobody arranged the columns yet. */
  layout: z.optional(layoutSchema),
  /** Undefined where they were not asked for. */
  rows: z.optional(firstRowsSchema),
});
export type DescribeAnswer = Readonly<z.infer<typeof describeAnswerSchema>>;

export const orderSchema = z.object({ column: name, descending: z.boolean() });
export type Order = Readonly<z.infer<typeof orderSchema>>;

const filterText = z.string().check(z.maxLength(1000));
const filterValue = z.union([filterText, z.number(), z.null()]);

export const conditionSchema = z.union([
  z.object({ column: name, operator: z.enum(['isNull', 'isNotNull']) }),
  z.object({ column: name, operator: z.literal('contains'), value: filterText }),
  z.object({
    column: name,
    operator: z.enum(['equals', 'atLeast', 'atMost', 'lessThan']),
    value: filterValue,
  }),
  z.object({
    column: name,
    operator: z.literal('oneOf'),
    values: z.array(filterValue).check(z.maxLength(500)),
  }),
]);
export type Condition = Readonly<z.infer<typeof conditionSchema>>;

const filterFields = {
  /** Conditions that must all hold. */
  where: z.array(conditionSchema).check(z.maxLength(500)),
  /** A text that any column must contain; empty for none. */
  search: filterText,
  includeDeleted: z.boolean(),
};
export const rowFilterSchema = z.object(filterFields);
export type RowFilter = Readonly<z.infer<typeof rowFilterSchema>>;

/** Which rows are shown, and in which order. */
export const rowsViewSchema = z.object({
  ...filterFields,
  orderBy: z.array(orderSchema).check(z.maxLength(100)),
});
export type RowsView = Readonly<z.infer<typeof rowsViewSchema>>;

const columnNames = z.array(name).check(z.maxLength(2000));

export const readRowsParamsSchema = z.object({
  view: rowsViewSchema,
  /** Which columns, in which order; the cells come back in it. */
  columns: columnNames,
  offset: index,
  limit: index.check(z.maximum(1000)),
});
export type ReadRowsParams = Readonly<z.infer<typeof readRowsParamsSchema>>;

export const readRowsAnswerSchema = rowsSchema;

export const countRowsAnswerSchema = z.object({
  /** Rows that the source still has. */
  present: z.number(),
  deleted: z.number(),
});
export type CountRowsAnswer = Readonly<z.infer<typeof countRowsAnswerSchema>>;

export const foundRowsSchema = z.object({
  /** Rows that the filter lets through, of those that were looked at. */
  count: z.number(),
  /** Whether all rows were looked at. It stays false where a newer request took the place of this one. */
  complete: z.boolean(),
});
export type FoundRows = Readonly<z.infer<typeof foundRowsSchema>>;

export const readRowParamsSchema = z.object({
  /** Undefined for whichever table of the dataflow has the row. */
  table: z.optional(name),
  id,
});
export type ReadRowParams = Readonly<z.infer<typeof readRowParamsSchema>>;

export const readRowAnswerSchema = z.object({
  /** Undefined where there is no such row any more. */
  row: z.optional(
    z.object({
      table: z.string(),
      id: z.string(),
      columns: z.array(columnSchema),
      cells: z.array(cellSchema),
      /** The columns whose values name rows of imported tables, with these tables. */
      references: z.record(z.string(), z.string()),
    }),
  ),
});
export type ReadRowAnswer = Readonly<z.infer<typeof readRowAnswerSchema>>;

export const readTextParamsSchema = z.object({
  table: name,
  id,
  column: name,
  /** In code points. */
  offset: index,
  length: index.check(z.maximum(textPartLength)),
});
export type ReadTextParams = Readonly<z.infer<typeof readTextParamsSchema>>;

/** The text is undefined where the row is gone. */
export const readTextAnswerSchema = z.object({
  text: z.optional(z.string()),
  /** The size of the whole text in UTF-8. */
  bytes: z.number(),
});
export type ReadTextAnswer = Readonly<z.infer<typeof readTextAnswerSchema>>;

export const summarizeParamsSchema = z.object({
  /** What the figures are for: to be shown, or to choose a filter from. */
  purpose: z.enum(['summary', 'filter']),
  filter: rowFilterSchema,
  column: name,
});
export type SummarizeParams = Readonly<z.infer<typeof summarizeParamsSchema>>;

export const columnSummarySchema = z.object({
  rows: z.number(),
  nulls: z.number(),
  distinct: z.number(),
  /** There may be more different values. */
  distinctIsMinimum: z.boolean(),
  minimum: cellSchema,
  maximum: cellSchema,
  values: z.array(z.object({ value: cellSchema, count: z.number() })),
  /** Numbers, or seconds since 1970. */
  bars: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
  /** False where a newer request took the place of this one. */
  complete: z.boolean(),
});
export type ColumnSummary = Readonly<z.infer<typeof columnSummarySchema>>;

export const copyFormats = ['tsv', 'csv', 'json', 'markdown'] as const;
export type CopyFormat = (typeof copyFormats)[number];

export const copyParamsSchema = z.object({
  view: rowsViewSchema,
  columns: columnNames,
  offset: index,
  limit: index,
  format: z.enum(copyFormats),
  /** Whether the columns' names come first; JSON and Markdown have them always. */
  header: z.boolean(),
});
export type CopyParams = Readonly<z.infer<typeof copyParamsSchema>>;

export const copyAnswerSchema = z.object({ text: z.string(), rows: z.number() });
export type CopyAnswer = Readonly<z.infer<typeof copyAnswerSchema>>;

/** The rows and columns that the page shows, or some of them. */
export const shownViewSchema = z.object({
  view: rowsViewSchema,
  /** In the order shown. */
  columns: columnNames,
  /** Where only some rows are meant. */
  offset: z.optional(index),
  limit: z.optional(index),
});
export type ShownView = Readonly<z.infer<typeof shownViewSchema>>;

export const openTableParamsSchema = z.object({ table: name });
export type OpenTableParams = Readonly<z.infer<typeof openTableParamsSchema>>;

/** The answers are unknown until the page has checked them. */
export const describeRequest: RequestType<DescribeParams, unknown> = { method: 'preview/describe' };
export const readRowsRequest: RequestType<ReadRowsParams, unknown> = { method: 'preview/readRows' };
export const countRowsRequest: RequestType<undefined, unknown> = { method: 'preview/countRows' };
/** Finds the rows of a view. A newer request for another view ends it. */
export const findRowsRequest: RequestType<RowsView, unknown> = { method: 'preview/findRows' };
export const readRowRequest: RequestType<ReadRowParams, unknown> = { method: 'preview/readRow' };
export const readTextRequest: RequestType<ReadTextParams, unknown> = { method: 'preview/readText' };
/** Finds out about one column. A newer request for another one ends it. */
export const summarizeRequest: RequestType<SummarizeParams, unknown> = { method: 'preview/summarize' };
export const copyRequest: RequestType<CopyParams, unknown> = { method: 'preview/copy' };
export const openTableRequest: RequestType<OpenTableParams, unknown> = { method: 'preview/openTable' };

/** Writes rows into a file. Answered when the person has chosen, and the file is written. */
export const exportRequest: RequestType<ShownView, unknown> = { method: 'preview/export' };

/**
 * The host to a page that is opened: what it will ask first, `describeRequest` with rows. VS Code has it ready when the page's
 * script has run; the way there and back would take 30 ms.
 */
export const tableDescribed: NotificationType<DescribeAnswer> = { method: 'preview/tableDescribed' };

/** The page to the host: what an export of this preview means now. */
export const viewShown: NotificationType<ShownView> = { method: 'preview/viewShown' };

/** The page to the host: what to keep for the next time that somebody opens the table. */
export const keepLayout: NotificationType<Layout> = { method: 'preview/keepLayout' };

/** The host to the page: how far `findRowsRequest` is. */
export const rowsFound: NotificationType<FoundRows> = { method: 'preview/rowsFound' };

/** The host to the page: the data changed, or the table itself. */
export const tableChanged: NotificationType<undefined> = { method: 'preview/tableChanged' };

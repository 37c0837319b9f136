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

/** Texts longer than this, in UTF-16 code units, are cut in the grid; the cell's detail has the rest. */
export const maxGridText = 1000;

/** Texts longer than this, in UTF-16 code units, are cut in a cell's detail: a page must not choke on one cell. */
export const maxDetailText = 5_000_000;

const name = z.string().check(z.maxLength(1000));

/** A text of which only the first characters were sent. */
const cutTextSchema = z.object({ start: z.string(), length: z.number() });
export type CutText = Readonly<z.infer<typeof cutTextSchema>>;

/**
 * A value on its way to the page, which is JSON: an integer beyond 2^53 comes as its digits, a real number that is
 * not finite as its name.
 */
const cellSchema = z.union([z.string(), z.number(), z.null(), cutTextSchema]);
export type Cell = Readonly<z.infer<typeof cellSchema>>;

export const describeAnswerSchema = z.object({
  table: z.string(),
  dataflow: z.string(),
  /** Undefined where the database has no such table. */
  columns: z.optional(z.array(z.object({ name: z.string(), type: z.enum(columnTypes) }))),
});
export type DescribeAnswer = Readonly<z.infer<typeof describeAnswerSchema>>;

export const orderSchema = z.object({ column: name, descending: z.boolean() });
export type Order = Readonly<z.infer<typeof orderSchema>>;

export const readRowsParamsSchema = z.object({
  /** Which columns, in which order; the cells come back in it. */
  columns: z.array(name).check(z.maxLength(2000)),
  orderBy: z.array(orderSchema).check(z.maxLength(100)),
  includeDeleted: z.boolean(),
  offset: z.int().check(z.nonnegative()),
  limit: z.int().check(z.nonnegative(), z.maximum(1000)),
});
export type ReadRowsParams = Readonly<z.infer<typeof readRowsParamsSchema>>;

export const readRowsAnswerSchema = z.array(z.array(cellSchema));
export type Row = readonly Cell[];

export const countRowsAnswerSchema = z.object({
  /** Rows that the source still has. */
  present: z.number(),
  deleted: z.number(),
});
export type CountRowsAnswer = Readonly<z.infer<typeof countRowsAnswerSchema>>;

export const readCellParamsSchema = z.object({
  /** The row's primary key. */
  id: z.string(),
  column: name,
});
export type ReadCellParams = Readonly<z.infer<typeof readCellParamsSchema>>;

/** Cut only beyond `maxDetailText`. Undefined where the row is no longer there. */
export const readCellAnswerSchema = z.object({ cell: z.optional(cellSchema) });
export type ReadCellAnswer = Readonly<z.infer<typeof readCellAnswerSchema>>;

/** The answers are unknown until the page has checked them. */
export const describeRequest: RequestType<undefined, unknown> = { method: 'preview/describe' };
export const readRowsRequest: RequestType<ReadRowsParams, unknown> = { method: 'preview/readRows' };
export const countRowsRequest: RequestType<undefined, unknown> = { method: 'preview/countRows' };
export const readCellRequest: RequestType<ReadCellParams, unknown> = { method: 'preview/readCell' };

/** The host to the page: the data changed, or the table itself. */
export const tableChanged: NotificationType<undefined> = { method: 'preview/tableChanged' };

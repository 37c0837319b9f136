/** What the Attributes tab of a preview and the extension host say to each other, beside src/shared/preview.ts. */
import type { NotificationType, RequestType } from 'vscode-messenger-common';
import * as z from 'zod/mini';
import { columnTypes } from './columns.ts';
import { personalDataClasses } from './personalData.ts';

const attributeSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  isKey: z.boolean(),
  /** Tables whose rows the values may name; one that is not imported goes by the source's own name. */
  refersTo: z.array(z.object({ table: z.string(), isImported: z.boolean() })),
  personalData: z.enum(personalDataClasses),
});
/** A column of a table, and what is known about it. */
export type Attribute = Readonly<z.infer<typeof attributeSchema>>;

export const attributesAnswerSchema = z.array(attributeSchema);

/** What was counted of a column, in the rows that the source still has. */
export const attributeFiguresSchema = z.object({
  column: z.string(),
  /** The share of values that are not NULL, 0 to 1. */
  completeness: z.optional(z.number()),
  /** Different values. */
  distinct: z.optional(z.number()),
  /** There may be more different values. */
  distinctIsMinimum: z.optional(z.boolean()),
});
export type AttributeFigures = Readonly<z.infer<typeof attributeFiguresSchema>>;

export const attributesRequest: RequestType<undefined, unknown> = { method: 'attributes/describe' };

/** Counts; figures come as `attributesMeasured`. Answered at the end, or when a newer request takes its place. */
export const measureRequest: RequestType<undefined, unknown> = { method: 'attributes/measure' };

/** The host to the page. */
export const attributesMeasured: NotificationType<readonly AttributeFigures[]> = {
  method: 'attributes/measured',
};

import * as z from 'zod/mini';
import { conditionSchema, layoutSchema, orderSchema, type RowsView } from '../../src/shared/preview.ts';

const initial = {
  version: 2,
  where: [],
  search: '',
  orderBy: [],
  showDeleted: false,
  rowCount: 0,
  topRow: 0,
} as const;

const rowIndex = z.int().check(z.nonnegative());

const schema = z.object({
  version: z.literal(2),
  /** The tab in front; Data where none is kept. */
  tab: z.optional(z.enum(['data', 'attributes'])),
  where: z.array(conditionSchema),
  /** How times were shown when `where` was made, whose days are days of that. */
  times: z.optional(layoutSchema.shape.times),
  search: z.string(),
  orderBy: z.array(orderSchema),
  showDeleted: z.boolean(),
  /** How many rows there were, so that the scroll bar is right before they are counted again. */
  rowCount: rowIndex,
  /** The row at the top, and the column at the left. */
  topRow: rowIndex,
  leftColumn: z.optional(z.string()),
  focus: z.optional(z.object({ row: rowIndex, column: z.string() })),
});

/** What the page keeps while it is hidden, and over a reload of the window. */
export type ViewState = Readonly<z.infer<typeof schema>>;

/** What was kept; the beginning where nothing was, or what another version of the extension kept. */
export function parseViewState(kept: unknown): ViewState {
  const result = schema.safeParse(kept);
  return result.success ? result.data : { ...initial, where: [], orderBy: [] };
}

/** The rows that the state shows. */
export function rowsView({ where, search, orderBy, showDeleted }: ViewState): RowsView {
  return { where, search, orderBy, includeDeleted: showDeleted };
}

/** Tells whether the state shows just these rows, in this order. */
export function shows(state: ViewState, view: RowsView): boolean {
  return JSON.stringify(rowsView(state)) === JSON.stringify(view);
}

export function isFiltered({ where, search }: Pick<ViewState, 'where' | 'search'>): boolean {
  return where.length > 0 || search !== '';
}

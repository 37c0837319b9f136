import type { Column, ColumnType } from '../../src/shared/columns.ts';
import { deletedAtColumn, type Layout } from '../../src/shared/preview.ts';

/** What most values of a type need, in pixels. */
const widths: Record<ColumnType, number> = {
  text: 180,
  integer: 110,
  real: 110,
  boolean: 90,
  datetime: 175,
  decimal: 120,
  json: 260,
};
const widestHeader = 320;

/** A column as a person arranged it. */
export interface ArrangedColumn {
  readonly column: Column;
  /** In pixels; undefined where nobody changed it. */
  readonly width: number | undefined;
  readonly hidden: boolean;
  readonly pinned: boolean;
}

export const initialLayout: Layout = { columns: [], times: 'utc', amounts: 'money' };

/** All columns of a table in the order shown: the pinned ones first, those that nobody arranged last. */
export function arrangedColumns(columns: readonly Column[], layout: Layout): ArrangedColumn[] {
  const places = new Map(layout.columns.map(({ name }, index) => [name, index]));
  const kept = new Map(layout.columns.map((column) => [column.name, column]));
  const placeOf = ({ name }: Column) => places.get(name) ?? layout.columns.length;
  const arranged = columns
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((column) => {
      const { width, hidden = false, pinned = false } = kept.get(column.name) ?? {};
      return { column, width, hidden, pinned };
    });
  return [...arranged.filter(({ pinned }) => pinned), ...arranged.filter(({ pinned }) => !pinned)];
}

/** Tells whether a column is shown. That of the time of deletion is, where deleted rows are. */
export function isShown({ column, hidden }: ArrangedColumn, showDeleted: boolean): boolean {
  return !hidden && (column.name !== deletedAtColumn || showDeleted);
}

/** In pixels: as a person made it, or else what most values and the header need. */
export function columnWidth({ column: { name, type }, width }: ArrangedColumn): number {
  const header = 8 * name.length + 6 * type.length + 62;
  return width ?? Math.max(name === 'id' ? 230 : widths[type], Math.min(header, widestHeader));
}

/** The names of the columns that are shown, in their order. */
export function shownColumns(columns: readonly Column[], layout: Layout, showDeleted: boolean): string[] {
  return arrangedColumns(columns, layout)
    .filter((arranged) => isShown(arranged, showDeleted))
    .map(({ column }) => column.name);
}

/** A layout in which some columns are other than before. All columns are named in it. */
export function withColumns(
  layout: Layout,
  columns: readonly Column[],
  names: readonly string[],
  change: { readonly hidden?: boolean; readonly pinned?: boolean },
): Layout {
  const changed = new Set(names);
  return withOrder(
    layout,
    arrangedColumns(columns, layout).map((arranged) =>
      changed.has(arranged.column.name) ? { ...arranged, ...change } : arranged,
    ),
  );
}

/** A layout in which a column stands one place further up or down, among those that are pinned as it is. */
export function withMoved(layout: Layout, columns: readonly Column[], name: string, by: -1 | 1): Layout {
  const arranged = arrangedColumns(columns, layout);
  const from = arranged.findIndex(({ column }) => column.name === name);
  const [moved, other] = [arranged[from], arranged[from + by]];
  if (moved === undefined || other === undefined || moved.pinned !== other.pinned) {
    return layout;
  }
  arranged[from] = other;
  arranged[from + by] = moved;
  return withOrder(layout, arranged);
}

function withOrder(layout: Layout, arranged: readonly ArrangedColumn[]): Layout {
  return {
    ...layout,
    columns: arranged.map(({ column: { name }, width, hidden, pinned }) => ({
      name,
      ...(width === undefined ? {} : { width }),
      ...(hidden ? { hidden } : {}),
      ...(pinned ? { pinned } : {}),
    })),
  };
}

import type { Column } from '../../src/shared/columns.ts';
import { deletedAtColumn, type Layout } from '../../src/shared/preview.ts';

export interface ArrangedColumn {
  readonly name: string;
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
    .map(({ name }) => ({
      name,
      hidden: kept.get(name)?.hidden ?? false,
      pinned: kept.get(name)?.pinned ?? false,
    }));
  return [...arranged.filter(({ pinned }) => pinned), ...arranged.filter(({ pinned }) => !pinned)];
}

/** The names of the columns that are shown, in their order. */
export function shownColumns(columns: readonly Column[], layout: Layout, showDeleted: boolean): string[] {
  return arrangedColumns(columns, layout).flatMap(({ name, hidden }) =>
    hidden || (name === deletedAtColumn && !showDeleted) ? [] : [name],
  );
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
    arrangedColumns(columns, layout).map((column) =>
      changed.has(column.name) ? { ...column, ...change } : column,
    ),
  );
}

/** A layout in which a column stands one place further up or down, among those that are pinned as it is. */
export function withMoved(layout: Layout, columns: readonly Column[], name: string, by: -1 | 1): Layout {
  const arranged = arrangedColumns(columns, layout);
  const from = arranged.findIndex((column) => column.name === name);
  const [column, other] = [arranged[from], arranged[from + by]];
  if (column === undefined || other === undefined || column.pinned !== other.pinned) {
    return layout;
  }
  arranged[from] = other;
  arranged[from + by] = column;
  return withOrder(layout, arranged);
}

function withOrder(layout: Layout, arranged: readonly ArrangedColumn[]): Layout {
  const widths = new Map(layout.columns.map(({ name, width }) => [name, width]));
  return {
    ...layout,
    columns: arranged.map(({ name, hidden, pinned }) => {
      const width = widths.get(name);
      return {
        name,
        ...(width === undefined ? {} : { width }),
        ...(hidden ? { hidden } : {}),
        ...(pinned ? { pinned } : {}),
      };
    }),
  };
}

import type { ColDef } from 'ag-grid-community';
import type { Column, ColumnType } from '../../src/shared/columns.ts';
import { deletedAtColumn, type Layout, type Order } from '../../src/shared/preview.ts';
import { isNumeric } from './cellText.ts';
import { CellView, type CellViewParameters } from './cellView.ts';
import { cellOf, type GridRow } from './gridRow.ts';
import { HeaderLabel, type HeaderLabelParameters } from './headerLabel.ts';

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

/** A column's place and size, as a person arranged it or at first. */
export interface PlacedColumn {
  readonly column: Column;
  readonly width: number;
  readonly isPinned: boolean;
  readonly isHidden: boolean;
}

interface GridColumnsOptions {
  readonly columns: readonly Column[];
  readonly layout: Layout;
  readonly orderBy: readonly Order[];
  readonly showDeleted: boolean;
  readonly cell: (column: Column) => CellViewParameters;
  readonly header: (column: Column) => HeaderLabelParameters;
}

/** The grid's columns for a table's, as a person arranged them. */
export function gridColumns(options: GridColumnsOptions): ColDef<GridRow>[] {
  const { columns, layout, orderBy, showDeleted } = options;
  return placedColumns(columns, layout, showDeleted).map(({ column, width, isPinned, isHidden }) => {
    const { name, type } = column;
    const order = orderBy.findIndex((term) => term.column === name);
    return {
      colId: name,
      headerName: name,
      headerComponentParams: {
        innerHeaderComponent: HeaderLabel,
        innerHeaderComponentParams: options.header(column),
      },
      valueGetter: ({ data }) => cellOf(data, name),
      cellRenderer: CellView,
      cellRendererParams: options.cell(column),
      cellClass: `type-${type}`,
      ...(isNumeric(type) ? { headerClass: 'numeric' } : {}),
      width,
      sort: order < 0 ? null : orderBy[order]?.descending ? 'desc' : 'asc',
      sortIndex: order < 0 ? null : order,
      pinned: isPinned ? 'left' : null,
      hide: isHidden,
    };
  });
}

/** A table's columns in the order that a person gave them, hidden ones too. */
export function placedColumns(
  columns: readonly Column[],
  layout: Layout,
  showDeleted: boolean,
): PlacedColumn[] {
  const arranged = new Map(layout.columns.map((column) => [column.name, column]));
  return inOrder(columns, layout).map((column) => {
    const kept = arranged.get(column.name);
    return {
      column,
      width: kept?.width ?? initialWidth(column),
      isPinned: kept?.pinned ?? false,
      isHidden: (kept?.hidden ?? false) || (column.name === deletedAtColumn && !showDeleted),
    };
  });
}

/** Row and header heights in pixels, for the font that the person chose. */
export function gridHeights(): { readonly rowHeight: number; readonly headerHeight: number } {
  const fontSize = Number.parseFloat(getComputedStyle(document.body).fontSize);
  const rowHeight = Math.max(24, Math.round(fontSize * 1.85));
  return { rowHeight, headerHeight: rowHeight + 6 };
}

/** New columns follow those that were arranged. */
function inOrder(columns: readonly Column[], layout: Layout): readonly Column[] {
  const places = new Map(layout.columns.map(({ name }, index) => [name, index]));
  const placeOf = ({ name }: Column) => places.get(name) ?? layout.columns.length;
  return columns.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function initialWidth({ name, type }: Column): number {
  const header = 8 * name.length + 6 * type.length + 62;
  return Math.max(name === 'id' ? 230 : widths[type], Math.min(header, widestHeader));
}

import type { ColDef } from 'ag-grid-community';
import type { Column } from '../../src/shared/columns.ts';
import type { Layout, Order } from '../../src/shared/preview.ts';
import { isNumeric } from './cellText.ts';
import { CellView, type CellViewParameters } from './cellView.ts';
import { arrangedColumns, columnWidth, isShown } from './columnLayout.ts';
import { cellOf, type GridRow } from './gridRow.ts';
import { HeaderLabel, type HeaderLabelParameters } from './headerLabel.ts';

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
  return arrangedColumns(columns, layout).map((arranged) => {
    const { name, type } = arranged.column;
    const order = orderBy.findIndex((term) => term.column === name);
    const typeClass = isNumeric(type) ? { headerClass: 'numeric', cellClass: 'numeric' } : {};
    return {
      colId: name,
      headerName: name,
      headerComponentParams: {
        innerHeaderComponent: HeaderLabel,
        innerHeaderComponentParams: options.header(arranged.column),
      },
      valueGetter: ({ data }) => cellOf(data, name),
      cellRenderer: CellView,
      cellRendererParams: options.cell(arranged.column),
      ...typeClass,
      width: columnWidth(arranged),
      sort: order < 0 ? null : orderBy[order]?.descending ? 'desc' : 'asc',
      sortIndex: order < 0 ? null : order,
      pinned: arranged.pinned ? 'left' : null,
      hide: !isShown(arranged, showDeleted),
    };
  });
}

/** Row and header heights in pixels, for the font that the person chose. */
export function gridHeights(): { readonly rowHeight: number; readonly headerHeight: number } {
  const fontSize = Number.parseFloat(getComputedStyle(document.body).fontSize);
  const rowHeight = Math.max(24, Math.round(fontSize * 1.85));
  return { rowHeight, headerHeight: rowHeight + 6 };
}

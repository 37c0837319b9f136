import type { ColDef } from 'ag-grid-community';
import type { Column, ColumnType } from '../../src/shared/columns.ts';
import { deletedAtColumn, type Row } from '../../src/shared/preview.ts';
import { isNumeric } from './cellText.ts';
import { CellView } from './cellView.ts';
import { HeaderLabel } from './headerLabel.ts';
import type { ViewState } from './viewState.ts';

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

/** The grid's columns for a table's. A row is an array of cells in the same order. */
export function gridColumns(columns: readonly Column[], state: ViewState): ColDef<Row>[] {
  return columns.map((column, index) => {
    const order = state.orderBy.findIndex((term) => term.column === column.name);
    return {
      colId: column.name,
      headerName: column.name,
      headerComponentParams: {
        innerHeaderComponent: HeaderLabel,
        innerHeaderComponentParams: { tableColumn: column },
      },
      valueGetter: ({ data }) => data?.[index],
      cellRenderer: CellView,
      cellRendererParams: { tableColumn: column },
      cellClass: `type-${column.type}`,
      ...(isNumeric(column.type) ? { headerClass: 'numeric' } : {}),
      width: state.widths[column.name] ?? initialWidth(column),
      sort: order < 0 ? null : state.orderBy[order]?.descending ? 'desc' : 'asc',
      sortIndex: order < 0 ? null : order,
      hide: column.name === deletedAtColumn && !state.showDeleted,
    };
  });
}

function initialWidth({ name, type }: Column): number {
  const header = 8 * name.length + 6 * type.length + 44;
  return Math.max(name === 'id' ? 230 : widths[type], Math.min(header, widestHeader));
}

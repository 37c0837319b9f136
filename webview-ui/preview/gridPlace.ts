import type { Column } from '../../src/shared/columns.ts';
import type { Layout } from '../../src/shared/preview.ts';
import { type ArrangedColumn, arrangedColumns, columnWidth, isShown } from './columnLayout.ts';
import type { ViewState } from './viewState.ts';

/** All in pixels. */
export interface GridSize {
  readonly width: number;
  /** Of the rows, without the header. */
  readonly height: number;
  readonly rowHeight: number;
  /** What a scrollbar takes from what it scrolls; nothing where it lies above it. */
  readonly scrollbar: number;
}

/** A column and where it begins, in pixels from the left. */
export interface PlacedColumn extends ArrangedColumn {
  readonly left: number;
}

/** What is in view where the grid is scrolled to the place that was kept, or as far as it can be. */
export interface GridPlace {
  /** The pinned ones last: they lie above the others. */
  readonly columns: readonly PlacedColumn[];
  readonly firstRow: number;
  /** How much of the first row is above what is in view, in pixels. */
  readonly hidden: number;
}

export function gridPlace(
  columns: readonly Column[],
  layout: Layout,
  { showDeleted, leftColumn, topRow, rowCount }: ViewState,
  { width, height, rowHeight, scrollbar }: GridSize,
): GridPlace {
  const shown = arrangedColumns(columns, layout).filter((column) => isShown(column, showDeleted));
  const pinned = sideBySide(shown.filter((column) => column.pinned));
  const others = sideBySide(shown.filter((column) => !column.pinned));
  const begin = endOf(pinned);
  const right = width - scrollbar;
  const farthestRight = begin + endOf(others) - right;
  const kept = others.find(({ column }) => column.name === leftColumn)?.left ?? 0;
  const scrolledRight = Math.max(0, Math.min(kept, farthestRight));
  const inView = others
    .map((column) => ({ ...column, left: begin + column.left - scrolledRight }))
    .filter((column) => column.left < right && endOf([column]) > begin);
  const bottom = height - (farthestRight > 0 ? scrollbar : 0);
  // How many rows there are may not be known yet.
  const farthestDown = Math.max(topRow + 1, rowCount) * rowHeight - bottom;
  const scrolledDown = Math.max(0, Math.min(topRow * rowHeight, farthestDown));
  return {
    columns: [...inView, ...pinned.filter((column) => column.left < right)],
    firstRow: Math.floor(scrolledDown / rowHeight),
    hidden: scrolledDown % rowHeight,
  };
}

function sideBySide(columns: readonly ArrangedColumn[]): PlacedColumn[] {
  let left = 0;
  return columns.map((column) => {
    const placed = { ...column, left };
    left += columnWidth(column);
    return placed;
  });
}

function endOf(columns: readonly PlacedColumn[]): number {
  const last = columns.at(-1);
  return last === undefined ? 0 : last.left + columnWidth(last);
}

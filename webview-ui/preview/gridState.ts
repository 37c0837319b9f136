import type { ColumnState } from 'ag-grid-community';
import { deletedAtColumn, type Layout, type Order } from '../../src/shared/preview.ts';

/**
 * How a person arranged the grid's columns. @param resized Those whose width they changed just now; the others keep what
 * they had `before`.
 */
export function arrangementIn(
  state: readonly ColumnState[],
  before: Layout['columns'],
  resized: readonly string[],
): Layout['columns'] {
  const widthsBefore = new Map(before.map(({ name, width }) => [name, width]));
  return state.map(({ colId, width, hide, pinned }) => {
    const kept = resized.includes(colId) ? width : widthsBefore.get(colId);
    return {
      name: colId,
      ...(kept ? { width: Math.round(kept) } : {}),
      // Whether that column is shown is another switch's.
      ...(hide && colId !== deletedAtColumn ? { hidden: true } : {}),
      ...(pinned ? { pinned: true } : {}),
    };
  });
}

/** How the grid's columns sort its rows. */
export function orderIn(state: readonly ColumnState[]): Order[] {
  return state
    .filter(({ sort }) => sort)
    .sort((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0))
    .map(({ colId, sort }) => ({ column: colId, descending: sort === 'desc' }));
}

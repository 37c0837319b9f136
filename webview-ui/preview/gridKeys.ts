import type { GridApi } from 'ag-grid-community';
import type { Row } from '../../src/shared/preview.ts';

interface Target {
  readonly api: GridApi<Row>;
  /** Opens the detail of the focused cell. */
  readonly open: () => void;
  /** Focuses the cell that had the focus last. */
  readonly focusCell: () => boolean;
}

/**
 * Adds to the grid's own keys those of the ARIA grid pattern (https://www.w3.org/WAI/ARIA/apg/patterns/grid/): Home
 * and End go to the ends of the row, with Ctrl to the ends of the table; Enter and Space open the cell's detail. The
 * headers may be a million rows away from the cell: Shift+Tab goes there, and Tab back.
 */
export function handleGridKeys(parent: HTMLElement, target: Target): void {
  parent.addEventListener(
    'keydown',
    (event) => {
      const element = event.target instanceof Element ? event.target : undefined;
      const handled =
        (element?.closest('.ag-cell') && handleCellKey(event, target)) ||
        (element?.closest('.ag-header-cell') && handleHeaderKey(event, target));
      if (handled) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    // Before the grid, whose Home and End leave the row.
    { capture: true },
  );
}

/** @returns whether that was all there is to do. */
function handleCellKey(event: KeyboardEvent, { api, open }: Target): boolean {
  switch (pressed(event)) {
    case 'Enter':
    case ' ':
      open();
      return true;
    case 'Home':
      return moveTo(api, undefined, 0);
    case 'End':
      return moveTo(api, undefined, -1);
    case 'Ctrl+Home':
      return moveTo(api, 0, 0);
    case 'Ctrl+End':
      return moveTo(api, api.getDisplayedRowCount() - 1, -1);
    case 'Shift+Tab':
      api.setFocusedHeader(api.getFocusedCell()?.column ?? '');
      return true;
    default:
      return false;
  }
}

function handleHeaderKey(event: KeyboardEvent, { focusCell }: Target): boolean {
  return pressed(event) === 'Tab' && focusCell();
}

/** The key with those held down with it, as people write it: Ctrl+Home. */
function pressed(event: KeyboardEvent): string {
  const held = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey ? 'Shift+' : '',
  ];
  return held.join('') + event.key;
}

/** @param row Undefined for the focused one. @param column Its place among the columns; -1 is the last. */
function moveTo(api: GridApi<Row>, row: number | undefined, column: number): true {
  const rowIndex = row ?? api.getFocusedCell()?.rowIndex;
  const target = api.getAllDisplayedColumns().at(column);
  if (rowIndex !== undefined && target !== undefined) {
    api.ensureIndexVisible(rowIndex);
    api.ensureColumnVisible(target);
    api.setFocusedCell(rowIndex, target);
  }
  return true;
}

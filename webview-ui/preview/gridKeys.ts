import type { GridApi } from 'ag-grid-community';
import type { GridRow } from './gridRow.ts';

interface Target {
  readonly api: GridApi<GridRow>;
  /** Opens the detail of the focused row. */
  readonly open: () => void;
  /** Focuses the cell that had the focus last. */
  readonly focusCell: () => boolean;
  /** Moves the focus; the selection goes with it, or grows to it. */
  readonly moveTo: (row: number, column: number, extend: boolean) => void;
  readonly selectWhole: (whole: 'rows' | 'columns' | 'all') => void;
  readonly openCellMenu: (anchor: Element) => void;
  readonly openColumnMenu: (column: string, anchor: Element) => void;
}

/**
 * Adds to the grid's own keys those of the ARIA grid pattern (https://www.w3.org/WAI/ARIA/apg/patterns/grid/): Home
 * and End go to the ends of the row, with Ctrl to the ends of the table; with Shift, they and the arrows select.
 * Enter opens the row's detail. Shift+F10 opens the menu of a cell, Alt+Down that of a column. The headers may be a
 * million rows away from the cell: Shift+Tab goes there, and Tab back.
 */
export function handleGridKeys(parent: HTMLElement, target: Target): void {
  parent.addEventListener(
    'keydown',
    (event) => {
      const element = event.target instanceof Element ? event.target : undefined;
      const cell = element?.closest('.ag-cell');
      const header = element?.closest('.ag-header-cell');
      const handled =
        (cell && handleCellKey(event, target, cell)) || (header && handleHeaderKey(event, target, header));
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
function handleCellKey(event: KeyboardEvent, target: Target, cell: Element): boolean {
  const { api } = target;
  switch (pressed(event)) {
    case 'Enter':
    case ' ':
      target.open();
      return true;
    case 'Shift+ ':
      target.selectWhole('rows');
      return true;
    case 'Ctrl+ ':
      target.selectWhole('columns');
      return true;
    case 'Ctrl+a':
      target.selectWhole('all');
      return true;
    case 'Shift+F10':
    case 'ContextMenu':
      target.openCellMenu(cell);
      return true;
    case 'Alt+ArrowDown':
      target.openColumnMenu(api.getFocusedCell()?.column.getColId() ?? '', cell);
      return true;
    case 'Shift+Tab':
      api.setFocusedHeader(api.getFocusedCell()?.column ?? '');
      return true;
    default:
      return move(event, target);
  }
}

function handleHeaderKey(event: KeyboardEvent, target: Target, header: Element): boolean {
  switch (pressed(event)) {
    case 'Tab':
      return target.focusCell();
    case 'Alt+ArrowDown':
    case 'Shift+F10':
    case 'ContextMenu':
      target.openColumnMenu(header.getAttribute('col-id') ?? '', header);
      return true;
    default:
      return false;
  }
}

/** Home and End in all their combinations, and the arrows that select. */
function move(event: KeyboardEvent, { api, moveTo }: Target): boolean {
  const focused = api.getFocusedCell();
  const columns = api.getAllDisplayedColumns();
  if (focused === null || event.altKey) {
    return false;
  }
  const column = columns.indexOf(focused.column);
  const ctrl = event.ctrlKey || event.metaKey;
  const [lastRow, lastColumn] = [api.getDisplayedRowCount() - 1, columns.length - 1];
  const row = focused.rowIndex;
  const targets: Record<string, readonly [row: number, column: number]> = {
    Home: [ctrl ? 0 : row, 0],
    End: [ctrl ? lastRow : row, lastColumn],
    ...(event.shiftKey
      ? {
          ArrowUp: [ctrl ? 0 : row - 1, column],
          ArrowDown: [ctrl ? lastRow : row + 1, column],
          ArrowLeft: [row, ctrl ? 0 : column - 1],
          ArrowRight: [row, ctrl ? lastColumn : column + 1],
        }
      : {}),
  };
  const to = targets[event.key];
  if (to === undefined) {
    return false;
  }
  moveTo(clamp(to[0], lastRow), clamp(to[1], lastColumn), event.shiftKey);
  return true;
}

function clamp(place: number, last: number): number {
  return Math.max(0, Math.min(place, last));
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

import type { Column } from '../../src/shared/columns.ts';
import type { Order } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { icon } from './button.ts';
import { type CellFormat, isNumeric } from './cellText.ts';
import { drawCell } from './cellView.ts';
import { columnWidth } from './columnLayout.ts';
import type { BlockOptions, ReadAhead } from './gridBlocks.ts';
import { gridHeights } from './gridColumns.ts';
import { type GridSize, gridPlace, type PlacedColumn } from './gridPlace.ts';
import { cellOf, formatIn, type GridRow, gridRows, isDeleted } from './gridRow.ts';
import { headerLabel } from './headerLabel.ts';
import { currencyColumns } from './money.ts';

const headerBorder = 1;

/** How many rows are seen at once, the last one perhaps in part. */
export function rowsThatFit({ height, rowHeight }: GridSize): number {
  return Math.ceil(height / rowHeight);
}

/**
 * Draws the first rows as the grid will show them, and as large: a person sees them while the grid's script is being
 * loaded, which takes longer than all else. They answer to nothing, and a screen reader waits for the grid.
 *
 * @returns What is drawn, to be removed once the grid shows its rows; undefined where they are not known yet.
 */
export function drawFirstRows(
  options: BlockOptions & { readonly parent: HTMLElement },
  columns: readonly Column[],
  { block, known }: ReadAhead,
): HTMLElement | undefined {
  const { parent, layout, state } = options;
  if (known === undefined || known.length === 0) {
    return undefined;
  }
  const size = gridSize(parent);
  const { rowHeight } = size;
  const place = gridPlace(columns, layout(), state(), size);
  const currencies = currencyColumns(columns);
  // Of the row that is in view in part, the block before may have to tell.
  const missing = Math.max(0, block.offset - place.firstRow);
  const from = place.firstRow + missing - block.offset;
  const rows = gridRows(block.columns, known.slice(from, from + rowsThatFit(size) + 1)).map((row) =>
    line(row, place.columns, rowHeight, (column) => formatIn(row, column, layout(), currencies)),
  );
  const [first] = rows;
  if (first !== undefined) {
    first.style.marginTop = `${missing * rowHeight - place.hidden}px`;
  }
  const element = h(
    'div',
    { class: 'first-rows', 'aria-hidden': 'true' },
    header(place.columns, options),
    ...rows,
  );
  parent.append(element);
  return element;
}

/** What the grid will have of its parent. */
export function gridSize(parent: HTMLElement): GridSize {
  const { rowHeight, headerHeight } = gridHeights();
  const scrolled = h('div', { class: 'always-scrolled' });
  parent.append(scrolled);
  const scrollbar = scrolled.offsetWidth - scrolled.clientWidth;
  scrolled.remove();
  return {
    width: parent.clientWidth,
    height: parent.clientHeight - headerHeight - headerBorder,
    rowHeight,
    scrollbar,
  };
}

function header(columns: readonly PlacedColumn[], { state, layout }: BlockOptions): HTMLElement {
  const { where, orderBy } = state();
  const line = h('div', { class: 'first-header' });
  line.style.height = `${gridHeights().headerHeight + headerBorder}px`;
  for (const drawn of columns) {
    const { name } = drawn.column;
    const label = headerLabel({
      tableColumn: drawn.column,
      times: () => layout().times,
      isFiltered: () => where.some(({ column }) => column === name),
      openMenu: () => undefined,
    });
    const cell = placed(drawn, label);
    const place = orderBy.findIndex(({ column }) => column === name);
    if (place >= 0) {
      cell.append(sortMark(orderBy, place));
    }
    line.append(cell);
  }
  return line;
}

function sortMark(orderBy: readonly Order[], place: number): HTMLElement {
  return h(
    'span',
    { class: 'first-sort' },
    ...(orderBy.length > 1 ? [h('span', {}, String(place + 1))] : []),
    icon(orderBy[place]?.descending ? 'descending' : 'ascending'),
  );
}

function line(
  row: GridRow,
  columns: readonly PlacedColumn[],
  height: number,
  formatOf: (column: Column) => CellFormat,
): HTMLElement {
  const element = h('div', { class: isDeleted(row) ? 'first-row deleted-row' : 'first-row' });
  element.style.height = `${height}px`;
  // Without its borders, as the grid has it.
  element.style.lineHeight = `${height - 3}px`;
  for (const drawn of columns) {
    const text = h('span', { class: 'cell-text' });
    drawCell(text, cellOf(row, drawn.column.name), formatOf(drawn.column));
    element.append(placed(drawn, text));
  }
  return element;
}

function placed(drawn: PlacedColumn, content: HTMLElement): HTMLElement {
  const cell = h('div', {}, content);
  cell.classList.toggle('numeric', isNumeric(drawn.column.type));
  cell.classList.toggle('pinned', drawn.pinned);
  cell.style.left = `${drawn.left}px`;
  cell.style.width = `${columnWidth(drawn)}px`;
  return cell;
}

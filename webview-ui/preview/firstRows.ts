import type { Column } from '../../src/shared/columns.ts';
import { h } from '../dom.ts';
import type { CellFormat } from './cellText.ts';
import { drawCell } from './cellView.ts';
import type { BlockOptions, ReadAhead } from './gridBlocks.ts';
import { gridHeights, type PlacedColumn, placedColumns } from './gridColumns.ts';
import { cellOf, formatIn, type GridRow, gridRows, isDeleted } from './gridRow.ts';
import { headerLabel } from './headerLabel.ts';
import { currencyColumns } from './money.ts';

/** A column and where it begins, in pixels from the left. */
interface DrawnColumn extends PlacedColumn {
  readonly left: number;
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
  const { parent } = options;
  if (known === undefined || known.length === 0) {
    return undefined;
  }
  const { rowHeight, headerHeight } = gridHeights();
  const inView = columnsInView(options, columns);
  const currencies = currencyColumns(columns);
  const from = options.state().topRow - block.offset;
  const count = Math.ceil((parent.clientHeight - headerHeight) / rowHeight);
  const rows = gridRows(block.columns, known.slice(from, from + count));
  const element = h(
    'div',
    { class: 'first-rows', 'aria-hidden': 'true' },
    header(inView, options, headerHeight),
    ...rows.map((row) =>
      line(row, inView, rowHeight, (column) => formatIn(row, column, options.layout(), currencies)),
    ),
  );
  parent.append(element);
  return element;
}

/** The columns that fit, from the left one that was kept. */
function columnsInView(
  { parent, state, layout }: BlockOptions & { readonly parent: HTMLElement },
  columns: readonly Column[],
): DrawnColumn[] {
  const { showDeleted, leftColumn } = state();
  const shown = placedColumns(columns, layout(), showDeleted).filter(({ isHidden }) => !isHidden);
  const pinned = shown.filter(({ isPinned }) => isPinned);
  const others = shown.filter(({ isPinned }) => !isPinned);
  const first = others.findIndex(({ column }) => column.name === leftColumn);
  let left = 0;
  return [...pinned, ...others.slice(Math.max(first, 0))]
    .map((column) => {
      const placed = { ...column, left };
      left += column.width;
      return placed;
    })
    .filter((column) => column.left < parent.clientWidth);
}

function header(
  columns: readonly DrawnColumn[],
  { state, layout }: BlockOptions,
  height: number,
): HTMLElement {
  const line = h('div', { class: 'first-header' });
  line.style.height = `${height + 1}px`;
  for (const drawn of columns) {
    const label = headerLabel({
      tableColumn: drawn.column,
      times: () => layout().times,
      isFiltered: () => state().where.some(({ column }) => column === drawn.column.name),
      openMenu: () => undefined,
    });
    line.append(placed(drawn, label));
  }
  return line;
}

function line(
  row: GridRow,
  columns: readonly DrawnColumn[],
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

function placed({ column, left, width }: DrawnColumn, content: HTMLElement): HTMLElement {
  const cell = h('div', { class: `type-${column.type}` }, content);
  cell.style.left = `${left}px`;
  cell.style.width = `${width}px`;
  return cell;
}

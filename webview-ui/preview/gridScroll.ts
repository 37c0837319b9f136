import type { GridApi } from 'ag-grid-community';
import type { GridRow } from './gridRow.ts';

/** A little longer than the grid listens to one of its scrollbars alone, in milliseconds. */
const controlEnds = 200;

/**
 * Makes the grid draw the rows where it was scrolled to. AG Grid 36.2 has scrollbars of its own beside the scrolled
 * element, and after an event of one it ignores the other for 150 ms. When frames come late, the echo of a scroll can
 * arrive after that time and shut out the next real one: the grid then stays empty until it is scrolled again. Seen
 * 4 times in 300 fast scrolls on a busy machine, 2026-11-23. A further scroll event changes nothing otherwise.
 */
export function keepRowsInView(parent: HTMLElement): void {
  parent.addEventListener(
    'scrollend',
    ({ target }) => setTimeout(() => target?.dispatchEvent(new Event('scroll')), controlEnds),
    { capture: true },
  );
}

/**
 * The first and the last row in view; 0 and -1 where there is none. Not from the scroll position: beyond the height of
 * Chromium's tallest element the grid compresses it.
 */
export function rowsInView(parent: HTMLElement): readonly [number, number] {
  const rows = rowElements(parent, ({ top, bottom }, view) => bottom > view.top && top < view.bottom);
  return [indexOf(rows.at(0)) ?? 0, indexOf(rows.at(-1)) ?? -1];
}

/** The first row that is wholly in view: scrolled to it, the grid shows the same again, at the table's end too. */
export function topRow(parent: HTMLElement): number {
  // Places are rounded to parts of a pixel.
  const rows = rowElements(parent, ({ top }, view) => top > view.top - 1 && top < view.bottom);
  return indexOf(rows.at(0)) ?? rowsInView(parent)[0];
}

interface Extent {
  readonly top: number;
  readonly bottom: number;
}

function rowElements(parent: HTMLElement, isMeant: (row: Extent, view: Extent) => boolean): Element[] {
  const top = parent.querySelector('.ag-header')?.getBoundingClientRect().bottom ?? 0;
  const { bottom } = parent.getBoundingClientRect();
  return [...parent.querySelectorAll('.ag-row')].filter((row) =>
    isMeant(row.getBoundingClientRect(), { top, bottom }),
  );
}

function indexOf(row: Element | undefined): number | undefined {
  const index = row?.getAttribute('row-index');
  return index ? Number(index) : undefined;
}

/**
 * Has the grid fill the rows of a block that it drew blank. To AG Grid 36.2 a row without an id is one to be drawn anew
 * when its values come (`InfiniteBlock.processServerResult`, `RowRenderer.getRowsToRecycle`), which took 20 ms a screen,
 * and as long again until the browser had it laid out (2026-11-27). It gives the rows these same ids then.
 */
export function fillDrawnRows(api: GridApi<GridRow>, startRow: number, endRow: number): void {
  for (const node of api.getRenderedNodes()) {
    const index = node.rowIndex ?? -1;
    if (index >= startRow && index < endRow) {
      node.id ??= String(index);
    }
  }
}

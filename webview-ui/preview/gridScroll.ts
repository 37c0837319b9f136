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
  const top = parent.querySelector('.ag-header')?.getBoundingClientRect().bottom ?? 0;
  const { bottom } = parent.getBoundingClientRect();
  const rows = [...parent.querySelectorAll('.ag-row')].filter((row) => {
    const place = row.getBoundingClientRect();
    return place.bottom > top && place.top < bottom;
  });
  const index = (row: Element | undefined) => row?.getAttribute('row-index');
  return [Number(index(rows.at(0)) ?? 0), Number(index(rows.at(-1)) ?? -1)];
}

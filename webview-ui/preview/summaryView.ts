import * as l10n from '@vscode/l10n';
import type { Cell, ColumnSummary } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { type CellFormat, cellText, formatCount, formatShare } from './cellText.ts';
import { valueWords } from './columnFilter.ts';

const shownValues = 5;

/** The figures about one column, and how its values spread. */
export function summaryView(summary: ColumnSummary, format: CellFormat): HTMLElement {
  const { rows, nulls, distinct, distinctIsMinimum, minimum, maximum } = summary;
  const value = (cell: Cell) => (cell === null ? '–' : cellText(cell, format));
  const figures: [string, string][] = [
    [l10n.t('Rows'), formatCount(rows)],
    [l10n.t('NULL'), nulls === 0 ? '0' : `${formatCount(nulls)} (${formatShare(nulls / Math.max(rows, 1))})`],
    [
      l10n.t('Distinct'),
      distinctIsMinimum ? l10n.t('at least {0}', formatCount(distinct)) : formatCount(distinct),
    ],
    [l10n.t('Minimum'), value(minimum)],
    [l10n.t('Maximum'), value(maximum)],
  ];
  return h(
    'div',
    { class: 'summary' },
    h(
      'dl',
      { class: 'summary-figures' },
      ...figures.flatMap(([name, text]) => [h('dt', {}, name), h('dd', { title: text }, text)]),
    ),
    ...(summary.bars.length > 1 ? [histogram(summary, format)] : frequentValues(summary, format)),
  );
}

function histogram({ bars }: ColumnSummary, format: CellFormat): HTMLElement {
  const most = Math.max(...bars.map(({ count }) => count));
  const edge = (number: number) => edgeText(number, format);
  const columns = bars.map(({ from, to, count }) => {
    const range = format.type === 'integer' && to - from <= 1 ? edge(from) : `${edge(from)} – ${edge(to)}`;
    const column = h('div', { class: 'bar', title: `${range}: ${formatCount(count)}` });
    column.style.height = count === 0 ? '0' : `${Math.max(3, (100 * count) / most)}%`;
    return column;
  });
  const [first, last] = [edge(bars[0]?.from ?? 0), edge(bars.at(-1)?.to ?? 0)];
  const label = l10n.t(
    'Histogram from {0} to {1}, at most {2} rows in a part',
    first,
    last,
    formatCount(most),
  );
  return h(
    'div',
    {},
    h('div', { class: 'bars', role: 'img', 'aria-label': label }, ...columns),
    h('div', { class: 'bar-ends', 'aria-hidden': 'true' }, h('span', {}, first), h('span', {}, last)),
  );
}

function edgeText(number: number, format: CellFormat): string {
  if (format.type === 'datetime') {
    return cellText(`${new Date(number * 1000).toISOString().slice(0, 19)}Z`, format).slice(0, 10);
  }
  return cellText(format.type === 'integer' ? Math.round(number) : Number(number.toPrecision(6)), format);
}

function frequentValues({ rows, values }: ColumnSummary, format: CellFormat): HTMLElement[] {
  const shown = values.slice(0, shownValues);
  if (shown.length === 0 || (shown[0]?.count ?? 0) <= 1) {
    return [];
  }
  return [
    h(
      'ul',
      { class: 'frequent', 'aria-label': l10n.t('Most frequent values') },
      ...shown.map(({ value, count }) => {
        const share = h('span', { class: 'frequent-share', 'aria-hidden': 'true' });
        share.style.width = `${(100 * count) / rows}%`;
        const text = valueWords(value, format);
        return h(
          'li',
          {},
          share,
          h('span', { class: 'frequent-value', title: text }, text),
          h('span', { class: 'frequent-count' }, formatCount(count)),
        );
      }),
    ),
  ];
}

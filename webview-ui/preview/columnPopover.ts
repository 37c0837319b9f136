import * as l10n from '@vscode/l10n';
import type { Column } from '../../src/shared/columns.ts';
import type { ColumnSummary, Condition } from '../../src/shared/preview.ts';
import { h } from '../dom.ts';
import { button } from './button.ts';
import type { CellFormat } from './cellText.ts';
import { FilterForm } from './filterForm.ts';
import { Popover } from './popover.ts';
import { summaryView } from './summaryView.ts';

export interface ColumnPopoverOptions {
  readonly column: Column;
  readonly anchor: Element;
  readonly format: CellFormat;
  /** Whether the column holds amounts of money. */
  readonly isAmount: boolean;
  readonly conditions: readonly Condition[];
  readonly isPinned: boolean;
  /** The column's figures over the rows that the other columns' filters leave. */
  readonly readValues: () => Promise<ColumnSummary>;
  /** The column's figures over the rows that are shown. */
  readonly readSummary: () => Promise<ColumnSummary>;
  readonly onFilter: (conditions: readonly Condition[]) => void;
  readonly onSort: (descending: boolean) => void;
  readonly onPin: (pinned: boolean) => void;
  readonly onHide: () => void;
  readonly onFit: () => void;
  readonly onCopy: () => void;
  readonly onProblem: (problem: unknown) => void;
  readonly onClose: () => void;
}

/** All that a person can do with one column: filter, sort, arrange, copy, and see what its values are. */
export function showColumnPopover(options: ColumnPopoverOptions): void {
  const { column } = options;
  const summary = summaryPart(options);
  const closing = (action: () => void) => () => {
    popover.close();
    action();
  };
  const filter = new FilterForm({
    column,
    format: options.format,
    isAmount: options.isAmount,
    conditions: options.conditions,
    readValues: async () => {
      try {
        return await options.readValues();
      } catch (error) {
        options.onProblem(error);
        return undefined;
      }
    },
    onChange: (conditions) => {
      options.onFilter(conditions);
      summary.refresh();
    },
  });
  const actions = h(
    'div',
    { class: 'popover-part popover-actions' },
    button(
      l10n.t('Sort Ascending'),
      closing(() => options.onSort(false)),
    ),
    button(
      l10n.t('Sort Descending'),
      closing(() => options.onSort(true)),
    ),
    button(
      options.isPinned ? l10n.t('Unpin') : l10n.t('Pin'),
      closing(() => options.onPin(!options.isPinned)),
    ),
    button(l10n.t('Hide'), closing(options.onHide)),
    button(l10n.t('Size to Content'), closing(options.onFit)),
    button(l10n.t('Copy Column'), closing(options.onCopy)),
  );
  const popover = new Popover(
    l10n.t('Column {0}', column.name),
    options.anchor,
    [h('h2', { class: 'popover-title' }, column.name), filter.element, actions, summary.element],
    options.onClose,
  );
}

/** The column's figures, once they are asked for. They go with the filter. */
function summaryPart({ format, readSummary, onProblem }: ColumnPopoverOptions) {
  const element = h('div', { class: 'popover-part', 'aria-live': 'polite', tabindex: '-1' });
  let turns = 0;
  const fill = async () => {
    turns += 1;
    const turn = turns;
    try {
      const summary = await readSummary();
      if (turn === turns) {
        element.replaceChildren(summaryView(summary, format));
      }
    } catch (error) {
      if (turn === turns) {
        onProblem(error);
        element.replaceChildren(ask);
      }
    }
  };
  const show = async () => {
    // The button that had the focus goes.
    element.focus();
    element.replaceChildren(h('p', { class: 'hint' }, l10n.t('Reading the values…')));
    await fill();
    element.scrollIntoView({ block: 'nearest' });
  };
  const ask = button(l10n.t('Show Summary'), () => void show());
  element.append(ask);
  return {
    element,
    refresh: () => {
      if (turns > 0) {
        // While a person types, nobody wants to hear all figures each time.
        element.ariaLive = 'off';
        void fill();
      }
    },
  };
}

import * as l10n from '@vscode/l10n';
import type { Condition, CopyFormat } from '../../src/shared/preview.ts';
import { isCut } from './cellText.ts';
import { showMenu } from './menu.ts';
import type { FocusedCell } from './tableGrid.ts';

export interface FocusedCellMenu {
  readonly cell: FocusedCell;
  readonly anchor: Element | DOMRect;
  /** Copies the selected cells as they are. */
  readonly onCopy: () => void;
  readonly onCopyAs: (format: CopyFormat, header: boolean) => void;
  /** Copies the rows of the selected cells, with all columns that are shown. */
  readonly onCopyRows: () => void;
  /** Writes the selected cells into a file. */
  readonly onExport: () => void;
  readonly onFilter: (conditions: readonly Condition[]) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** What can be done with the selected cells and the one with the focus. */
export function showCellMenu(menu: FocusedCellMenu): void {
  const { column, cell } = menu.cell;
  const filter: Condition | undefined =
    cell === null
      ? { column: column.name, operator: 'isNull' }
      : cell === undefined || isCut(cell)
        ? undefined
        : { column: column.name, operator: 'oneOf', values: [cell] };
  showMenu(
    l10n.t('Cells'),
    menu.anchor,
    [
      [{ label: l10n.t('Show Row'), run: menu.onOpen }],
      [
        { label: l10n.t('Copy'), run: menu.onCopy },
        { label: l10n.t('Copy with Column Names'), run: () => menu.onCopyAs('tsv', true) },
        { label: l10n.t('Copy as CSV'), run: () => menu.onCopyAs('csv', true) },
        { label: l10n.t('Copy as JSON'), run: () => menu.onCopyAs('json', true) },
        { label: l10n.t('Copy as Markdown'), run: () => menu.onCopyAs('markdown', true) },
        { label: l10n.t('Copy Rows'), run: menu.onCopyRows },
        { label: l10n.t('Export Selection…'), run: menu.onExport },
      ],
      ...(filter === undefined
        ? []
        : [[{ label: l10n.t('Filter by This Value'), run: () => menu.onFilter([filter]) }]]),
    ],
    menu.onClose,
  );
}

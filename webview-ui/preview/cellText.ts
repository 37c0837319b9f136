import * as l10n from '@vscode/l10n';
import type { ColumnType } from '../../src/shared/columns.ts';
import type { Cell, CutText } from '../../src/shared/preview.ts';

const timestamp = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/;

/** Numbers stand to the right, so that their digits line up. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'real' || type === 'decimal';
}

export function isCut(cell: Cell): cell is CutText {
  return typeof cell === 'object' && cell !== null;
}

/** A value as the grid shows it, on one line. */
export function cellText(cell: Cell, type: ColumnType): string {
  if (cell === null) {
    return 'NULL';
  }
  if (isCut(cell)) {
    return `${cell.start}…`;
  }
  if (type === 'boolean' && (cell === 0 || cell === 1)) {
    return cell === 1 ? 'true' : 'false';
  }
  return type === 'datetime' ? String(cell).replace(timestamp, '$1 $2$3') : String(cell);
}

/** What the grid's text leaves out: the time zone, how long a cut text is. Undefined where it leaves out nothing. */
export function cellHint(cell: Cell, type: ColumnType): string | undefined {
  if (cell !== null && isCut(cell)) {
    return l10n.t('{0} characters. Press Enter to see more of them.', formatCount(cell.length));
  }
  return type === 'datetime' && typeof cell === 'string' ? cell : undefined;
}

/** A value as it is copied: as it is stored, with nothing for NULL. Of a cut text, its start. */
export function copyText(cell: Cell): string {
  if (cell === null) {
    return '';
  }
  return isCut(cell) ? cell.start : String(cell);
}

/** A number of things in the person's language: 1,000,000. */
export function formatCount(count: number): string {
  return count.toLocaleString();
}

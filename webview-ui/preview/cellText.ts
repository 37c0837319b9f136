import * as l10n from '@vscode/l10n';
import type { ColumnType } from '../../src/shared/columns.ts';
import type { AmountDisplay, Cell, CutText, TimeDisplay } from '../../src/shared/preview.ts';
import { formatMoney } from './money.ts';

const timestamp = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/;

/** How a person wants values to be shown. */
export interface Display {
  readonly times: TimeDisplay;
  readonly amounts: AmountDisplay;
}

/** What a column's values are, and how to show them. */
export interface CellFormat extends Display {
  readonly type: ColumnType;
  /** The currency of the amount in this row; undefined where it is no amount, or the currency is not known. */
  readonly currency?: string | undefined;
}

/** Numbers stand to the right, so that their digits line up. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'real' || type === 'decimal';
}

export function isCut(cell: Cell): cell is CutText {
  return typeof cell === 'object' && cell !== null;
}

/** A value as the grid shows it, on one line. */
export function cellText(cell: Cell, format: CellFormat): string {
  if (cell === null) {
    return 'NULL';
  }
  if (isCut(cell)) {
    return `${cell.start}…`;
  }
  const { type, currency } = format;
  if (type === 'boolean' && (cell === 0 || cell === 1)) {
    return cell === 1 ? 'true' : 'false';
  }
  if (type === 'datetime') {
    return timeText(String(cell), format.times);
  }
  if (currency !== undefined && format.amounts === 'money') {
    return formatMoney(cell, currency) ?? String(cell);
  }
  return String(cell);
}

/** What the grid's text leaves out: the time zone, the rest of a cut text. Undefined where it leaves out nothing. */
export function cellHint(cell: Cell, format: CellFormat): string | undefined {
  if (cell !== null && isCut(cell)) {
    return l10n.t('This is the beginning of a long text. Press Enter to see more of it.');
  }
  const stored = cell === null ? '' : String(cell);
  const isShownOtherwise = format.type === 'datetime' || format.currency !== undefined;
  return isShownOtherwise && stored !== '' && stored !== cellText(cell, format) ? stored : undefined;
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

/** A share of 0 to 1 as a percentage. Nothing that is there is rounded to 0%, and nothing that is missing to 100%. */
export function formatShare(share: number): string {
  const rounded = share > 0 && share < 0.001 ? 0.001 : share < 1 && share > 0.999 ? 0.999 : share;
  return rounded.toLocaleString(undefined, { style: 'percent', maximumFractionDigits: 1 });
}

/** A size in bytes: 48.8 MB. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return (bytes / 1000 ** power).toLocaleString(undefined, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    maximumFractionDigits: 1,
  });
}

function timeText(stored: string, times: TimeDisplay): string {
  if (times === 'local' && timestamp.test(stored)) {
    return localTime(new Date(stored)) ?? stored;
  }
  return times === 'raw' ? stored : stored.replace(timestamp, '$1 $2$3');
}

/** In the form of the UTC times, so that columns stay as wide and sort as they read. */
function localTime(time: Date): string | undefined {
  if (Number.isNaN(time.getTime())) {
    return undefined;
  }
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [String(time.getFullYear()).padStart(4, '0'), two(time.getMonth() + 1), two(time.getDate())];
  return `${date.join('-')} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

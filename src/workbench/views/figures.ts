import * as vscode from 'vscode';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `just now`, `3 min ago`, `2 h ago`, `5 days ago`. @param time Milliseconds since 1970. */
export function relativeTime(time: number, now: number = Date.now()): string {
  const age = Math.max(0, now - time);
  if (age < minute) {
    return vscode.l10n.t('just now');
  }
  if (age < hour) {
    return vscode.l10n.t('{0} min ago', Math.floor(age / minute));
  }
  if (age < day) {
    return vscode.l10n.t('{0} h ago', Math.floor(age / hour));
  }
  const days = Math.floor(age / day);
  return days === 1 ? vscode.l10n.t('1 day ago') : vscode.l10n.t('{0} days ago', days);
}

/** A count as people read it, `1,234`, in the window's language. */
export function formatCount(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

/** `1 row`, `1,234 rows`. */
export function rowCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', formatCount(count));
}

/** `1 table`, `12 tables`. */
export function tableCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 table') : vscode.l10n.t('{0} tables', formatCount(count));
}

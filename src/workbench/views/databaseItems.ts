import * as vscode from 'vscode';
import type { ColumnCompleteness, TableInfo, ViewInfo } from '../../database/api.ts';
import { formatTime } from '../../dataflows/runHistory.ts';
import type { Column } from '../../shared/columns.ts';
import { formatPercent } from '../../shared/percent.ts';
import type { TableColumnMeaning } from '../columnMeanings.ts';
import { inOneDirection } from '../plainText.ts';
import { personalDataWords } from './columnWords.ts';
import { formatCount, rowCount } from './figures.ts';
import { columnIcon } from './icons.ts';
import { tooltip } from './tooltip.ts';

/*
 * How the rows of the Databases view look. Their tooltips count values, so they come when someone points at a row.
 */

/** @param isLeftover Whether no run brings it up to date any more. */
export function tableItem(table: TableInfo, isLeftover: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(inOneDirection(table.name), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = tableId(table);
  item.contextValue = `table;exists=true;leftover=${isLeftover}`;
  item.description = isLeftover
    ? vscode.l10n.t('left over · {0}', rowCount(table.rowCount))
    : rowCount(table.rowCount);
  item.iconPath = new vscode.ThemeIcon('table');
  return item;
}

/** @param shares Undefined where they could not be counted. */
export function tableTooltip(
  table: TableInfo,
  isLeftover: boolean,
  shares: readonly ColumnCompleteness[] | undefined,
): vscode.MarkdownString {
  const sum = shares?.reduce((total, column) => total + column.share, 0);
  return tooltip(table.name, [
    [vscode.l10n.t('Total Records'), formatCount(table.rowCount)],
    ...(sum === undefined ? [] : [completeness(table, sum / Math.max(1, shares?.length ?? 0))]),
    [vscode.l10n.t('Source'), table.resource],
    [
      vscode.l10n.t('Last Refresh Date'),
      table.lastRefresh === undefined ? vscode.l10n.t('never') : formatTime(table.lastRefresh),
    ],
    ...(isLeftover
      ? [
          [
            vscode.l10n.t('Left Over'),
            vscode.l10n.t(
              'dataflows.json does not have this table any more. It stays as it is until you choose Delete Leftover Tables.',
            ),
          ] as const,
        ]
      : []),
  ]);
}

export function columnItem(
  table: TableInfo,
  column: Column,
  meaning: TableColumnMeaning | undefined,
): vscode.TreeItem {
  const isKey = column.name === 'id';
  const isReference = meaning !== undefined && meaning.refersTo.length > 0;
  const item = new vscode.TreeItem(inOneDirection(column.name), vscode.TreeItemCollapsibleState.None);
  item.id = `${tableId(table)}/${column.name}`;
  item.contextValue = 'column';
  item.description = columnDescription(column, isKey, meaning);
  item.iconPath = columnIcon(column.type, isKey ? 'key' : isReference ? 'reference' : 'value');
  return item;
}

/** @param share Undefined where it could not be counted. */
export function columnTooltip(
  table: TableInfo,
  column: Column,
  meaning: TableColumnMeaning | undefined,
  share: number | undefined,
): vscode.MarkdownString {
  return tooltip(column.name, [
    [vscode.l10n.t('Type'), column.type],
    ...(share === undefined ? [] : [completeness(table, share)]),
    ...(meaning === undefined || meaning.refersTo.length === 0
      ? []
      : [[vscode.l10n.t('Refers To'), meaning.refersTo.join(', ')] as const]),
    ...(meaning === undefined || meaning.personalData === 'none'
      ? []
      : [[vscode.l10n.t('Personal Data'), personalDataWords(meaning.personalData)] as const]),
  ]);
}

export function viewItem(view: ViewInfo): vscode.TreeItem {
  const item = new vscode.TreeItem(inOneDirection(view.name), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = viewId(view);
  item.contextValue = 'view';
  item.description = vscode.l10n.t('view');
  item.iconPath = new vscode.ThemeIcon('open-preview');
  return item;
}

export function viewColumnItem(view: ViewInfo, column: string): vscode.TreeItem {
  const item = new vscode.TreeItem(inOneDirection(column), vscode.TreeItemCollapsibleState.None);
  item.id = `${viewId(view)}/${column}`;
  item.contextValue = 'column';
  item.iconPath = new vscode.ThemeIcon('symbol-field');
  return item;
}

function tableId(table: TableInfo): string {
  // Names in a stranger's database may hold a slash.
  return `database/${JSON.stringify([table.dataflow.toLowerCase(), table.name.toLowerCase()])}`;
}

function viewId({ name }: ViewInfo): string {
  return `view/${JSON.stringify([name.toLowerCase()])}`;
}

function columnDescription(column: Column, isKey: boolean, meaning: TableColumnMeaning | undefined): string {
  const [reference, ...others] = meaning?.refersTo ?? [];
  if (isKey) {
    return vscode.l10n.t('{0}, primary key', column.type);
  }
  return reference === undefined
    ? column.type
    : `${column.type} → ${others.length === 0 ? reference : `${reference}, …`}`;
}

function completeness(table: TableInfo, share: number): readonly [string, string] {
  return [
    vscode.l10n.t('Data Completeness'),
    table.rowCount === 0 ? vscode.l10n.t('no rows') : formatPercent(share),
  ];
}

import * as vscode from 'vscode';
import type { AsyncDatabase, ColumnCompleteness, TableInfo } from '../../database/api.ts';

import { formatTime } from '../../dataflows/runHistory.ts';
import type { Column, ColumnType } from '../../shared/columns.ts';
import type { DataflowStore } from '../dataflowStore.ts';
import { Disposable } from '../disposable.ts';
import type { WorkspaceData } from '../workspaceData.ts';
import { connectorIcon } from './dataflowsTree.ts';
import { formatCount, rowCount, tableCount } from './figures.ts';
import { tooltip } from './tooltip.ts';

interface DatabaseNode {
  readonly kind: 'database';
  readonly dataflow: string;
  readonly tables: readonly TableInfo[];
}
interface DatabaseTableNode {
  readonly kind: 'databaseTable';
  readonly table: TableInfo;
}
interface ColumnNode {
  readonly kind: 'column';
  readonly table: TableInfo;
  readonly column: Column;
}
export type DatabasesNode = DatabaseNode | DatabaseTableNode | ColumnNode;

export interface DatabasesTreeOptions {
  readonly store: DataflowStore;
  readonly data: WorkspaceData;
  readonly database: AsyncDatabase;
}

/** The Databases view: what was imported, dataflow by dataflow, down to the columns. */
export class DatabasesTree extends Disposable implements vscode.TreeDataProvider<DatabasesNode> {
  readonly #options: DatabasesTreeOptions;
  readonly #changed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: DatabasesTreeOptions) {
    super();
    this.#options = options;
    this.register(options.store.onDidChange(() => this.refresh()));
    this.register(options.data.onDidChange(() => this.refresh()));
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: DatabasesNode): Promise<DatabasesNode[]> {
    switch (node?.kind) {
      case undefined:
        return await this.#databases();
      case 'database':
        return node.tables.map((table) => ({ kind: 'databaseTable', table }));
      case 'databaseTable':
        return node.table.columns.map((column) => ({ kind: 'column', table: node.table, column }));
      case 'column':
        return [];
    }
  }

  getTreeItem(node: DatabasesNode): vscode.TreeItem {
    switch (node.kind) {
      case 'database':
        return this.#databaseItem(node);
      case 'databaseTable':
        return tableItem(node);
      case 'column':
        return columnItem(node);
    }
  }

  /** Counting values reads the table through, so it waits until someone points at the row. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: DatabasesNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node.kind === 'databaseTable') {
      const shares = await this.#completeness(node.table.name, token);
      item.tooltip = tableTooltip(node.table, shares);
    }
    return item;
  }

  /** Undefined where nobody waits for it any more. */
  async #completeness(
    table: string,
    token: vscode.CancellationToken,
  ): Promise<readonly ColumnCompleteness[] | undefined> {
    while (!token.isCancellationRequested) {
      const { columns, complete } = await this.#options.database.completeness(table);
      if (complete) {
        return columns;
      }
    }
    return undefined;
  }

  async #databases(): Promise<DatabasesNode[]> {
    const { tables } = await this.#options.data.snapshot();
    const byDataflow = Map.groupBy(tables.values(), (table) => table.dataflow);
    return [...byDataflow]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([dataflow, own]) => ({
        kind: 'database',
        dataflow,
        tables: own.sort((a, b) => a.name.localeCompare(b.name)),
      }));
  }

  #databaseItem(node: DatabaseNode): vscode.TreeItem {
    const dataflow = this.#options.store.find(node.dataflow);
    const label =
      dataflow === undefined || dataflow.displayName === '' ? node.dataflow : dataflow.displayName;
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = `database/${node.dataflow.toLowerCase()}`;
    item.contextValue = 'database';
    item.description = tableCount(node.tables.length);
    item.iconPath = connectorIcon(dataflow?.connector ?? 'stripe');
    return item;
  }
}

function tableItem({ table }: DatabaseTableNode): vscode.TreeItem {
  const item = new vscode.TreeItem(table.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `database/${table.dataflow.toLowerCase()}/${table.name.toLowerCase()}`;
  item.contextValue = 'table;exists=true';
  item.description = rowCount(table.rowCount);
  item.iconPath = new vscode.ThemeIcon('table');
  item.command = {
    command: 'dataflows.previewTable',
    title: vscode.l10n.t('Preview'),
    arguments: [{ kind: 'databaseTable', table } satisfies DatabaseTableNode],
  };
  return item;
}

function tableTooltip(
  table: TableInfo,
  shares: readonly ColumnCompleteness[] = [],
): vscode.MarkdownString {
  const share = shares.reduce((sum, column) => sum + column.share, 0) / Math.max(1, shares.length);
  return tooltip(table.name, [
    [vscode.l10n.t('Total Records'), formatCount(table.rowCount)],
    [vscode.l10n.t('Data Completeness'), `${(share * 100).toFixed(1)} %`],
    [vscode.l10n.t('Source'), table.resource],
    [
      vscode.l10n.t('Last Refresh Date'),
      table.lastRefresh === undefined ? vscode.l10n.t('never') : formatTime(table.lastRefresh),
    ],
  ]);
}

const columnIcons: Readonly<Record<ColumnType, string>> = {
  text: 'symbol-string',
  integer: 'symbol-number',
  real: 'symbol-number',
  decimal: 'symbol-number',
  boolean: 'symbol-boolean',
  datetime: 'calendar',
  json: 'json',
};

function columnItem({ table, column }: ColumnNode): vscode.TreeItem {
  const isKey = column.name === 'id';
  const item = new vscode.TreeItem(column.name, vscode.TreeItemCollapsibleState.None);
  item.id = `database/${table.dataflow.toLowerCase()}/${table.name.toLowerCase()}/${column.name}`;
  item.contextValue = 'column';
  item.description = isKey ? vscode.l10n.t('{0}, primary key', column.type) : column.type;
  item.iconPath = new vscode.ThemeIcon(isKey ? 'key' : columnIcons[column.type]);
  return item;
}

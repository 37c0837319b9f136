import * as vscode from 'vscode';
import type { AsyncDatabase, ColumnCompleteness, TableInfo, ViewInfo } from '../../database/api.ts';
import type { Column } from '../../shared/columns.ts';
import type { ColumnMeanings, TableColumnMeaning } from '../columnMeanings.ts';
import type { DataflowStore } from '../dataflowStore.ts';
import { Disposable } from '../disposable.ts';
import { inOneDirection } from '../plainText.ts';
import type { WorkspaceData } from '../workspaceData.ts';
import {
  columnItem,
  columnTooltip,
  tableItem,
  tableTooltip,
  viewColumnItem,
  viewItem,
} from './databaseItems.ts';
import { tableCount } from './figures.ts';
import type { ConnectorIcon } from './icons.ts';

interface DatabaseNode {
  readonly kind: 'database';
  readonly dataflow: string;
  readonly tables: readonly DatabaseTableNode[];
}
interface DatabaseTableNode {
  readonly kind: 'databaseTable';
  /** As it was read last: its row stays when its figures change. */
  table: TableInfo;
  /** Whether no run brings it up to date any more. */
  readonly isLeftover: boolean;
}
interface ColumnNode {
  readonly kind: 'column';
  readonly table: TableInfo;
  readonly column: Column;
  readonly meaning: TableColumnMeaning | undefined;
}
interface ViewNode {
  readonly kind: 'view';
  readonly view: ViewInfo;
}
interface ViewColumnNode {
  readonly kind: 'viewColumn';
  readonly view: ViewInfo;
  readonly name: string;
}
export type DatabasesNode = DatabaseNode | DatabaseTableNode | ColumnNode | ViewNode | ViewColumnNode;

export interface DatabasesTreeOptions {
  readonly store: DataflowStore;
  readonly data: WorkspaceData;
  readonly database: Pick<AsyncDatabase, 'completeness'>;
  readonly meanings: ColumnMeanings;
  readonly connectorIcon: ConnectorIcon;
}

/** The Databases view: what was imported, dataflow by dataflow, down to the columns; and views in the database. */
export class DatabasesTree extends Disposable implements vscode.TreeDataProvider<DatabasesNode> {
  readonly #options: DatabasesTreeOptions;
  readonly #changed = this.register(new vscode.EventEmitter<DatabasesNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  /** What was drawn last; undefined while nobody has looked at it. */
  #drawn: readonly (DatabaseNode | ViewNode)[] | undefined;
  /** How often VS Code asked what to draw. */
  #drawings = 0;

  constructor(options: DatabasesTreeOptions) {
    super();
    this.#options = options;
    this.register(options.store.onDidChange(() => this.refresh()));
    this.register(options.data.onDidChange(() => this.#redraw()));
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** Draws the tables again whose figures have changed: of a view that is drawn anew VS Code loses all rows. */
  async #redraw(): Promise<void> {
    const drawn = this.#drawn;
    if (drawn === undefined) {
      this.refresh();
      return;
    }
    const now = await this.#readRoots();
    if (drawn !== this.#drawn || shapeOf(now) !== shapeOf(drawn)) {
      this.refresh();
      return;
    }
    const newest = new Map(tablesOf(now).map(({ table }) => [table.name, table]));
    const changed = tablesOf(drawn).filter((row) => {
      const { table } = row;
      row.table = newest.get(table.name) ?? table;
      return JSON.stringify(row.table) !== JSON.stringify(table);
    });
    if (changed.length > 0) {
      this.#changed.fire(changed);
    }
  }

  async getChildren(node?: DatabasesNode): Promise<DatabasesNode[]> {
    switch (node?.kind) {
      case undefined:
        return await this.#roots();
      case 'database':
        return [...node.tables];
      case 'databaseTable':
        return await this.#columns(node.table);
      case 'view':
        return node.view.columns.map((name) => ({ kind: 'viewColumn', view: node.view, name }));
      case 'column':
      case 'viewColumn':
        return [];
    }
  }

  getTreeItem(node: DatabasesNode): vscode.TreeItem {
    switch (node.kind) {
      case 'database':
        return this.#databaseItem(node);
      case 'databaseTable':
        return previewed(tableItem(node.table, node.isLeftover), node);
      case 'column':
        return columnItem(node.table, node.column, node.meaning);
      case 'view':
        return viewItem(node.view);
      case 'viewColumn':
        return viewColumnItem(node.view, node.name);
    }
  }

  /** Counting values reads the table through, so it waits until someone points at a row. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: DatabasesNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node.kind === 'databaseTable') {
      const { table, isLeftover } = node;
      item.tooltip = tableTooltip(table, isLeftover, await this.#completeness(table.name, token));
    } else if (node.kind === 'column') {
      const { table, column, meaning } = node;
      const shares = await this.#completeness(table.name, token);
      const share = shares?.find((candidate) => candidate.column === column.name)?.share;
      item.tooltip = columnTooltip(table, column, meaning, share);
    }
    return item;
  }

  /** Undefined where nobody waits for it any more, or the table has gone. */
  async #completeness(
    table: string,
    token: vscode.CancellationToken,
  ): Promise<readonly ColumnCompleteness[] | undefined> {
    try {
      while (!token.isCancellationRequested) {
        const { columns, complete } = await this.#options.database.completeness(table);
        if (complete) {
          return columns;
        }
      }
    } catch {
      // The tooltip does without; what is wrong with the database is told elsewhere.
    }
    return undefined;
  }

  async #roots(): Promise<DatabasesNode[]> {
    this.#drawings += 1;
    const drawing = this.#drawings;
    const roots = await this.#readRoots();
    if (drawing === this.#drawings) {
      // VS Code draws what it asked for last.
      this.#drawn = roots;
    }
    return roots;
  }

  async #readRoots(): Promise<(DatabaseNode | ViewNode)[]> {
    const { tables, views } = await this.#options.data.snapshot();
    const leftovers = new Set(this.#options.store.leftovers(tables.values()));
    // A name that was edited by hand may stand in two spellings.
    const byDataflow = Map.groupBy(tables.values(), (table) => table.dataflow.toLowerCase());
    const databases = [...byDataflow]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(
        ([key, own]): DatabaseNode => ({
          kind: 'database',
          dataflow: own.at(-1)?.dataflow ?? key,
          tables: own
            .sort((a, b) => a.name.localeCompare(b.name))
            .map((table) => ({ kind: 'databaseTable', table, isLeftover: leftovers.has(table) })),
        }),
      );
    return [...databases, ...views.map((view): ViewNode => ({ kind: 'view', view }))];
  }

  async #columns(table: TableInfo): Promise<ColumnNode[]> {
    const meanings = await this.#options.meanings.of(table);
    return table.columns.map((column) => ({
      kind: 'column',
      table,
      column,
      meaning: meanings.get(column.name),
    }));
  }

  #databaseItem(node: DatabaseNode): vscode.TreeItem {
    const dataflow = this.#options.store.find(node.dataflow);
    const label =
      dataflow === undefined || dataflow.displayName === '' ? node.dataflow : dataflow.displayName;
    const item = new vscode.TreeItem(inOneDirection(label), vscode.TreeItemCollapsibleState.Expanded);
    item.id = `database/${JSON.stringify([node.dataflow.toLowerCase()])}`;
    const isLeftover = node.tables.every((table) => table.isLeftover);
    item.contextValue = `database;leftover=${isLeftover}`;
    item.description = isLeftover
      ? vscode.l10n.t('left over · {0}', tableCount(node.tables.length))
      : tableCount(node.tables.length);
    item.iconPath = this.#options.connectorIcon(dataflow?.connector ?? 'stripe');
    return item;
  }
}

function tablesOf(roots: readonly (DatabaseNode | ViewNode)[]): DatabaseTableNode[] {
  return roots.flatMap((root) => (root.kind === 'database' ? root.tables : []));
}

/** Which rows there are: everything but the figures. */
function shapeOf(roots: readonly (DatabaseNode | ViewNode)[]): string {
  return JSON.stringify(roots, (key, value) =>
    key === 'rowCount' || key === 'lastRefresh' ? undefined : value,
  );
}

function previewed(item: vscode.TreeItem, node: DatabaseTableNode): vscode.TreeItem {
  item.command = {
    command: 'dataflows.previewTable',
    title: vscode.l10n.t('Preview'),
    arguments: [node],
  };
  return item;
}

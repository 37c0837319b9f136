import * as vscode from 'vscode';
import type { ConnectorRegistry } from '../../connectors/registry.ts';
import type { RunRecord, TableInfo } from '../../database/api.ts';
import type { NextRefresh } from '../../dataflows/automaticRefresh.ts';
import type { Dataflow, DataflowTable } from '../../dataflows/definition.ts';
import { type DataflowStatus, formatTime, statusWords } from '../../dataflows/runHistory.ts';
import type { RunProgress } from '../../dataflows/runProgress.ts';
import type { DataflowStore } from '../dataflowStore.ts';
import { Disposable } from '../disposable.ts';
import { inOneDirection } from '../plainText.ts';
import type { DataSnapshot, WorkspaceData } from '../workspaceData.ts';
import { formatCount, relativeTime, rowCount, tableCount } from './figures.ts';
import type { ConnectorIcon } from './icons.ts';
import { statusBadgeUri } from './statusBadges.ts';
import { tooltip } from './tooltip.ts';

export const groupings = ['name', 'type', 'status'] as const;
export type Grouping = (typeof groupings)[number];

const groupingKey = 'dataflows.grouping';

interface GroupNode {
  readonly kind: 'group';
  readonly label: string;
  readonly rows: DataflowNode[];
}
interface DataflowNode {
  readonly kind: 'dataflow';
  readonly dataflow: Dataflow;
}
interface TableNode {
  readonly kind: 'table';
  readonly dataflow: Dataflow;
  readonly table: DataflowTable;
}
export type DataflowsNode = GroupNode | DataflowNode | TableNode;

export interface DataflowsTreeOptions {
  readonly store: DataflowStore;
  readonly data: WorkspaceData;
  readonly connectors: ConnectorRegistry;
  readonly connectorIcon: ConnectorIcon;
  /** When a dataflow is refreshed by itself, if it is. */
  readonly nextRefresh: (dataflow: Dataflow, lastRun: RunRecord | undefined) => NextRefresh | undefined;
  /** Keeps the grouping between windows. */
  readonly memory: vscode.Memento;
}

/** The Dataflows view: a row per dataflow, its tables below it. */
export class DataflowsTree extends Disposable implements vscode.TreeDataProvider<DataflowsNode> {
  readonly #options: DataflowsTreeOptions;
  readonly #changed = this.register(new vscode.EventEmitter<DataflowsNode | DataflowsNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #progress = new Map<string, RunProgress | undefined>();
  /** The row of each dataflow, so that it can be drawn again alone: of a view that is drawn anew VS Code loses all rows. */
  #rows: ReadonlyMap<string, DataflowNode> = new Map();

  constructor(options: DataflowsTreeOptions) {
    super();
    this.#options = options;
    this.register(options.store.onDidChange(() => this.refresh()));
    this.register(options.data.onDidChange(() => this.redrawRows()));
  }

  get grouping(): Grouping {
    const kept = this.#options.memory.get<unknown>(groupingKey);
    return groupings.find((grouping) => grouping === kept) ?? 'name';
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    await this.#options.memory.update(groupingKey, grouping);
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** Brings the figures up to date. */
  redrawRows(): void {
    this.#redraw([...this.#rows.values()]);
  }

  /** Shows that a dataflow runs, and how far it is. */
  showProgress(dataflow: string, progress: RunProgress | undefined): void {
    const key = dataflow.toLowerCase();
    const isNew = !this.#progress.has(key);
    this.#progress.set(key, progress);
    const row = this.#rows.get(key);
    if (isNew || row === undefined) {
      this.#redraw(row === undefined ? [] : [row]);
    } else {
      this.#changed.fire(row);
    }
  }

  endProgress(dataflow: string): void {
    this.#progress.delete(dataflow.toLowerCase());
    this.#changed.fire(this.#rows.get(dataflow.toLowerCase()));
  }

  /** Draws rows again whose dataflow may have another status by now, and belong to another group. */
  #redraw(rows: DataflowNode[]): void {
    this.#changed.fire(rows.length === 0 || this.grouping === 'status' ? undefined : rows);
  }

  async getChildren(node?: DataflowsNode): Promise<DataflowsNode[]> {
    switch (node?.kind) {
      case undefined:
        return await this.#roots();
      case 'group':
        return node.rows;
      case 'dataflow':
        return node.dataflow.tables.map((table) => ({ kind: 'table', dataflow: node.dataflow, table }));
      case 'table':
        return [];
    }
  }

  async getTreeItem(node: DataflowsNode): Promise<vscode.TreeItem> {
    if (node.kind === 'group') {
      return groupItem(node);
    }
    // While a run keeps the database busy, its row is drawn from what was known before.
    const { data } = this.#options;
    const running = this.#progress.has(node.dataflow.name.toLowerCase());
    const snapshot = running ? data.lastKnown : await data.snapshot();
    switch (node.kind) {
      case 'dataflow':
        return this.#dataflowItem(node.dataflow, snapshot);
      case 'table':
        return tableItem(node, snapshot);
    }
  }

  async #roots(): Promise<DataflowsNode[]> {
    const rows = [...this.#options.store.dataflows]
      .sort((a, b) => a.displayName.localeCompare(b.displayName))
      .map((dataflow): DataflowNode => ({ kind: 'dataflow', dataflow }));
    this.#rows = new Map(rows.map((row) => [row.dataflow.name.toLowerCase(), row]));
    const grouping = this.grouping;
    if (grouping === 'name') {
      return rows;
    }
    const snapshot = await this.#options.data.snapshot();
    const labelOf = ({ dataflow }: DataflowNode) =>
      grouping === 'type' ? this.#typeOf(dataflow) : statusWords(this.#statusOf(dataflow, snapshot));
    return [...Map.groupBy(rows, labelOf)]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([label, members]) => ({ kind: 'group', label, rows: members }));
  }

  #typeOf(dataflow: Dataflow): string {
    return this.#options.connectors.get(dataflow.connector)?.title ?? dataflow.connector;
  }

  #statusOf(dataflow: Dataflow, snapshot: DataSnapshot): DataflowStatus {
    const key = dataflow.name.toLowerCase();
    return this.#progress.has(key) ? 'running' : (snapshot.lastRuns.get(key)?.status ?? 'neverRun');
  }

  #dataflowItem(dataflow: Dataflow, snapshot: DataSnapshot): vscode.TreeItem {
    const key = dataflow.name.toLowerCase();
    const running = this.#progress.has(key);
    const status = this.#statusOf(dataflow, snapshot);
    const lastRun = snapshot.lastRuns.get(key);
    const needsKey = this.#options.connectors.get(dataflow.connector)?.needsApiKey ?? false;
    const item = new vscode.TreeItem(
      inOneDirection(dataflow.displayName === '' ? dataflow.name : dataflow.displayName),
      vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = `dataflow/${key}`;
    item.contextValue = `dataflow;running=${running};key=${needsKey}`;
    item.description = running
      ? runningDescription(this.#progress.get(key))
      : restingDescription(status, dataflow.tables.length, lastRun);
    item.iconPath = running
      ? new vscode.ThemeIcon('loading~spin')
      : this.#options.connectorIcon(dataflow.connector);
    item.resourceUri = statusBadgeUri(status, dataflow.name);
    item.tooltip = this.#dataflowTooltip(dataflow, status, snapshot);
    item.accessibilityInformation = { label: `${item.label}, ${item.description}` };
    return item;
  }

  #dataflowTooltip(
    dataflow: Dataflow,
    status: DataflowStatus,
    { lastRuns, tables }: DataSnapshot,
  ): vscode.MarkdownString {
    const lastRun = lastRuns.get(dataflow.name.toLowerCase());
    const refreshed = Math.max(
      0,
      ...dataflow.tables.map(({ table }) => tables.get(table.toLowerCase())?.lastRefresh ?? 0),
    );
    const next = status === 'running' ? undefined : this.#options.nextRefresh(dataflow, lastRun);
    return tooltip(dataflow.displayName === '' ? dataflow.name : dataflow.displayName, [
      [vscode.l10n.t('Name'), dataflow.name],
      [vscode.l10n.t('Type'), this.#typeOf(dataflow)],
      [vscode.l10n.t('Status'), statusWords(status)],
      [vscode.l10n.t('Tables Count'), formatCount(dataflow.tables.length)],
      [vscode.l10n.t('Created Date'), formatTime(Date.parse(dataflow.createdAt))],
      [vscode.l10n.t('Updated Date'), formatTime(Date.parse(dataflow.updatedAt))],
      [vscode.l10n.t('Last Refresh'), refreshed === 0 ? vscode.l10n.t('never') : formatTime(refreshed)],
      ...(next === undefined ? [] : [[vscode.l10n.t('Next Refresh'), nextRefreshText(next)] as const]),
      ...(lastRun?.description === undefined
        ? []
        : [[vscode.l10n.t('Description'), lastRun.description] as const]),
    ]);
  }
}

function nextRefreshText(next: NextRefresh): string {
  if (next.kind === 'waiting') {
    return next.obstacle;
  }
  return next.time <= Date.now() ? vscode.l10n.t('now') : formatTime(next.time);
}

function runningDescription(progress: RunProgress | undefined): string {
  if (progress === undefined) {
    return vscode.l10n.t('Running');
  }
  return vscode.l10n.t(
    'Running · {0}/{1} tables · {2}',
    progress.tablesDone,
    progress.tablesTotal,
    rowCount(progress.rows),
  );
}

function restingDescription(status: DataflowStatus, tables: number, lastRun: RunRecord | undefined): string {
  const figures = [tableCount(tables)];
  if (lastRun !== undefined) {
    figures.push(relativeTime(lastRun.finishedAt ?? lastRun.startedAt));
  }
  // A narrow view cuts the end: what went well can do without the word, the badge says it too.
  const parts =
    status === 'succeeded' ? [...figures, statusWords(status)] : [statusWords(status), ...figures];
  return parts.join(' · ');
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group/${node.label}`;
  item.contextValue = 'group';
  item.description = formatCount(node.rows.length);
  return item;
}

function tableItem(node: TableNode, snapshot: DataSnapshot): vscode.TreeItem {
  const info = snapshot.tables.get(node.table.table.toLowerCase());
  const outcome = snapshot.lastRuns
    .get(node.dataflow.name.toLowerCase())
    ?.tables.find((table) => table.table.toLowerCase() === node.table.table.toLowerCase());
  const troubled = outcome?.status === 'skipped' || outcome?.status === 'failed';
  const item = new vscode.TreeItem(node.table.table, vscode.TreeItemCollapsibleState.None);
  item.id = `dataflow/${node.dataflow.name.toLowerCase()}/${node.table.table.toLowerCase()}`;
  item.contextValue = `table;exists=${info !== undefined}`;
  item.description = tableDescription(info, outcome?.status);
  item.iconPath = troubled
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('table');
  item.tooltip = tooltip(node.table.table, [
    [vscode.l10n.t('Source'), node.table.resource],
    [vscode.l10n.t('Purpose'), node.table.purpose],
    [
      vscode.l10n.t('Total Records'),
      info === undefined ? vscode.l10n.t('not imported yet') : formatCount(info.rowCount),
    ],
    ...(outcome?.description === undefined
      ? []
      : [[vscode.l10n.t('Last run'), outcome.description] as const]),
  ]);
  if (info !== undefined) {
    item.command = { command: 'dataflows.previewTable', title: vscode.l10n.t('Preview'), arguments: [node] };
  }
  return item;
}

function tableDescription(info: TableInfo | undefined, outcome: string | undefined): string {
  const rows = info === undefined ? vscode.l10n.t('not imported yet') : rowCount(info.rowCount);
  switch (outcome) {
    case 'skipped':
      return vscode.l10n.t('{0} · skipped', rows);
    case 'failed':
      return vscode.l10n.t('{0} · failed', rows);
    default:
      return rows;
  }
}

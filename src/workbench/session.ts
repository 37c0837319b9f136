import type * as vscode from 'vscode';
import type { ConnectorRegistry } from '../connectors/registry.ts';
import type { DatabaseClient } from '../database/client.ts';
import type { DataflowRunner } from '../dataflows/runner.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { ColumnMeanings } from './columnMeanings.ts';
import type { CommandTargets } from './commands/targets.ts';
import type { DataflowStore } from './dataflowStore.ts';
import type { TableExporter } from './export/tableExporter.ts';
import type { Logs } from './log.ts';
import type { ShownViews } from './preview/shownViews.ts';
import type { RunController } from './runController.ts';
import type { DatabasesTree } from './views/databasesTree.ts';
import type { DataflowsTree } from './views/dataflowsTree.ts';
import type { WizardPanels } from './wizard/wizardPanels.ts';
import type { WorkspaceData } from './workspaceData.ts';

/** The parts that work for one workspace folder; commands use them. */
export interface Session {
  readonly folder: vscode.Uri;
  /** Whether the folder is the only one, holds dataflows or was chosen: not the first of several that could be meant. */
  readonly folderIsCertain: boolean;
  readonly databaseFile: string;
  readonly logs: Logs;
  readonly store: DataflowStore;
  readonly apiKeys: ApiKeys;
  readonly connectors: ConnectorRegistry;
  readonly database: DatabaseClient;
  readonly data: WorkspaceData;
  readonly targets: CommandTargets;
  readonly runner: DataflowRunner;
  readonly runs: RunController;
  readonly exporter: TableExporter;
  readonly rescue: {
    /** Whether the person is being asked what to do with a rescue copy: until then nothing should be changed by itself. */
    readonly isOpen: boolean;
  };
  readonly shownViews: ShownViews;
  readonly meanings: ColumnMeanings;
  readonly dataflowsTree: DataflowsTree;
  readonly databasesTree: DatabasesTree;
  readonly wizard: WizardPanels;
}

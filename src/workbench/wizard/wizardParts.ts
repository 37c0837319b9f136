import type * as vscode from 'vscode';
import type { ConnectorRegistry } from '../../connectors/registry.ts';
import type { ApiKeys } from '../apiKeys.ts';
import type { DataflowStore } from '../dataflowStore.ts';
import type { Logs } from '../log.ts';
import type { WorkspaceData } from '../workspaceData.ts';
import type { SavedDataflow } from './savedDataflow.ts';

/** What the wizard works with. */
export interface WizardParts {
  readonly extensionUri: vscode.Uri;
  readonly store: DataflowStore;
  readonly connectors: ConnectorRegistry;
  readonly apiKeys: ApiKeys;
  /** Tells which tables have rows. */
  readonly data: Pick<WorkspaceData, 'snapshot'>;
  readonly isRunning: (dataflow: string) => boolean;
  readonly logs: Logs;
  /**
   * Brings the tables in line with the definition and starts the run, without waiting for its end: the panel closes
   * after it. What it throws is shown in the wizard, and a second save hands it the same changes again.
   */
  readonly onSaved: (saved: SavedDataflow) => Promise<void>;
}

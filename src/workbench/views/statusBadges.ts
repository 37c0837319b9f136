import * as vscode from 'vscode';
import { type DataflowStatus, statusWords } from '../../dataflows/runHistory.ts';

const scheme = 'dataflows-status';

/** The URI that makes VS Code decorate a dataflow's row with its status. */
export function statusBadgeUri(status: DataflowStatus, dataflow: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${dataflow}`, query: status });
}

/** Draws a dataflow's status as a badge at the end of its row; the icon at its start tells its type. */
export class StatusBadges implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) {
      return undefined;
    }
    switch (uri.query as DataflowStatus) {
      case 'succeeded':
        // The color would tint the name too: what went well stays quiet.
        return badge('✓', 'succeeded');
      case 'succeededWithWarnings':
        return badge('!', 'succeededWithWarnings', 'list.warningForeground');
      case 'failed':
        return badge('✗', 'failed', 'list.errorForeground');
      case 'cancelled':
        return badge('⊘', 'cancelled');
      case 'interrupted':
        return badge('⊘', 'interrupted', 'list.warningForeground');
      case 'rolledBack':
        return badge('↶', 'rolledBack');
      default:
        return undefined;
    }
  }
}

function badge(symbol: string, status: DataflowStatus, color?: string): vscode.FileDecoration {
  return new vscode.FileDecoration(
    symbol,
    statusWords(status),
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
}

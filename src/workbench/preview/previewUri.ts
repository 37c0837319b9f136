import * as vscode from 'vscode';

/** The custom editor's type, as package.json contributes it. */
export const previewViewType = 'dataflows.preview';

const scheme = 'dataflows-table';

/** The document that the preview of a table shows. Its last part, the table's name, is the tab's title. */
export function previewUri(dataflow: string, table: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${dataflow}/${table}` });
}

/** What `previewUri` was made of. Undefined for a URI it cannot have made. */
export function parsePreviewUri(uri: vscode.Uri): { dataflow: string; table: string } | undefined {
  const [, dataflow, table, ...rest] = uri.path.split('/');
  return uri.scheme === scheme && dataflow && table && rest.length === 0 ? { dataflow, table } : undefined;
}

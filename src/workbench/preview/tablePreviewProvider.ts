import * as vscode from 'vscode';
import { Disposable } from '../disposable.ts';
import { pageIcon, showPage } from '../webviewPage.ts';
import { Layouts } from './layouts.ts';
import { parsePreviewUri, previewViewType } from './previewUri.ts';
import { TablePreview, type TablePreviewOptions } from './tablePreview.ts';

export interface TablePreviewProviderOptions
  extends Omit<TablePreviewOptions, 'panel' | 'uri' | 'dataflow' | 'table' | 'layouts' | 'tablesVersion'> {
  readonly extensionUri: vscode.Uri;
  /** Where the extension keeps what belongs to the workspace. */
  readonly storage: vscode.Uri | undefined;
}

/**
 * The read-only editor whose document is a table. VS Code then treats a preview as any other tab: title, split, pin,
 * history, reopening after a reload.
 */
export class TablePreviewProvider extends Disposable implements vscode.CustomReadonlyEditorProvider {
  readonly #options: TablePreviewProviderOptions;
  readonly #layouts: Layouts;
  #tablesVersion = 0;

  constructor(options: TablePreviewProviderOptions) {
    super();
    this.#options = options;
    this.#layouts = new Layouts(options.storage?.fsPath);
    // Before any preview listens: it reads again when the number is another one already.
    this.register(
      options.onDidChangeTables(() => {
        this.#tablesVersion += 1;
      }),
    );
    this.register(
      vscode.window.registerCustomEditorProvider(previewViewType, this, {
        // So that a split shows two places of one table.
        supportsMultipleEditorsPerDocument: true,
      }),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor(document: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const target = parsePreviewUri(document.uri);
    if (target === undefined) {
      throw new Error(vscode.l10n.t('{0} is not the preview of a table.', document.uri.toString()));
    }
    const preview = new TablePreview({
      ...this.#options,
      ...target,
      uri: document.uri,
      panel,
      layouts: this.#layouts,
      tablesVersion: () => this.#tablesVersion,
    });
    panel.onDidDispose(() => preview.dispose());
    panel.iconPath = pageIcon(this.#options.extensionUri);
    showPage(panel.webview, this.#options.extensionUri, 'preview', target.table);
  }
}

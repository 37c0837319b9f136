import type * as vscode from 'vscode';
import type { ExportView } from '../export/tableExporter.ts';

/** What previews show at present, so that a command can export just that. */
export class ShownViews {
  readonly #views = new Map<string, ExportView>();

  set(preview: vscode.Uri, view: ExportView): void {
    this.#views.set(preview.toString(), view);
  }

  /** Undefined for a preview that has not shown anything yet. */
  get(preview: vscode.Uri): ExportView | undefined {
    return this.#views.get(preview.toString());
  }

  /** Forgets a view, if it is still the one that counts. */
  delete(preview: vscode.Uri, view: ExportView | undefined): void {
    if (this.get(preview) === view) {
      this.#views.delete(preview.toString());
    }
  }
}

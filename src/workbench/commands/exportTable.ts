import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { formatOfFile } from '../export/exportFormats.ts';
import { type ExportedFile, wholeTable } from '../export/tableExporter.ts';
import { parsePreviewUri, previewViewType } from '../preview/previewUri.ts';
import type { Session } from '../session.ts';
import { UnknownTargetError } from './targets.ts';

/**
 * Exports tables: those of a tree's rows, or the one that code names, or the ones that the person picks.
 * @param argument A table's name, a row of a tree, a preview (which exports what it shows), or nothing.
 * @param more From code: the absolute path of the file, whose extension tells the format. From a tree: all rows selected.
 */
export async function exportTable(
  session: Session,
  argument: unknown,
  more: unknown,
): Promise<readonly ExportedFile[] | undefined> {
  const preview = argument ?? activePreview();
  const shown = preview instanceof vscode.Uri ? session.shownViews.get(preview) : undefined;
  if (shown !== undefined) {
    return await session.exporter.export([shown]);
  }
  const table = preview instanceof vscode.Uri ? parsePreviewUri(preview) : argument;
  const tables = await session.targets.tables(table, more, vscode.l10n.t('Export which tables?'));
  if (tables === undefined) {
    return undefined;
  }
  const views = tables.map(({ name, columns }) => wholeTable(name, columns));
  const [view] = views;
  if (typeof argument !== 'string' || typeof more !== 'string' || view === undefined) {
    return await session.exporter.export(views);
  }
  const format = isAbsolute(more) ? formatOfFile(more) : undefined;
  if (format === undefined) {
    throw new UnknownTargetError(
      vscode.l10n.t(
        '“{0}” is not the absolute path of a file that ends in .csv, .json, .ndjson, .parquet, .xlsx or .sqlite.',
        more,
      ),
    );
  }
  return await session.exporter.write([{ view, file: more, format }]);
}

/** The preview that is in front: who exports from the palette means what it shows. */
function activePreview(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === previewViewType ? input.uri : undefined;
}

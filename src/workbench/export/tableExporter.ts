import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { type AsyncDatabase, DatabaseError } from '../../database/api.ts';
import type { ExportRequest, ExportResult } from '../../database/export/exportRequest.ts';
import { exportRows } from '../../database/export/exportRows.ts';
import { plainText } from '../plainText.ts';
import { canReveal, isOnDesktop, revealFile } from '../reveal.ts';
import { tableList } from '../tableList.ts';
import { formatCount, rowCount, tableCount } from '../views/figures.ts';
import { askFile, askFiles, askFormat, firstFolder } from './exportDialogs.ts';
import { type FormatKind, formatChoices, formatOf } from './exportFormats.ts';

/** The rows of a table to export: what is not said is all of it. */
export type ExportView = ExportRequest['view'];

/** A file that was written. */
export interface ExportedFile extends ExportResult {
  readonly file: string;
}

export interface TableExporterOptions {
  readonly database: Pick<AsyncDatabase, 'findRows' | 'beginExport' | 'continueExport' | 'cancelExport'>;
  /** Keeps the last format and folder between windows. */
  readonly memory: vscode.Memento;
}

interface FailedTable {
  readonly table: string;
  readonly error: DatabaseError;
}

interface Outcome {
  readonly written: readonly ExportedFile[];
  readonly failed: readonly FailedTable[];
  readonly isCancelled: boolean;
}

const formatKey = 'dataflows.exportFormat';
const folderKey = 'dataflows.exportFolder';

/** Exports tables for a person: asks what is not known, shows progress, and offers what was written. */
export class TableExporter {
  readonly #options: TableExporterOptions;

  constructor(options: TableExporterOptions) {
    this.#options = options;
  }

  /** Asks for format and place, then writes. Undefined where the person thought better of it. @throws DatabaseError */
  async export(views: readonly ExportView[]): Promise<readonly ExportedFile[] | undefined> {
    const names = views.map(({ table }) => table);
    const what =
      names.length === 1
        ? vscode.l10n.t('Export {0}', names[0] ?? '')
        : vscode.l10n.t('Export {0} Tables', names.length);
    const kind = await askFormat(what, this.#lastFormat());
    if (kind === undefined) {
      return undefined;
    }
    await this.#options.memory.update(formatKey, kind);
    const files = await this.#askFiles(names, kind);
    if (files === undefined) {
      return undefined;
    }
    await this.#options.memory.update(folderKey, dirname(files[0] ?? ''));
    return await this.write(
      views.map((view, index) => ({ view, format: formatOf(kind, files[index]), file: files[index] ?? '' })),
    );
  }

  /**
   * Writes the files one after the other; one that cannot be written keeps no other back. Undefined where the person
   * cancelled.
   * @throws DatabaseError that names the tables which were not exported
   */
  async write(requests: readonly ExportRequest[]): Promise<readonly ExportedFile[] | undefined> {
    const { written, failed, isCancelled } = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: plainText(titleOf(requests)),
        cancellable: true,
      },
      async (progress, token) => await this.#writeAll(requests, progress, token),
    );
    void offer(written);
    const [first] = failed;
    if (first !== undefined) {
      throw requests.length === 1 ? first.error : allFailed(failed, first.error);
    }
    return isCancelled ? undefined : written;
  }

  async #writeAll(
    requests: readonly ExportRequest[],
    progress: vscode.Progress<{ message: string; increment: number }>,
    token: vscode.CancellationToken,
  ): Promise<Outcome> {
    const abort = new AbortController();
    const cancelled = new Error('cancelled');
    token.onCancellationRequested(() => abort.abort(cancelled));
    const written: ExportedFile[] = [];
    const failed: FailedTable[] = [];
    for (const request of requests) {
      const onProgress = progressOf(request, requests.length, progress);
      try {
        const result = await exportRows(this.#options.database, request, {
          signal: abort.signal,
          onProgress,
        });
        written.push({ file: request.file, ...result });
      } catch (error) {
        if (error === cancelled) {
          return { written, failed, isCancelled: true };
        }
        if (!DatabaseError.is(error)) {
          throw error;
        }
        failed.push({ table: request.view.table, error });
      }
    }
    return { written, failed, isCancelled: false };
  }

  async #askFiles(tables: readonly string[], kind: FormatKind): Promise<readonly string[] | undefined> {
    const folder = this.#lastFolder();
    const [table] = tables;
    if (table !== undefined && tables.length === 1) {
      const file = await askFile(table, kind, folder);
      return file === undefined ? undefined : [file];
    }
    return await askFiles(tables, kind, folder);
  }

  #lastFormat(): FormatKind | undefined {
    const kept = this.#options.memory.get<unknown>(formatKey);
    return formatChoices().find(({ kind }) => kind === kept)?.kind;
  }

  #lastFolder(): vscode.Uri {
    const kept = this.#options.memory.get<unknown>(folderKey);
    return typeof kept === 'string' ? vscode.Uri.file(kept) : firstFolder();
  }
}

function allFailed(failed: readonly FailedTable[], { reason }: DatabaseError): DatabaseError {
  const sentences = tableList(failed, ({ table, error }) => `${table}: ${error.message}`);
  return new DatabaseError(reason, vscode.l10n.t('Not exported: {0}', sentences.join(' ')), failed);
}

function titleOf([first, ...others]: readonly ExportRequest[]): string {
  return others.length === 0
    ? vscode.l10n.t('Exporting {0}', first?.view.table ?? '')
    : vscode.l10n.t('Exporting {0}', tableCount(others.length + 1));
}

/** Tells the rows of one file as its part of all files. */
function progressOf(
  { view }: ExportRequest,
  files: number,
  progress: vscode.Progress<{ message: string; increment: number }>,
): (rows: number, total: number) => void {
  let shown = 0;
  return (rows, total) => {
    const share = total === 0 ? 1 : Math.min(1, rows / total);
    const message = vscode.l10n.t('{0} of {1}', formatCount(rows), rowCount(total));
    progress.report({
      message: files === 1 ? message : plainText(`${view.table}: ${message}`),
      increment: (100 * (share - shown)) / files,
    });
    shown = share;
  };
}

/** Says what was written, with buttons to open it and to show where it is. */
async function offer(written: readonly ExportedFile[]): Promise<void> {
  const [first, ...others] = written;
  if (first === undefined) {
    return;
  }
  const uri = vscode.Uri.file(first.file);
  const open = vscode.l10n.t('Open');
  const reveal = vscode.l10n.t('Reveal');
  const buttons = [
    ...(others.length === 0 && canOpen(uri) ? [open] : []),
    ...(canReveal(uri) ? [reveal] : []),
  ];
  const doubts = doubtsAbout(written);
  const show = doubts.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = await show(plainText([summary(first, others), ...doubts].join(' ')), ...buttons);
  if (answer === open) {
    await openFile(uri);
  } else if (answer === reveal) {
    await revealFile(uri);
  }
}

function summary(first: ExportedFile, others: readonly ExportedFile[]): string {
  const rows = [first, ...others].reduce((sum, file) => sum + file.rows, 0);
  return others.length === 0
    ? vscode.l10n.t('Exported {0} to {1}.', rowCount(rows), basename(first.file))
    : vscode.l10n.t(
        'Exported {0}, {1}, to {2}.',
        tableCount(others.length + 1),
        rowCount(rows),
        dirname(first.file),
      );
}

/** What a person should know before trusting the files. */
function doubtsAbout(written: readonly ExportedFile[]): readonly string[] {
  const cut = written.reduce((sum, file) => sum + file.cutTexts, 0);
  return [
    ...(cut === 0
      ? []
      : [
          cut === 1
            ? vscode.l10n.t('One text was cut: an Excel cell takes 32,767 characters.')
            : vscode.l10n.t('{0} texts were cut: an Excel cell takes 32,767 characters.', formatCount(cut)),
        ]),
    ...(written.some((file) => file.changedMeanwhile)
      ? [vscode.l10n.t('The database changed meanwhile: some rows may be newer than others.')]
      : []),
  ];
}

/** VS Code opens text; for the rest a program outside is needed. */
function canOpen(uri: vscode.Uri): boolean {
  return isText(uri) || isOnDesktop();
}

async function openFile(uri: vscode.Uri): Promise<void> {
  if (isText(uri)) {
    await vscode.commands.executeCommand('vscode.open', uri);
  } else {
    await vscode.env.openExternal(uri);
  }
}

function isText(uri: vscode.Uri): boolean {
  return !/\.(parquet|xlsx|sqlite3?|db)$/i.test(uri.path);
}

/** All of a table: its own columns, the rows that are not deleted, in the order they came. */
export function wholeTable(table: string, columns: readonly { readonly name: string }[]): ExportView {
  return { table, columns: columns.map(({ name }) => name), includeDeleted: false, where: [], orderBy: [] };
}

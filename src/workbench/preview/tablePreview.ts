import * as vscode from 'vscode';
import { Messenger } from 'vscode-messenger';
import type { RequestType, WebviewIdMessageParticipant } from 'vscode-messenger-common';
import * as z from 'zod/mini';
import { DatabaseError } from '../../database/api.ts';
import { dataflowNameProblem } from '../../dataflows/definition.ts';
import { attributesMeasured, attributesRequest, measureRequest } from '../../shared/attributes.ts';
import {
  copyParamsSchema,
  copyRequest,
  countRowsRequest,
  type DescribeAnswer,
  describeParamsSchema,
  describeRequest,
  exportRequest,
  findRowsRequest,
  keepLayout,
  layoutSchema,
  openTableParamsSchema,
  openTableRequest,
  readRowParamsSchema,
  readRowRequest,
  readRowsParamsSchema,
  readRowsRequest,
  readTextParamsSchema,
  readTextRequest,
  rowsFound,
  rowsViewSchema,
  type ShownView,
  shownViewSchema,
  summarizeParamsSchema,
  summarizeRequest,
  tableChanged,
  tableDescribed,
  viewShown,
} from '../../shared/preview.ts';
import { Disposable } from '../disposable.ts';
import type { ExportView } from '../export/tableExporter.ts';
import type { Logs } from '../log.ts';
import { neverIf } from '../webviewPage.ts';
import { AttributeReader, type AttributeReaderOptions } from './attributeReader.ts';
import type { Layouts } from './layouts.ts';
import { openPreview } from './previewTabs.ts';
import { type PreviewDatabase, RowReader, SupersededError, TooMuchToCopyError } from './rowReader.ts';
import type { ShownViews } from './shownViews.ts';

export interface TablePreviewOptions {
  readonly panel: vscode.WebviewPanel;
  /** The document: the table. */
  readonly uri: vscode.Uri;
  readonly dataflow: string;
  readonly table: string;
  readonly database: PreviewDatabase;
  readonly meanings: AttributeReaderOptions['meanings'];
  readonly shownViews: ShownViews;
  readonly exportView: (view: ExportView) => Promise<void>;
  readonly layouts: Layouts;
  readonly onDidChangeTables: vscode.Event<void>;
  /** How often the tables have changed. */
  readonly tablesVersion: () => number;
  readonly logs: Logs;
}

interface Told {
  readonly described: DescribeAnswer;
  /** The tables' version that it is of. */
  readonly asOf: number;
}

/** Answers the page of one tab. It keeps nothing: what the page shows is the page's own state. */
export class TablePreview extends Disposable {
  readonly #options: TablePreviewOptions;
  readonly #messenger = new Messenger();
  readonly #rows: RowReader;
  #isGone = false;
  #shown: ExportView | undefined;

  constructor(options: TablePreviewOptions) {
    super();
    this.#options = options;
    const { database, dataflow, table, meanings, tablesVersion } = options;
    const rows = new RowReader({
      database,
      dataflow,
      table,
      meanings,
      asOf: tablesVersion,
      isLookedAt: () => this.#isLookedAt,
    });
    this.#rows = rows;
    const page = this.#messenger.registerWebviewPanel(options.panel);
    let told: Promise<Told | undefined> | undefined = this.#tellTable(page);
    this.#answer(describeRequest, describeParamsSchema, async ({ withRows }) => {
      // On a busy machine a page is told before its script listens. It asks then, and need not wait again.
      const before = await told;
      // A page that is shown again is a new one.
      told = undefined;
      return withRows && before?.asOf === tablesVersion() ? before.described : await this.#describe(withRows);
    });
    this.#answer(readRowsRequest, readRowsParamsSchema, (params) => rows.read(params));
    this.#answer(countRowsRequest, z.unknown(), () => rows.count());
    this.#answer(findRowsRequest, rowsViewSchema, (view) =>
      rows.find(view, (found) => !this.#isGone && this.#messenger.sendNotification(rowsFound, page, found)),
    );
    this.#answer(readRowRequest, readRowParamsSchema, (params) => rows.row(params));
    this.#answer(readTextRequest, readTextParamsSchema, (params) => rows.text(params));
    this.#answer(summarizeRequest, summarizeParamsSchema, (params) => rows.summarize(params));
    this.#answer(copyRequest, copyParamsSchema, (params) => rows.copy(params));
    this.#answer(openTableRequest, openTableParamsSchema, (params) => openPreview(dataflow, params.table));
    this.register(
      this.#messenger.onNotification(keepLayout, async (untrusted: unknown) => {
        const layout = layoutSchema.safeParse(untrusted).data;
        const { resource } = rows;
        if (layout !== undefined && resource !== undefined) {
          await options.layouts.keep({ dataflow, resource }, layout).catch((error: unknown) => {
            options.logs.error(`How the columns of ${table} stand could not be kept`, error);
          });
        }
      }),
    );
    this.#answer(exportRequest, shownViewSchema, (shown) => options.exportView(this.#exportView(shown)));
    this.register(
      this.#messenger.onNotification(viewShown, (untrusted: unknown) => this.#keepShown(untrusted)),
    );
    // Two previews of one table may show different rows: the one that is looked at counts.
    this.register(
      options.panel.onDidChangeViewState(() => {
        if (options.panel.active && this.#shown !== undefined) {
          options.shownViews.set(options.uri, this.#shown);
        }
      }),
    );
    this.#answerAttributes(page);
    // The messenger skips a hidden page, which needs no news: it begins afresh when it is shown.
    this.register(
      options.onDidChangeTables(() => this.#messenger.sendNotification(tableChanged, page, undefined)),
    );
  }

  #answerAttributes(page: WebviewIdMessageParticipant): void {
    const { database, dataflow, table, meanings, tablesVersion } = this.#options;
    const attributes = new AttributeReader({ database, dataflow, table, meanings, asOf: tablesVersion });
    this.#answer(attributesRequest, z.unknown(), () => attributes.describe());
    this.#answer(measureRequest, z.unknown(), () =>
      attributes.measure(
        (figures) => this.#messenger.sendNotification(attributesMeasured, page, figures),
        () => this.#isLookedAt,
      ),
    );
  }

  /** A hidden page is made anew when it is shown, and asks again. */
  get #isLookedAt(): boolean {
    return !this.#isGone && this.#options.panel.visible;
  }

  #keepShown(untrusted: unknown): void {
    const shown = shownViewSchema.safeParse(untrusted).data;
    if (shown !== undefined) {
      this.#shown = this.#exportView(shown);
      this.#options.shownViews.set(this.#options.uri, this.#shown);
    }
  }

  /** Just the rows that the page shows: those that were found when it found them. */
  #exportView({ view, columns, offset, limit }: ShownView): ExportView {
    return {
      table: this.#options.table,
      ...view,
      columns,
      asOf: this.#options.tablesVersion(),
      ...(offset === undefined ? {} : { offset }),
      ...(limit === undefined ? {} : { limit }),
    };
  }

  #answer<P, Checked>(
    request: RequestType<P, unknown>,
    params: z.ZodMiniType<Checked>,
    answer: (params: Checked) => Promise<unknown>,
  ): void {
    this.register(
      this.#messenger.onRequest(request, async (untrusted: unknown) => {
        try {
          return await answer(params.parse(untrusted));
        } catch (error) {
          // Not the error itself: the messenger would send its stack to the page.
          throw { message: this.#sentence(error) };
        } finally {
          await neverIf(this.#isGone);
        }
      }),
    );
  }

  override dispose(): void {
    this.#isGone = true;
    this.#options.shownViews.delete(this.#options.uri, this.#shown);
    super.dispose();
  }

  #sentence(error: unknown): string {
    if (error instanceof SupersededError) {
      return vscode.l10n.t('Other rows are being read now.');
    }
    if (error instanceof TooMuchToCopyError) {
      return vscode.l10n.t(
        'This is too much for the clipboard. Copy fewer rows, or export the table to a file.',
      );
    }
    this.#options.logs.error(`The preview of ${this.#options.table} got no answer`, error);
    return error instanceof DatabaseError
      ? error.message
      : vscode.l10n.t('“{0}” could not be read. The log has the details.', this.#options.table);
  }

  /** Tells a page that is opened what it will ask first. @returns Undefined on an error: the page is told when it asks. */
  async #tellTable(page: WebviewIdMessageParticipant): Promise<Told | undefined> {
    const asOf = this.#options.tablesVersion();
    try {
      const described = await this.#describe(true);
      // What is out of date is read again by what the page asks.
      if (this.#isLookedAt && asOf === this.#options.tablesVersion()) {
        this.#messenger.sendNotification(tableDescribed, page, described);
      }
      return { described, asOf };
    } catch {
      return undefined;
    }
  }

  async #describe(withRows: boolean): Promise<DescribeAnswer> {
    const { dataflow, table, layouts } = this.#options;
    const columns = await this.#rows.columns();
    const { resource } = this.#rows;
    if (columns === undefined || resource === undefined) {
      // What a run changed stands under a name that no dataflow can have.
      const isOfRun = dataflowNameProblem(dataflow, []) !== undefined;
      return { table, dataflow, isOfRun, newName: await this.#rows.newName() };
    }
    return {
      table,
      dataflow,
      columns: [...columns],
      layout: await layouts.get({ dataflow, resource }),
      ...(withRows ? { rows: await this.#rows.first(columns) } : {}),
    };
  }
}

import * as vscode from 'vscode';
import { Messenger } from 'vscode-messenger';
import type { RequestType } from 'vscode-messenger-common';
import * as z from 'zod/mini';
import { type AsyncDatabase, DatabaseError, type RowFilter } from '../../database/api.ts';
import {
  type Cell,
  type CountRowsAnswer,
  countRowsRequest,
  type DescribeAnswer,
  deletedAtColumn,
  describeRequest,
  maxDetailText,
  maxGridText,
  type ReadCellAnswer,
  type ReadCellParams,
  type ReadRowsParams,
  readCellParamsSchema,
  readCellRequest,
  readRowsParamsSchema,
  readRowsRequest,
  tableChanged,
} from '../../shared/preview.ts';
import { Disposable } from '../disposable.ts';
import type { Logs } from '../log.ts';
import { neverIf } from '../webviewPage.ts';
import { toCell } from './cells.ts';

/** What a preview needs of the workspace database. */
export type PreviewDatabase = Pick<AsyncDatabase, 'tables' | 'readPage' | 'countRows'>;

export interface TablePreviewOptions {
  readonly panel: vscode.WebviewPanel;
  readonly dataflow: string;
  readonly table: string;
  readonly database: PreviewDatabase;
  readonly onDidChangeTables: vscode.Event<void>;
  readonly logs: Logs;
}

/** Answers the page of one tab. It keeps nothing: what the page shows is the page's own state. */
export class TablePreview extends Disposable {
  readonly #options: TablePreviewOptions;
  readonly #messenger = new Messenger();
  #isGone = false;

  constructor(options: TablePreviewOptions) {
    super();
    this.#options = options;
    const page = this.#messenger.registerWebviewPanel(options.panel);
    this.#answer(describeRequest, z.unknown(), () => this.#describe());
    this.#answer(readRowsRequest, readRowsParamsSchema, (params) => this.#readRows(params));
    this.#answer(countRowsRequest, z.unknown(), () => this.#countRows());
    this.#answer(readCellRequest, readCellParamsSchema, (params) => this.#readCell(params));
    // The messenger skips a hidden page, which needs no news: it begins afresh when it is shown.
    this.register(
      options.onDidChangeTables(() => this.#messenger.sendNotification(tableChanged, page, undefined)),
    );
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
          this.#options.logs.error(`The preview of ${this.#options.table} got no answer`, error);
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
    super.dispose();
  }

  #sentence(error: unknown): string {
    return error instanceof DatabaseError
      ? error.message
      : vscode.l10n.t('“{0}” could not be read. The log has the details.', this.#options.table);
  }

  async #describe(): Promise<DescribeAnswer> {
    const { database, dataflow, table } = this.#options;
    const info = (await database.tables(dataflow)).find((candidate) => candidate.name === table);
    return {
      table,
      dataflow,
      columns: info && [...info.columns, { name: deletedAtColumn, type: 'datetime' }],
    };
  }

  async #readRows({ columns, orderBy, includeDeleted, offset, limit }: ReadRowsParams): Promise<Cell[][]> {
    const filter = this.#filter({ includeDeleted });
    const rows = await this.#options.database.readPage({ ...filter, columns, orderBy, offset, limit });
    return rows.map((row) => row.map((value) => toCell(value, maxGridText)));
  }

  async #countRows(): Promise<CountRowsAnswer> {
    const { database } = this.#options;
    const [present, all] = await Promise.all([
      database.countRows(this.#filter({ includeDeleted: false })),
      database.countRows(this.#filter({ includeDeleted: true })),
    ]);
    return { present, deleted: all - present };
  }

  async #readCell({ id, column }: ReadCellParams): Promise<ReadCellAnswer> {
    const rows = await this.#options.database.readPage({
      ...this.#filter({ includeDeleted: true, where: [{ column: 'id', operator: 'equals', value: id }] }),
      columns: [column],
      orderBy: [],
      offset: 0,
      limit: 1,
    });
    const value = rows[0]?.[0];
    return { cell: value === undefined ? undefined : toCell(value, maxDetailText) };
  }

  #filter({ includeDeleted, where = [] }: Partial<RowFilter> & { includeDeleted: boolean }): RowFilter {
    return { table: this.#options.table, includeDeleted, where };
  }
}

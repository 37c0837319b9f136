import * as l10n from '@vscode/l10n';
import { HOST_EXTENSION, type RequestType } from 'vscode-messenger-common';
import { Messenger, type VsCodeApi } from 'vscode-messenger-webview';
import * as z from 'zod/mini';
import {
  type Attribute,
  type AttributeFigures,
  attributeFiguresSchema,
  attributesAnswerSchema,
  attributesMeasured,
  attributesRequest,
  measureRequest,
} from '../../src/shared/attributes.ts';
import {
  type ColumnSummary,
  type CopyAnswer,
  type CopyParams,
  type CountRowsAnswer,
  columnSummarySchema,
  copyAnswerSchema,
  copyRequest,
  countRowsAnswerSchema,
  countRowsRequest,
  type DescribeAnswer,
  describeAnswerSchema,
  describeRequest,
  exportRequest,
  type FoundRows,
  findRowsRequest,
  foundRowsSchema,
  keepLayout,
  type Layout,
  openTableRequest,
  type ReadRowAnswer,
  type ReadRowParams,
  type ReadRowsParams,
  type ReadTextAnswer,
  type ReadTextParams,
  type Row,
  type RowsView,
  readRowAnswerSchema,
  readRowRequest,
  readRowsAnswerSchema,
  readRowsRequest,
  readTextAnswerSchema,
  readTextRequest,
  rowsFound,
  type ShownView,
  type SummarizeParams,
  summarizeRequest,
  tableChanged,
  tableDescribed,
  viewShown,
} from '../../src/shared/preview.ts';

/** The host could not answer. The message is a sentence for the person. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

/** The extension host, as the page sees it. Each call rejects with HostError alone. */
export class Host {
  readonly #messenger: Messenger;
  readonly #told: Promise<DescribeAnswer>;

  constructor(vscode: VsCodeApi) {
    this.#messenger = new Messenger(vscode);
    this.#told = new Promise((resolve) => {
      this.#messenger.onNotification(tableDescribed, (untrusted: unknown) => {
        const described = describeAnswerSchema.safeParse(untrusted);
        if (described.success) {
          resolve(described.data);
        }
      });
    });
    this.#messenger.start();
  }

  onTableChanged(listener: () => void): void {
    this.#messenger.onNotification(tableChanged, listener);
  }

  /** Told how far `findRows` is. */
  onRowsFound(listener: (found: FoundRows) => void): void {
    this.#messenger.onNotification(rowsFound, (untrusted: unknown) => {
      const found = foundRowsSchema.safeParse(untrusted);
      if (found.success) {
        listener(found.data);
      }
    });
  }

  /** What the page shows first, with rows: the host tells it by itself where the page is new. */
  open(): Promise<DescribeAnswer> {
    return Promise.race([this.#told, this.#ask(describeRequest, { withRows: true }, describeAnswerSchema)]);
  }

  describe(): Promise<DescribeAnswer> {
    return this.#ask(describeRequest, { withRows: false }, describeAnswerSchema);
  }

  readRows(params: ReadRowsParams): Promise<Row[]> {
    return this.#ask(readRowsRequest, params, readRowsAnswerSchema);
  }

  countRows(): Promise<CountRowsAnswer> {
    return this.#ask(countRowsRequest, undefined, countRowsAnswerSchema);
  }

  findRows(view: RowsView): Promise<FoundRows> {
    return this.#ask(findRowsRequest, view, foundRowsSchema);
  }

  readRow(params: ReadRowParams): Promise<ReadRowAnswer> {
    return this.#ask(readRowRequest, params, readRowAnswerSchema);
  }

  readText(params: ReadTextParams): Promise<ReadTextAnswer> {
    return this.#ask(readTextRequest, params, readTextAnswerSchema);
  }

  summarize(params: SummarizeParams): Promise<ColumnSummary> {
    return this.#ask(summarizeRequest, params, columnSummarySchema);
  }

  copy(params: CopyParams): Promise<CopyAnswer> {
    return this.#ask(copyRequest, params, copyAnswerSchema);
  }

  /** Opens the preview of another table. */
  openTable(table: string): Promise<unknown> {
    return this.#ask(openTableRequest, { table }, z.unknown());
  }

  /** Writes rows into a file that the person chooses. */
  exportRows(shown: ShownView): Promise<unknown> {
    return this.#ask(exportRequest, shown, z.unknown());
  }

  /** Says what an export of this preview means now. */
  showView(shown: ShownView): void {
    this.#messenger.sendNotification(viewShown, HOST_EXTENSION, shown);
  }

  attributes(): Promise<Attribute[]> {
    return this.#ask(attributesRequest, undefined, attributesAnswerSchema);
  }

  /** Has the attributes' figures counted; they come to `onAttributesMeasured`. */
  measureAttributes(): Promise<unknown> {
    return this.#ask(measureRequest, undefined, z.unknown());
  }

  onAttributesMeasured(listener: (figures: readonly AttributeFigures[]) => void): void {
    this.#messenger.onNotification(attributesMeasured, (untrusted: unknown) => {
      const figures = z.array(attributeFiguresSchema).safeParse(untrusted);
      if (figures.success) {
        listener(figures.data);
      }
    });
  }

  keepLayout(layout: Layout): void {
    this.#messenger.sendNotification(keepLayout, HOST_EXTENSION, layout);
  }

  async #ask<P, Answer>(
    request: RequestType<P, unknown>,
    params: P,
    schema: z.ZodMiniType<Answer>,
  ): Promise<Answer> {
    let answer: unknown;
    try {
      answer = await this.#messenger.sendRequest(request, HOST_EXTENSION, params);
    } catch (error) {
      throw new HostError(sentenceOf(error), { cause: error });
    }
    const checked = schema.safeParse(answer);
    if (!checked.success) {
      throw new HostError(
        l10n.t('The extension gave an answer that this page does not understand. Reload the window.'),
      );
    }
    return checked.data;
  }
}

/** The messenger rejects with what came over the wire, which is no Error. */
function sentenceOf(error: unknown): string {
  const parsed = z.object({ message: z.string() }).safeParse(error);
  return parsed.success ? parsed.data.message : String(error);
}

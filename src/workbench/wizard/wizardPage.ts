import type * as vscode from 'vscode';
import { Messenger } from 'vscode-messenger';
import type { NotificationType, RequestType, WebviewIdMessageParticipant } from 'vscode-messenger-common';
import type * as z from 'zod/mini';
import { redactKeys } from '../../connectors/redaction.ts';
import type { Logs } from '../log.ts';
import { neverIf } from '../webviewPage.ts';

/** The page in a panel, as the host talks with it. What comes from it is checked before anything is done with it. */
export class WizardPage implements vscode.Disposable {
  readonly #messenger = new Messenger();
  readonly #page: WebviewIdMessageParticipant;
  readonly #logs: Logs;
  #isGone = false;

  constructor(panel: vscode.WebviewPanel, logs: Logs) {
    this.#page = this.#messenger.registerWebviewPanel(panel);
    this.#logs = logs;
  }

  /** Answers a request. What `handle` throws reaches the page as its sentence. */
  answer<P, R>(
    type: RequestType<P, unknown>,
    schema: z.ZodMiniType<P> | undefined,
    handle: (params: P, signal: AbortSignal) => Promise<R>,
  ): void {
    this.#messenger.onRequest(type, async (params, _, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      try {
        const answer = await handle(schema === undefined ? params : schema.parse(params), abort.signal);
        abort.signal.throwIfAborted();
        return answer;
      } catch (error) {
        if (abort.signal.aborted) {
          // The page gave the request up: the messenger keeps quiet about whatever is thrown now.
          throw error;
        }
        // Not the error itself: the messenger would send its stack to the page.
        throw { message: this.sentence(`The wizard could not answer ${type.method}`, error) };
      } finally {
        await neverIf(this.#isGone);
      }
    });
  }

  /** Does what a notification asks for. */
  follow<P>(
    type: NotificationType<P>,
    schema: z.ZodMiniType<P> | undefined,
    handle: (params: P) => Promise<void>,
  ): void {
    this.#messenger.onNotification(type, async (params) => {
      try {
        await handle(schema === undefined ? params : schema.parse(params));
      } catch (error) {
        this.#logs.error(`The wizard could not follow ${type.method}`, error);
      }
    });
  }

  tell<P>(type: NotificationType<P>, params: P): void {
    this.#messenger.sendNotification(type, this.#page, params);
  }

  /** What to tell the person; the details go to the log. */
  sentence(what: string, error: unknown): string {
    this.#logs.error(what, error);
    return redactKeys(error instanceof Error ? error.message : String(error));
  }

  dispose(): void {
    this.#isGone = true;
  }
}

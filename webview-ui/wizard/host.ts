import { HOST_EXTENSION, type RequestType } from 'vscode-messenger-common';
import { createCancellationToken, type Messenger } from 'vscode-messenger-webview';
import type * as z from 'zod/mini';
import * as contract from '../../src/shared/wizard.ts';

type Params<T> = T extends RequestType<infer P, unknown> ? P : never;

/** The extension host, as the page asks it. Every answer is checked. A failure is an Error with a sentence. */
export class Host {
  readonly #messenger: Messenger;

  constructor(messenger: Messenger) {
    this.#messenger = messenger;
  }

  open(): Promise<contract.OpenAnswer> {
    return this.#ask(contract.openRequest, contract.openAnswerSchema, undefined);
  }

  check(draft: contract.Draft): Promise<contract.Problem[]> {
    return this.#ask(contract.checkRequest, contract.checkAnswerSchema, draft);
  }

  resources(params: Params<typeof contract.resourcesRequest>): Promise<contract.WizardResource[]> {
    return this.#ask(contract.resourcesRequest, contract.resourcesAnswerSchema, params);
  }

  connect(
    params: Params<typeof contract.connectRequest>,
    signal: AbortSignal,
  ): Promise<contract.ConnectAnswer> {
    return this.#ask(contract.connectRequest, contract.connectAnswerSchema, params, signal);
  }

  discover(
    params: Params<typeof contract.discoverRequest>,
    signal: AbortSignal,
  ): Promise<contract.DiscoverAnswer> {
    return this.#ask(contract.discoverRequest, contract.discoverAnswerSchema, params, signal);
  }

  save(params: Params<typeof contract.saveRequest>): Promise<contract.SaveAnswer> {
    return this.#ask(contract.saveRequest, contract.saveAnswerSchema, params);
  }

  openKeyPage(connector: string, resources: string[]): void {
    this.#messenger.sendNotification(contract.openKeyPage, HOST_EXTENSION, { connector, resources });
  }

  forgetConnection(): void {
    this.#messenger.sendNotification(contract.forgetConnection, HOST_EXTENSION);
  }

  openDefinitions(): void {
    this.#messenger.sendNotification(contract.openDefinitions, HOST_EXTENSION);
  }

  onDefinitionsChanged(listener: (notice: contract.Notice | undefined) => void): void {
    this.#messenger.onNotification(contract.definitionsChanged, (params) => {
      listener(contract.definitionsChangedSchema.parse(params).notice);
    });
  }

  async #ask<P, R>(
    type: RequestType<P, unknown>,
    schema: z.ZodMiniType<R>,
    params: P,
    signal?: AbortSignal,
  ): Promise<R> {
    const token = signal === undefined ? undefined : createCancellationToken(signal);
    let answer: unknown;
    try {
      answer = await this.#messenger.sendRequest(type, HOST_EXTENSION, params, token);
    } catch (error) {
      // The messenger rejects with a plain object.
      throw error instanceof Error ? error : new Error(sentenceOf(error));
    }
    return schema.parse(answer);
  }
}

function sentenceOf(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return String(hasMessage ? error.message : error);
}

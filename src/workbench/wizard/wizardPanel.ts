import * as vscode from 'vscode';
import type * as z from 'zod/mini';
import { ConnectorError } from '../../connectors/connector.ts';
import { type Dataflow, defaultTableName, purposes } from '../../dataflows/definition.ts';
import { draftOf, draftProblems, emptyDraft } from '../../dataflows/draft.ts';
import * as contract from '../../shared/wizard.ts';
import { Disposable } from '../disposable.ts';
import { pageIcon, showPage } from '../webviewPage.ts';
import { fingerprint, saveDraft } from './saveDraft.ts';
import {
  ConnectionError,
  type ConnectionFields,
  describeAccount,
  WizardConnection,
} from './wizardConnection.ts';
import { WizardPage } from './wizardPage.ts';
import type { WizardParts } from './wizardParts.ts';

/** One wizard: a panel, and the answers to its page's questions. */
export class WizardPanel extends Disposable {
  readonly #parts: WizardParts;
  readonly #panel: vscode.WebviewPanel;
  readonly #page: WizardPage;
  readonly #connection: WizardConnection;
  #target: contract.WizardTarget;
  #base: string | undefined;
  /** What the tables still follow, after a save that wrote the definition and then failed. */
  #applied: Dataflow | undefined;

  /** @param start `base` tells which version of the definition an edit began with, if the page knows. */
  constructor(
    parts: WizardParts,
    panel: vscode.WebviewPanel,
    start: {
      readonly target: contract.WizardTarget;
      readonly base?: string | undefined;
    },
  ) {
    super();
    this.#parts = parts;
    this.#panel = this.register(panel);
    this.#target = start.target;
    const current = this.#dataflow();
    this.#base = start.base ?? (current === undefined ? undefined : fingerprint(current));
    this.#connection = this.register(new WizardConnection(() => this.#storedKey()));
    this.#page = this.register(new WizardPage(panel, parts.logs));
    this.#answerRequests();
    this.register(parts.store.onDidChange(() => this.#tellDefinitionsChanged()));
    this.#showTitle();
    panel.iconPath = pageIcon(parts.extensionUri);
    showPage(panel.webview, parts.extensionUri, 'wizard', panel.title);
  }

  get target(): contract.WizardTarget {
    return this.#target;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  #answerRequests(): void {
    this.#page.answer(contract.openRequest, undefined, () => this.#open());
    this.#page.answer(contract.checkRequest, contract.draftSchema, async (draft) => this.#check(draft));
    this.#page.answer(contract.resourcesRequest, contract.resourcesParamsSchema, (params) =>
      this.#resources(params),
    );
    this.#page.answer(contract.connectRequest, contract.connectParamsSchema, (params, signal) =>
      this.#connect(params, signal),
    );
    this.#page.answer(contract.discoverRequest, contract.discoverParamsSchema, (params, signal) =>
      this.#discover(params, signal),
    );
    this.#page.answer(contract.saveRequest, contract.saveParamsSchema, ({ draft, run }) =>
      this.#save(draft, run),
    );
    this.#page.follow(contract.openKeyPage, contract.keyPageParamsSchema, (params) =>
      this.#openKeyPage(params),
    );
    this.#page.follow(contract.forgetConnection, undefined, async () => this.#connection.forget());
    this.#page.follow(contract.openDefinitions, undefined, async () => {
      await vscode.window.showTextDocument(this.#parts.store.uri);
    });
  }

  async #open(): Promise<contract.OpenAnswer> {
    const { store, connectors } = this.#parts;
    await store.reload();
    // What is still being tried was tried with a key that the page, shown anew, no longer has.
    this.#connection.cancelConnecting();
    const { connected } = this.#connection;
    const target = this.#target;
    const current = this.#dataflow();
    const blank = emptyDraft();
    const draft = target.kind === 'edit' ? { ...blank, name: target.name } : blank;
    this.#base ??= current === undefined ? undefined : fingerprint(current);
    const notice = this.#notice();
    return {
      target,
      ...(this.#base === undefined ? {} : { base: this.#base }),
      draft: current === undefined ? draft : draftOf(current),
      connectors: connectors.all.map((connector) => ({
        id: connector.id,
        title: connector.title,
        description: connector.description,
        needsApiKey: connector.needsApiKey,
        hasKeyPage: connector.apiKeyUrl !== undefined,
      })),
      purposes: [...purposes],
      keyStored: await this.#isKeyStored(),
      ...(connected === undefined ? {} : { connected: describeAccount(connected.account) }),
      ...(notice === undefined ? {} : { notice }),
    };
  }

  #check(draft: contract.Draft): contract.Problem[] {
    const { store, connectors } = this.#parts;
    const current = this.#dataflow();
    return [
      ...draftProblems(draft, {
        others: store.dataflows.filter((other) => other !== current),
        connectors: connectors.all.map(({ id }) => id),
        edits: current !== undefined,
      }),
    ];
  }

  async #resources({
    connector,
    name,
  }: {
    connector: string;
    name: string;
  }): Promise<contract.WizardResource[]> {
    const resources = (await this.#parts.connectors.get(connector)?.resources()) ?? [];
    const known = resources.map((resource) => ({
      name: resource.name,
      tickedByDefault: resource.tickedByDefault,
      defaultTable: defaultTableName(name, resource.name),
      known: true,
    }));
    const unknown = (this.#dataflow()?.tables ?? []).filter(
      (table) => !resources.some((resource) => resource.name === table.resource),
    );
    return [
      ...known,
      ...unknown.map(({ resource }) => ({
        name: resource,
        tickedByDefault: false,
        defaultTable: defaultTableName(name, resource),
        known: false,
      })),
    ];
  }

  async #connect(
    params: z.infer<typeof contract.connectParamsSchema>,
    signal: AbortSignal,
  ): Promise<contract.ConnectAnswer> {
    const fields = this.#fields(params);
    const current = this.#dataflow();
    const known =
      current?.source === undefined ? undefined : { dataflow: current.name, source: current.source };
    try {
      const { account } = await this.#connection.connect(fields, params.apiKey, known, signal);
      this.#parts.logs.info(`${fields.connector.title}: ${describeAccount(account)}`);
      return { status: 'connected', message: describeAccount(account) };
    } catch (error) {
      const aboutKey =
        error instanceof ConnectionError || ConnectorError.is(error, 'invalidKey', 'authentication');
      const message = this.#page.sentence('The wizard could not connect', error);
      return {
        status: 'refused',
        problem: { step: 'configuration', field: aboutKey ? 'apiKey' : 'form', message },
      };
    }
  }

  async #discover(
    params: z.infer<typeof contract.discoverParamsSchema>,
    signal: AbortSignal,
  ): Promise<contract.DiscoverAnswer> {
    try {
      const denied = await this.#connection.discover(this.#fields(params), signal);
      const unreadable = [...denied].map(([resource, error]) => ({
        resource,
        message:
          error.permission === undefined
            ? error.message
            : vscode.l10n.t('The key lacks the permission {0}.', error.permission),
      }));
      return { status: 'discovered', unreadable };
    } catch (error) {
      return {
        status: 'failed',
        message: this.#page.sentence('The wizard could not look up the tables', error),
      };
    }
  }

  async #save(draft: contract.Draft, run: boolean): Promise<contract.SaveAnswer> {
    try {
      const result = await saveDraft(this.#parts, {
        target: this.#target,
        draft,
        run,
        connection: this.#connection,
        base: this.#base,
        applied: this.#applied,
      });
      if (result.status === 'declined') {
        return result;
      }
      if (result.status === 'refused') {
        return this.#refuse(result.problems);
      }
      // From here on the dataflow exists: should the rest fail, a second save is an edit of it.
      const { saved } = result;
      this.#target = { kind: 'edit', name: saved.dataflow.name };
      this.#base = fingerprint(saved.dataflow);
      this.#applied = result.previous;
      this.#showTitle();
      this.#parts.logs.info(`Saved the dataflow ${saved.dataflow.name}.`);
      await this.#parts.onSaved(saved);
      this.dispose();
      return { status: 'saved' };
    } catch (error) {
      const message = this.#page.sentence('The wizard could not save', error);
      return this.#refuse([{ step: 'tables', field: 'form', message }]);
    }
  }

  #refuse(problems: readonly contract.Problem[]): contract.SaveAnswer {
    return {
      status: 'refused',
      problems: [...problems],
      target: this.#target,
      ...(this.#base === undefined ? {} : { base: this.#base }),
    };
  }

  async #openKeyPage(params: z.infer<typeof contract.keyPageParamsSchema>): Promise<void> {
    const connector = this.#parts.connectors.get(params.connector);
    const resources = (await connector?.resources()) ?? [];
    const wanted = resources.filter((resource) =>
      params.resources.length === 0 ? resource.tickedByDefault : params.resources.includes(resource.name),
    );
    const url = connector?.apiKeyUrl?.(wanted);
    if (url !== undefined) {
      await vscode.env.openExternal(vscode.Uri.parse(url, true));
    }
  }

  #fields(params: { readonly connector: string; readonly connectedAccount: string }): ConnectionFields {
    const connector = this.#parts.connectors.get(params.connector);
    if (connector === undefined) {
      throw new Error(vscode.l10n.t('This version does not know the connector “{0}”.', params.connector));
    }
    return { connector, connectedAccount: params.connectedAccount.trim() };
  }

  /** The dataflow being edited, as the definitions have it now. */
  #dataflow(): Dataflow | undefined {
    return this.#target.kind === 'edit' ? this.#parts.store.find(this.#target.name) : undefined;
  }

  async #storedKey(): Promise<string | undefined> {
    return this.#target.kind === 'edit' ? await this.#parts.apiKeys.get(this.#target.name) : undefined;
  }

  /** Where the secrets cannot be read, Connect says so. */
  async #isKeyStored(): Promise<boolean> {
    try {
      return (await this.#storedKey()) !== undefined;
    } catch (error) {
      this.#parts.logs.error('The wizard could not read the stored key', error);
      return false;
    }
  }

  #notice(): contract.Notice | undefined {
    const { store } = this.#parts;
    if (store.problem !== undefined) {
      const message = vscode.l10n.t(
        'Nothing can be saved until dataflows.json is put right; what you typed stays here. {0}',
        store.problem.message,
      );
      return { message, canOpenDefinitions: true };
    }
    if (this.#target.kind === 'new') {
      return undefined;
    }
    const current = this.#dataflow();
    if (current === undefined) {
      const message = vscode.l10n.t(
        'The dataflow “{0}” is no longer in dataflows.json. Save makes it again.',
        this.#target.name,
      );
      return { message, canOpenDefinitions: false };
    }
    if (this.#base !== undefined && fingerprint(current) !== this.#base) {
      const message = vscode.l10n.t(
        '“{0}” was changed in dataflows.json after you began to edit it here. Save asks before it overwrites that.',
        current.name,
      );
      return { message, canOpenDefinitions: true };
    }
    return undefined;
  }

  #tellDefinitionsChanged(): void {
    const notice = this.#notice();
    this.#page.tell(contract.definitionsChanged, notice === undefined ? {} : { notice });
  }

  #showTitle(): void {
    this.#panel.title =
      this.#target.kind === 'new'
        ? vscode.l10n.t('New Dataflow')
        : vscode.l10n.t('Edit {0}', this.#target.name);
  }
}

import * as l10n from '@vscode/l10n';
import type {
  Draft,
  Notice,
  OpenAnswer,
  Problem,
  StepId,
  TableDraft,
  WizardState,
} from '../../src/shared/wizard.ts';
import { messageOf } from '../messageOf.ts';
import type { Host } from './host.ts';
import { initialModel } from './initialModel.ts';
import { type Field, isBefore, isConfigured, type Model, stepAfter, stepBefore } from './model.ts';
import { applyAccess, mergeRows, type Selection, tickRows } from './tableRows.ts';

/** How long typing must pause before the host is asked about it, in milliseconds. */
const typingPause = 150;

/** What the person can do, and what becomes of the model by it. The views show the model and call this. */
export class Wizard {
  readonly #host: Host;
  readonly #keep: (state: WizardState) => void;
  readonly #listeners: ((model: Model, previous: Model) => void)[] = [];
  #model: Model;
  #checks = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #connecting: AbortController | undefined;
  #discovering: AbortController | undefined;

  /** @param kept What an earlier page of this panel kept. @param keep Keeps the state for a later one. */
  constructor(
    host: Host,
    start: OpenAnswer,
    kept: WizardState | undefined,
    keep: (state: WizardState) => void,
  ) {
    this.#host = host;
    this.#keep = keep;
    this.#model = initialModel(start, kept);
    host.onDefinitionsChanged((notice) => this.#definitionsChanged(notice));
  }

  get model(): Model {
    return this.#model;
  }

  /** Tells each change from now on, with what was before it. */
  onChange(listener: (model: Model, previous: Model) => void): void {
    this.#listeners.push(listener);
  }

  /** Goes on where the page was left. */
  async resume(): Promise<void> {
    this.#keep(this.#model.kept);
    if (this.#model.kept.step === 'tables') {
      await this.#enterTables();
    }
    await this.#check();
  }

  rename(name: string): void {
    const { draft } = this.#model.kept;
    // A display name that repeats the name goes with it.
    const displayName = draft.displayName === draft.name ? name : draft.displayName;
    this.edit('name', { name, displayName });
  }

  edit(field: Field, change: Partial<Draft>): void {
    const touched = new Set(this.#model.touched).add(field);
    this.#set({ touched, refusals: [], ...this.#withDraft(change) });
    this.#checkSoon();
  }

  chooseConnector(connector: string): Promise<void> {
    if (connector !== this.#model.kept.draft.connector) {
      this.#disconnect();
      this.edit('connector', { connector, tables: [] });
      this.#set({ resources: [], kept: { ...this.#model.kept, unticked: [] } });
    }
    return this.next();
  }

  editKey(typed: boolean): void {
    this.#disconnect();
    this.#set({ kept: { ...this.#model.kept, keyTyped: typed }, refusals: [] });
  }

  editConnectedAccount(connectedAccount: string): void {
    this.#disconnect();
    this.edit('connectedAccount', { connectedAccount });
  }

  editRow(resource: string, change: (row: TableDraft) => TableDraft): void {
    const rows = this.#model.kept.draft.tables;
    this.edit('tables', { tables: rows.map((row) => (row.resource === resource ? change(row) : row)) });
  }

  /** @param shown The resources that the search shows. */
  tick(selection: Selection, shown: ReadonlySet<string>): void {
    const { resources, access, kept } = this.#model;
    const unreadable = access.status === 'known' ? access.unreadable : new Map<string, string>();
    this.edit('tables', {
      tables: [...tickRows(kept.draft.tables, selection, { resources, shown, unreadable })],
    });
  }

  openKeyPage(): void {
    const { draft } = this.#model.kept;
    const wanted = draft.tables.filter((row) => row.included).map((row) => row.resource);
    this.#host.openKeyPage(draft.connector, wanted);
  }

  openDefinitions(): void {
    this.#host.openDefinitions();
  }

  /** Tries the connection. @param apiKey As typed; empty for the stored one. */
  async connect(apiKey: string): Promise<void> {
    this.#disconnect();
    const abort = new AbortController();
    this.#connecting = abort;
    this.#set({ connection: { status: 'connecting' }, refusals: [] });
    const { connector, connectedAccount } = this.#model.kept.draft;
    try {
      const answer = await this.#host.connect({ connector, connectedAccount, apiKey }, abort.signal);
      if (abort.signal.aborted) {
        return;
      }
      this.#set(
        answer.status === 'connected'
          ? { connection: answer, refusals: [] }
          : { connection: { status: 'none' }, refusals: [answer.problem] },
      );
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#set({ connection: { status: 'none' }, refusals: [refusal('configuration', error)] });
      }
    }
  }

  cancelConnecting(): void {
    this.#disconnect();
  }

  cancelLookup(): void {
    this.#discovering?.abort();
    this.#set({ access: { status: 'failed', message: l10n.t('The check was cancelled.') } });
  }

  async next(): Promise<void> {
    await this.goTo(stepAfter(this.#model.kept.step));
  }

  async back(): Promise<void> {
    await this.goTo(stepBefore(this.#model.kept.step));
  }

  /** Goes to a step; forward only as far as all steps before it are in order. */
  async goTo(step: StepId): Promise<void> {
    const from = this.#model.kept.step;
    if (isBefore(from, step)) {
      const problem = await this.#firstProblemBefore(step);
      if (problem !== undefined) {
        this.#showProblems(problem.step);
        return;
      }
    }
    if (this.#model.kept.step === from) {
      await this.#enter(step);
    }
  }

  async save(run: boolean): Promise<void> {
    if (this.#model.saving) {
      return;
    }
    this.#set({ saving: true, refusals: [] });
    try {
      const answer = await this.#host.save({ draft: this.#model.kept.draft, run });
      if (answer.status === 'refused') {
        const { target, base } = answer;
        this.#set({
          refusals: answer.problems,
          kept: { ...this.#model.kept, target, base },
        });
        this.#showProblems(answer.problems[0]?.step ?? 'tables');
      }
    } catch (error) {
      this.#set({ refusals: [refusal('tables', error)] });
    } finally {
      this.#set({ saving: false });
    }
  }

  async #firstProblemBefore(step: StepId): Promise<Problem | undefined> {
    await this.#check();
    const problem = this.#model.problems.find((candidate) => isBefore(candidate.step, step));
    if (isBefore('configuration', step) && !isConfigured(this.#model) && !isBeforeConfiguration(problem)) {
      const message = l10n.t('Connect first: the key decides which account and mode the data comes from.');
      const missing: Problem = { step: 'configuration', field: 'apiKey', message };
      this.#set({ refusals: [missing] });
      return missing;
    }
    return problem;
  }

  /** Shows a step with all that is wrong in it. */
  #showProblems(step: StepId): void {
    const attempted = new Set(this.#model.attempted).add(step);
    this.#set({ attempted, kept: { ...this.#model.kept, step } });
  }

  async #enter(step: StepId): Promise<void> {
    const { kept } = this.#model;
    const reached = isBefore(kept.reached, step) ? step : kept.reached;
    const { draft } = kept;
    const displayName = step === 'details' && draft.displayName === '' ? draft.name : draft.displayName;
    this.#set({ refusals: [], kept: { ...kept, step, reached, draft: { ...draft, displayName } } });
    if (step === 'tables') {
      await this.#enterTables();
    }
  }

  async #enterTables(): Promise<void> {
    const { connector, name } = this.#model.kept.draft;
    try {
      const answer = await this.#host.resources({ connector, name });
      const known = this.#model.resources;
      // Rows that are the same stay as they are, with the focus that is in them.
      const resources = JSON.stringify(answer) === JSON.stringify(known) ? known : answer;
      const { draft, target } = this.#model.kept;
      const tables = [...mergeRows(resources, draft.tables, target.kind === 'new')];
      this.#set({ resources, ...this.#withDraft({ tables }) });
    } catch (error) {
      this.#set({ refusals: [refusal('tables', error)] });
      return;
    }
    this.#checkSoon();
    const { status } = this.#model.access;
    if (status === 'unknown' || status === 'failed') {
      await this.lookUpAccess();
    }
  }

  /** Asks which tables the key may read, while the table is shown already. */
  async lookUpAccess(): Promise<void> {
    const abort = new AbortController();
    this.#discovering = abort;
    this.#set({ access: { status: 'looking' } });
    const { connector, connectedAccount } = this.#model.kept.draft;
    try {
      const answer = await this.#host.discover({ connector, connectedAccount }, abort.signal);
      if (abort.signal.aborted) {
        return;
      }
      if (answer.status === 'failed') {
        this.#set({ access: answer });
        return;
      }
      const unreadable = new Map(answer.unreadable.map(({ resource, message }) => [resource, message]));
      this.#set({ access: { status: 'known', unreadable } });
      this.#untick(unreadable);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.#set({ access: { status: 'failed', message: messageOf(error) } });
      }
    }
  }

  /** An existing dataflow keeps its ticks: unticking would delete data. */
  #untick(unreadable: ReadonlyMap<string, string>): void {
    const { kept } = this.#model;
    if (kept.target.kind === 'new') {
      const { rows, unticked } = applyAccess(kept.draft.tables, kept.unticked, unreadable);
      this.#set({ kept: { ...kept, unticked: [...unticked], draft: { ...kept.draft, tables: [...rows] } } });
      this.#checkSoon();
    }
  }

  /** What was connected, or is being tried, no longer counts. */
  #disconnect(): void {
    this.#connecting?.abort();
    this.#connecting = undefined;
    this.#discovering?.abort();
    this.#discovering = undefined;
    if (this.#model.connection.status !== 'none') {
      this.#host.forgetConnection();
    }
    this.#set({ connection: { status: 'none' }, access: { status: 'unknown' } });
  }

  #definitionsChanged(notice: Notice | undefined): void {
    // What was refused may have been refused for what the file said.
    this.#set({ notice, refusals: [] });
    this.#checkSoon();
  }

  #checkSoon(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#check(), typingPause);
  }

  /** Asks the host what is wrong with the draft. The newest question wins. */
  async #check(): Promise<void> {
    clearTimeout(this.#typing);
    this.#checks += 1;
    const turn = this.#checks;
    try {
      const problems = await this.#host.check(this.#model.kept.draft);
      if (turn === this.#checks) {
        this.#set({ problems });
      }
    } catch (error) {
      this.#set({ refusals: [refusal(this.#model.kept.step, error)] });
    }
  }

  #withDraft(change: Partial<Draft>): Pick<Model, 'kept'> {
    const { kept } = this.#model;
    return { kept: { ...kept, draft: { ...kept.draft, ...change } } };
  }

  #set(change: Partial<Model>): void {
    const previous = this.#model;
    this.#model = { ...previous, ...change };
    if (this.#model.kept !== previous.kept) {
      this.#keep(this.#model.kept);
    }
    for (const listener of this.#listeners) {
      listener(this.#model, previous);
    }
  }
}

function isBeforeConfiguration(problem: Problem | undefined): boolean {
  return problem !== undefined && isBefore(problem.step, 'configuration');
}

function refusal(step: StepId, error: unknown): Problem {
  return { step, field: 'form', message: messageOf(error) };
}

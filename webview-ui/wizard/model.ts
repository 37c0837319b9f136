import {
  type Notice,
  type OpenAnswer,
  type Problem,
  type StepId,
  stepIds,
  type WizardResource,
  type WizardState,
} from '../../src/shared/wizard.ts';

export type Field = Problem['field'];

export type ConnectionState =
  | { readonly status: 'none' }
  | { readonly status: 'connecting' }
  | { readonly status: 'connected'; readonly message: string };

/** What is known of the tables that the key may read. */
export type AccessState =
  | { readonly status: 'unknown' }
  | { readonly status: 'looking' }
  /** The sentences that say why not, by resource. */
  | { readonly status: 'known'; readonly unreadable: ReadonlyMap<string, string> }
  | { readonly status: 'failed'; readonly message: string };

/** All that the page shows. The key is not in it: it stays in its field. */
export interface Model {
  /** What outlives the page. */
  readonly kept: WizardState;
  /** What the host said at the start. */
  readonly start: OpenAnswer;
  /** What is wrong with the draft. */
  readonly problems: readonly Problem[];
  /** What went wrong when the person last asked for something: gone with the next change. */
  readonly refusals: readonly Problem[];
  /** Fields that the person has changed: an untouched field is not complained about. */
  readonly touched: ReadonlySet<Field>;
  /** Steps that the person tried to leave: all their problems show. */
  readonly attempted: ReadonlySet<StepId>;
  readonly resources: readonly WizardResource[];
  readonly connection: ConnectionState;
  readonly access: AccessState;
  readonly saving: boolean;
  readonly notice: Notice | undefined;
}

export function connectorOf(model: Model) {
  return model.start.connectors.find((connector) => connector.id === model.kept.draft.connector);
}

/** Whether a dataflow's key is kept and the fields still ask for what it opens. */
export function keepsStoredConnection({ kept, start }: Model): boolean {
  return (
    kept.target.kind === 'edit' &&
    !kept.keyTyped &&
    kept.draft.connectedAccount.trim() === start.draft.connectedAccount
  );
}

export function isConfigured(model: Model): boolean {
  const connector = connectorOf(model);
  return (
    connector?.needsApiKey === false ||
    model.connection.status === 'connected' ||
    keepsStoredConnection(model)
  );
}

/** Whether Table Details has its rows: a draft alone may be empty, or that of an edit. */
export function hasTables({ resources }: Model): boolean {
  return resources.length > 0;
}

/** The problems of the step in view that the person is to see now. */
export function visibleProblems(model: Model): readonly Problem[] {
  const { step } = model.kept;
  const own = model.problems.filter(
    (problem) =>
      problem.step === step &&
      (model.attempted.has(step) || problem.field === 'table' || model.touched.has(problem.field)),
  );
  return [...model.refusals.filter((refusal) => refusal.step === step), ...own];
}

/** The sentence to show at one field, or below the fields for `form`. */
export function problemAt(model: Model, field: Field): string | undefined {
  return visibleProblems(model).find((problem) => problem.field === field)?.message;
}

export function isBefore(step: StepId, other: StepId): boolean {
  return stepIds.indexOf(step) < stepIds.indexOf(other);
}

export function stepAfter(step: StepId): StepId {
  return stepIds[stepIds.indexOf(step) + 1] ?? step;
}

export function stepBefore(step: StepId): StepId {
  return stepIds[stepIds.indexOf(step) - 1] ?? step;
}

/**
 * What the wizard's page and the extension host say to each other. Each side checks what it receives with these
 * schemas. An API key goes one way only: from the page to `connect`.
 */
import type { NotificationType, RequestType } from 'vscode-messenger-common';
import * as z from 'zod/mini';
import { longestRefreshInterval } from './refreshIntervals.ts';

/** The steps, in their order. */
export const stepIds = ['name', 'connector', 'details', 'configuration', 'tables'] as const;
export type StepId = (typeof stepIds)[number];

/** `data`: the rows. `metadata`: the empty, typed table only. */
export const loads = ['data', 'metadata'] as const;

/** No field takes more characters; what is too long for its own rule is told by a sentence. */
export const maxFieldLength = 20_000;
const text = z.string().check(z.maxLength(maxFieldLength));

/** One row of Table Details. */
const tableDraftSchema = z.strictObject({
  resource: text,
  included: z.boolean(),
  load: z.enum(loads),
  purpose: text,
  /** Null as long as it is the default: it then follows the dataflow's name. */
  table: z.nullable(text),
});
export type TableDraft = Readonly<z.infer<typeof tableDraftSchema>>;

/** What the person has typed so far, right or wrong. */
export const draftSchema = z.strictObject({
  name: text,
  /** Empty before one is chosen. */
  connector: text,
  displayName: text,
  description: text,
  /** 0 for a dataflow that is refreshed by hand only. */
  refreshEveryMinutes: z.int().check(z.minimum(0), z.maximum(longestRefreshInterval)),
  /** Empty for the key's own account. */
  connectedAccount: text,
  tables: z.array(tableDraftSchema).check(z.maxLength(2000)),
});
export type Draft = Readonly<z.infer<typeof draftSchema>>;

const problemSchema = z.strictObject({
  step: z.enum(stepIds),
  /** `tables`: the choice of tables as a whole. `form`: no field in particular. */
  field: z.enum([
    'name',
    'connector',
    'displayName',
    'description',
    'refresh',
    'apiKey',
    'connectedAccount',
    'tables',
    'table',
    'form',
  ]),
  /** Of `table`: which one. */
  resource: z.optional(z.string()),
  /** A sentence for the person. */
  message: z.string(),
});
/** What is wrong with a draft, and where. */
export type Problem = Readonly<z.infer<typeof problemSchema>>;

const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new') }),
  z.strictObject({ kind: z.literal('edit'), name: text }),
]);
/** What a panel makes: a new dataflow, or changes to one. */
export type WizardTarget = Readonly<z.infer<typeof targetSchema>>;

/** What the page keeps over hiding and reloads, by `setState`. Never a key. */
export const wizardStateSchema = z.strictObject({
  version: z.literal(1),
  target: targetSchema,
  /** Tells which version of the definition an edit began with. */
  base: z.optional(text),
  step: z.enum(stepIds),
  /** The step furthest on that was reached. */
  reached: z.enum(stepIds),
  draft: draftSchema,
  /** Tables that were unticked because the key may not read them. A person who ticks one again is not overruled. */
  unticked: z.array(text).check(z.maxLength(2000)),
  /** Whether a key was typed, which itself is not kept. */
  keyTyped: z.boolean(),
});
export type WizardState = Readonly<z.infer<typeof wizardStateSchema>>;

const connectorCardSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  needsApiKey: z.boolean(),
  hasKeyPage: z.boolean(),
});
export type ConnectorCard = Readonly<z.infer<typeof connectorCardSchema>>;

/** What is off with the definitions file, or with the dataflow in it, while the wizard is open. */
const noticeSchema = z.strictObject({ message: z.string(), canOpenDefinitions: z.boolean() });
export type Notice = Readonly<z.infer<typeof noticeSchema>>;

export const openAnswerSchema = z.strictObject({
  target: targetSchema,
  base: z.optional(z.string()),
  /** What to fill in where the page has no state of its own. */
  draft: draftSchema,
  connectors: z.array(connectorCardSchema),
  purposes: z.array(z.string()),
  /** Whether a key of this dataflow is kept, so that the field may stay empty. */
  keyStored: z.boolean(),
  /** The sentence about the connection that was made before the page was hidden. */
  connected: z.optional(z.string()),
  notice: z.optional(noticeSchema),
});
export type OpenAnswer = Readonly<z.infer<typeof openAnswerSchema>>;

export const checkAnswerSchema = z.array(problemSchema);

export const resourcesParamsSchema = z.strictObject({ connector: text, name: text });
const resourceSchema = z.strictObject({
  name: z.string(),
  tickedByDefault: z.boolean(),
  defaultTable: z.string(),
  /** False for one that only the definition names: a newer version may have written it. */
  known: z.boolean(),
});
export type WizardResource = Readonly<z.infer<typeof resourceSchema>>;
export const resourcesAnswerSchema = z.array(resourceSchema);

export const connectParamsSchema = z.strictObject({
  connector: text,
  connectedAccount: text,
  /** Empty: the stored one. */
  apiKey: text,
});
export const connectAnswerSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('connected'), message: z.string() }),
  z.strictObject({ status: z.literal('refused'), problem: problemSchema }),
]);
export type ConnectAnswer = Readonly<z.infer<typeof connectAnswerSchema>>;

export const discoverParamsSchema = z.strictObject({ connector: text, connectedAccount: text });
/** A resource that the key may not read, and why, as a sentence. */
const unreadableSchema = z.strictObject({ resource: z.string(), message: z.string() });
export const discoverAnswerSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('discovered'), unreadable: z.array(unreadableSchema) }),
  z.strictObject({ status: z.literal('failed'), message: z.string() }),
]);
export type DiscoverAnswer = Readonly<z.infer<typeof discoverAnswerSchema>>;

export const saveParamsSchema = z.strictObject({ draft: draftSchema, run: z.boolean() });
export const saveAnswerSchema = z.discriminatedUnion('status', [
  /** The panel closes. */
  z.strictObject({ status: z.literal('saved') }),
  /** The person was asked, and thought better of it. */
  z.strictObject({ status: z.literal('declined') }),
  z.strictObject({
    status: z.literal('refused'),
    problems: z.array(problemSchema),
    /** From now on: the definition may be saved though what follows it failed. */
    target: targetSchema,
    base: z.optional(z.string()),
  }),
]);
export type SaveAnswer = Readonly<z.infer<typeof saveAnswerSchema>>;

export const keyPageParamsSchema = z.strictObject({
  connector: text,
  /** What the key is to read; empty before tables were chosen. */
  resources: z.array(text).check(z.maxLength(2000)),
});

/** The answers are unknown until the page has checked them. */
export const openRequest: RequestType<undefined, unknown> = { method: 'wizard/open' };
export const checkRequest: RequestType<Draft, unknown> = { method: 'wizard/check' };
export const resourcesRequest: RequestType<z.infer<typeof resourcesParamsSchema>, unknown> = {
  method: 'wizard/resources',
};
export const connectRequest: RequestType<z.infer<typeof connectParamsSchema>, unknown> = {
  method: 'wizard/connect',
};
export const discoverRequest: RequestType<z.infer<typeof discoverParamsSchema>, unknown> = {
  method: 'wizard/discover',
};
export const saveRequest: RequestType<z.infer<typeof saveParamsSchema>, unknown> = { method: 'wizard/save' };

/** The page to the host. */
export const openKeyPage: NotificationType<z.infer<typeof keyPageParamsSchema>> = {
  method: 'wizard/openKeyPage',
};
/** The page to the host: the fields no longer say what was connected. */
export const forgetConnection: NotificationType<undefined> = { method: 'wizard/forgetConnection' };
export const openDefinitions: NotificationType<undefined> = { method: 'wizard/openDefinitions' };

/** The host to the page, when the definitions changed: names that were free may be taken. */
export const definitionsChanged: NotificationType<{ notice?: Notice }> = {
  method: 'wizard/definitionsChanged',
};
export const definitionsChangedSchema = z.strictObject({ notice: z.optional(noticeSchema) });

import { z } from '../../../shared/zod.ts';
import { catalogApiVersion } from '../catalog/catalog.ts';

/** Of one reader of a list: the range that is left of its time of creation, and where it stands in it. */
const rangeSchema = z.object({
  /** The first second of it, and the first that is not part of it any more, in Unix seconds. */
  from: z.number().optional(),
  before: z.number().optional(),
  /** The last objects that were taken, newest first; empty at its beginning. */
  after: z.array(z.string()),
  /** When the last of these was created. */
  position: z.number().optional(),
});
export type RangeProgress = z.infer<typeof rangeSchema>;

/** A child list that is taken in part. */
const pendingSchema = z.object({ child: z.string(), parent: z.string(), after: z.array(z.string()) });
export type PendingChildren = z.infer<typeof pendingSchema>;

/** How far the first listing of a family is. */
const listingSchema = z.object({
  /** The server's time at its beginning, in Unix seconds: what was changed since must be looked up once it has ended. */
  startedAt: z.number(),
  ranges: z.array(rangeSchema),
  pending: z.array(pendingSchema),
  /** When the oldest object was created, of those that were read, that may still change; missing where there is none. */
  unsettledSince: z.number().optional(),
});
export type ListingProgress = z.infer<typeof listingSchema>;

const stateSchema = z.discriminatedUnion('kind', [
  /** All that happened before `through` is in the table, and all that was known at `readAt` at the latest. */
  z.object({
    kind: z.literal('synced'),
    apiVersion: z.string(),
    through: z.number(),
    readAt: z.number(),
    /** What was created before does not change any more; missing where that is not known. */
    settledBefore: z.number().optional(),
    /** Events since `through` that are in the table too. */
    recentEvents: z.array(z.string()),
  }),
  /** A first listing that is not at its end. The first of a family's tables knows how far it is. */
  z.object({
    kind: z.literal('listing'),
    apiVersion: z.string(),
    id: z.string(),
    progress: listingSchema.optional(),
  }),
  /** The child list could not be read with the key; the parent's can be followed all the same. */
  z.object({ kind: z.literal('unreadable'), apiVersion: z.string() }),
]);

/** What is kept with a table, to go on from there. */
export type TableState = z.infer<typeof stateSchema>;
export type SyncedState = Extract<TableState, { kind: 'synced' }>;

type WithoutVersion<T> = T extends unknown ? Omit<T, 'apiVersion'> : never;

export function writeState(state: WithoutVersion<TableState>): string {
  return JSON.stringify({ ...state, apiVersion: catalogApiVersion });
}

/** Undefined for what no version of ours wrote, and for what was read in another version of Stripe's API: its columns differ. */
export function readState(text: string | undefined): TableState | undefined {
  const parsed = stateSchema.safeParse(text === undefined ? undefined : parseOrUndefined(text));
  return parsed.success && parsed.data.apiVersion === catalogApiVersion ? parsed.data : undefined;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

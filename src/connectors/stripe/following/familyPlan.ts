import * as l10n from '@vscode/l10n';
import type { ResourceRequest } from '../../connector.ts';
import type { ResourceFamily } from '../catalog/resourceFamily.ts';
import { type ListingProgress, readState, type SyncedState, type TableState } from '../listing/syncState.ts';
import { followWay } from './followWay.ts';

/** How a family is brought up to date in this run. */
export type FamilyPlan =
  /** From the beginning. */
  | {
      readonly kind: 'list';
      /** Whether a run that is cut short can be gone on with: nothing is in the tables yet. */
      readonly resumable: boolean;
      /** Why it is not followed, where that may surprise. */
      readonly note?: string;
    }
  /** On from where a first listing was cut short. */
  | { readonly kind: 'resume'; readonly id: string; readonly progress: ListingProgress }
  | {
      readonly kind: 'follow';
      /** What the tables have in common. */
      readonly state: FollowedState;
      /** The children that the key could not read the last time. */
      readonly unreadable: readonly string[];
    };

export interface FollowedState {
  /** What happened since then may be missing, in Unix seconds. */
  readonly through: number;
  /** No row is newer than this. */
  readonly readAt: number;
  /** What was created before does not change any more; undefined where that is not known. In Unix seconds. */
  readonly settledBefore: number | undefined;
  /** Events since `through` that all tables have. */
  readonly recentEvents: ReadonlySet<string>;
}

/** Stripe lists events for 30 days; half a day is left for the reading itself. */
export const eventsReachSeconds = 29.5 * 24 * 60 * 60;

/**
 * Decides how to bring a family up to date.
 * @param requests Of the run, by resource.
 * @param now The server's time, in Unix seconds.
 */
export function planFamily(
  family: ResourceFamily,
  requests: ReadonlyMap<string, ResourceRequest>,
  now: number,
  full: boolean,
): FamilyPlan {
  const way = followWay(family.parent);
  const names = wantedNames(family);
  const resumable = way !== undefined && names.every((name) => (requests.get(name)?.rows ?? 0) === 0);
  const list = { kind: 'list', resumable } as const;
  if (way === undefined || full) {
    return list;
  }
  const states = names.map((name) => ({ name, state: readState(requests.get(name)?.state) }));
  const reach = way.events ? eventsReachSeconds : Number.POSITIVE_INFINITY;
  const progress = progressOf(states.map(({ state }) => state));
  if (progress !== undefined) {
    return now - progress.progress.startedAt > reach ? list : { kind: 'resume', ...progress };
  }
  const unreadable = states.flatMap(({ name, state }) => (state?.kind === 'unreadable' ? [name] : []));
  const synced = states.flatMap(({ state }) => (state?.kind === 'synced' ? [state] : []));
  if (synced.length === 0 || synced.length + unreadable.length < states.length) {
    return list;
  }
  const state = commonState(synced);
  if (now - state.through > reach) {
    return { ...list, note: tooOld(family, state.through) };
  }
  return { kind: 'follow', state, unreadable };
}

/** The tables that are wanted of a family, the parent’s first. */
export function wantedNames({ parent, parentWanted, children }: ResourceFamily): string[] {
  return [...(parentWanted ? [parent.name] : []), ...children.map(({ name }) => name)];
}

/** Of a listing that all tables were part of; one that came since would miss what was read before. */
function progressOf(
  states: readonly (TableState | undefined)[],
): { id: string; progress: ListingProgress } | undefined {
  const [lead] = states;
  if (lead?.kind !== 'listing' || lead.progress === undefined) {
    return undefined;
  }
  const together = states.every((state) => state?.kind === 'listing' && state.id === lead.id);
  return together ? { id: lead.id, progress: lead.progress } : undefined;
}

function commonState(states: readonly SyncedState[]): FollowedState {
  const [first, ...others] = states.map(({ recentEvents }) => new Set(recentEvents));
  return {
    through: Math.min(...states.map(({ through }) => through)),
    readAt: Math.max(...states.map(({ readAt }) => readAt)),
    settledBefore: states.every(({ settledBefore }) => settledBefore !== undefined)
      ? Math.min(...states.flatMap(({ settledBefore }) => settledBefore ?? []))
      : undefined,
    recentEvents: new Set([...(first ?? [])].filter((event) => others.every((events) => events.has(event)))),
  };
}

function tooOld({ parent }: ResourceFamily, through: number): string {
  return l10n.t(
    '{0}: last brought up to date on {1}. Stripe keeps its record of changes for 30 days, so all of it was listed again.',
    parent.name,
    new Date(through * 1000).toISOString().slice(0, 10),
  );
}

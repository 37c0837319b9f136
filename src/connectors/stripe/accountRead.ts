import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { ConnectorError, type ReadEvent, type ReadRequest, type ResourceRequest } from '../connector.ts';
import type { StripeClient } from './api/client.ts';
import type { ServerClock } from './api/serverClock.ts';
import { hasFinalStatus } from './catalog/finalStatus.ts';
import { type ResourceFamily, resourceFamilies } from './catalog/resourceFamily.ts';
import { probe } from './discovery.ts';
import { type FeedAnswer, type FeedRequest, readFeed } from './following/eventFeed.ts';
import { followFamily } from './following/familyFollow.ts';
import { type FamilyPlan, type FollowedState, planFamily, wantedNames } from './following/familyPlan.ts';
import { followWay } from './following/followWay.ts';
import { listFamily } from './listing/familyRead.ts';
import { type EventSink, FamilyTables } from './listing/familyTables.ts';
import { pageSize } from './listing/listing.ts';
import { writeState } from './listing/syncState.ts';
import type { PageReader } from './pages/pageReader.ts';

/**
 * Reads all families of a run, each the cheapest way that is exact: listed from its beginning, gone on with, or followed.
 * @throws ConnectorError `authentication` or `cancelled`
 */
export async function readAccount(
  client: StripeClient,
  pages: PageReader,
  clock: ServerClock,
  request: Pick<ReadRequest, 'resources' | 'full'>,
  sink: EventSink,
): Promise<void> {
  await new AccountRead(client, pages, clock, request, sink).run();
}

/** Events become visible some seconds late. */
const eventsDelay = 60;

/** Few requests are not worth a second thought. */
const fewestRequests = 5;

interface FamilyJob {
  readonly family: ResourceFamily;
  readonly tables: FamilyTables;
  readonly plan: FamilyPlan;
  /** From so many requests on, listing the family is cheaper than looking at single changes. */
  readonly mostRequests: number;
}

class AccountRead {
  readonly #client: StripeClient;
  readonly #pages: PageReader;
  readonly #clock: ServerClock;
  readonly #sink: EventSink;
  readonly #jobs: readonly FamilyJob[];
  /** The server's time at the beginning. */
  readonly #startedAt: () => number;

  constructor(
    client: StripeClient,
    pages: PageReader,
    clock: ServerClock,
    { resources, full }: Pick<ReadRequest, 'resources' | 'full'>,
    sink: EventSink,
  ) {
    this.#client = client;
    this.#pages = pages;
    this.#clock = clock;
    this.#sink = sink;
    this.#startedAt = clock.mark();
    const requests = new Map(resources.map((request) => [request.resource, request]));
    this.#jobs = resourceFamilies([...requests.keys()]).map((family) => ({
      family,
      tables: new FamilyTables(family),
      plan: planFamily(family, requests, this.#startedAt(), full),
      mostRequests: pagesOf(family, requests),
    }));
  }

  async run(): Promise<void> {
    await this.#sink.put(this.#jobs.flatMap(({ tables }) => tables.start()));
    const followed = this.#jobs.flatMap((job) =>
      job.plan.kind === 'follow' ? [feedRequest(job, job.plan.state)] : [],
    );
    const feed = this.#readFeed(followed);
    // Each job that needs it gets its error; on its own it is nobody's unhandled rejection.
    feed.catch(() => {});
    await Promise.all(this.#jobs.map((job) => this.#read(job, feed)));
  }

  async #read(job: FamilyJob, feed: Promise<Feed>): Promise<void> {
    const { plan, tables } = job;
    try {
      switch (plan.kind) {
        case 'list':
          return await this.#list(job, plan.resumable, plan.note);
        case 'resume':
          return await this.#resume(job, plan);
        case 'follow':
          return (await this.#hasBecomeReadable(job, plan.unreadable))
            ? await this.#list(job, false, undefined)
            : await this.#follow(job, plan.state, feed);
      }
    } catch (error) {
      await this.#sink.put(tables.end(error));
    }
  }

  async #list({ family, tables }: FamilyJob, resumable: boolean, note: string | undefined): Promise<void> {
    if (note !== undefined) {
      await this.#note(tables, note);
    }
    const unsettledSince = await listFamily({
      client: this.#client,
      pages: this.#pages,
      tables,
      sink: this.#sink,
      startedAt: this.#startedAt,
      resumableAs: resumable ? randomUUID() : undefined,
    });
    const state =
      followWay(family.parent) === undefined
        ? {}
        : { state: this.#synced(family, undefined, unsettledSince) };
    await this.#sink.put(tables.wanted.flatMap((table) => table.finish({ complete: true, ...state })));
  }

  /** What was read by the earlier run may have changed since: that is followed as soon as the list is at its end. */
  async #resume(job: FamilyJob, { id, progress }: Extract<FamilyPlan, { kind: 'resume' }>): Promise<void> {
    const { startedAt } = progress;
    const unsettledSince = await listFamily({
      client: this.#client,
      pages: this.#pages,
      tables: job.tables,
      sink: this.#sink,
      startedAt: () => startedAt,
      resumableAs: id,
      progress,
    });
    const through = startedAt - eventsDelay;
    const state = {
      through,
      readAt: this.#clock.latestAnswer,
      settledBefore: hasFinalStatus(job.family.parent) ? Math.min(unsettledSince, through) : undefined,
      recentEvents: new Set<string>(),
    };
    await this.#follow(job, state, this.#readFeed([feedRequest(job, state)]));
  }

  async #follow(job: FamilyJob, state: FollowedState, feed: Promise<Feed>): Promise<void> {
    const { family, tables, mostRequests } = job;
    const answer = followWay(family.parent)?.events === true ? await feed : undefined;
    if (answer instanceof ConnectorError) {
      const note = l10n.t(
        'Stripe’s record of changes cannot be read with this key ({0}), so tables were listed in full. Add the permission to the key, and runs get quicker.',
        answer.permission ?? answer.message,
      );
      return await this.#list(job, false, note);
    }
    const changes = answer?.get(family.parent.name);
    const unsettledSince = await followFamily({
      client: this.#client,
      tables,
      sink: this.#sink,
      state,
      feed: changes,
      now: this.#startedAt(),
      mostRequests,
    });
    if (unsettledSince === undefined) {
      return await this.#list(job, false, undefined);
    }
    const synced = this.#synced(family, changes, unsettledSince);
    await this.#sink.put(tables.wanted.flatMap((table) => table.finish({ complete: false, state: synced })));
  }

  /** Closes the children that the key still cannot read. @returns whether it can read one now */
  async #hasBecomeReadable({ tables }: FamilyJob, unreadable: readonly string[]): Promise<boolean> {
    for (const child of tables.children.filter(({ name }) => unreadable.includes(name))) {
      const refusal = await probe(this.#client, child.table, child.cost);
      if (refusal === undefined) {
        return true;
      }
      await this.#sink.put(child.end(refusal));
    }
    return false;
  }

  /** The feed, or the error that keeps from reading it for good: then there are lists to read. @throws ConnectorError */
  async #readFeed(requests: readonly FeedRequest[]): Promise<Feed> {
    const withEvents = requests.filter(({ family }) => followWay(family.parent)?.events === true);
    try {
      return await readFeed(this.#client, withEvents);
    } catch (error) {
      if (ConnectorError.is(error, 'permission', 'notEnabled')) {
        return error;
      }
      throw error;
    }
  }

  /** @param feed What is in the tables beside what was listed. */
  #synced(family: ResourceFamily, feed: FeedAnswer | undefined, unsettledSince: number): string {
    const through = this.#startedAt() - eventsDelay;
    return writeState({
      kind: 'synced',
      through,
      readAt: this.#clock.latestAnswer,
      ...(hasFinalStatus(family.parent) ? { settledBefore: Math.min(unsettledSince, through) } : {}),
      recentEvents: [...(feed?.events ?? [])].filter(([, at]) => at >= through).map(([id]) => id),
    });
  }

  async #note(tables: FamilyTables, sentence: string): Promise<void> {
    const note: ReadEvent = { kind: 'note', resource: tables.lead.name, sentence };
    await this.#sink.put([note]);
  }
}

/** The answers by family; or why Stripe does not give them. */
type Feed = ReadonlyMap<string, FeedAnswer> | ConnectorError;

function feedRequest({ family, tables, mostRequests }: FamilyJob, state: FollowedState): FeedRequest {
  return { family, state, mostRequests, cost: tables.cost };
}

/** How many pages the family’s list has, going by the rows that are there. */
function pagesOf(family: ResourceFamily, requests: ReadonlyMap<string, ResourceRequest>): number {
  const [lead] = wantedNames(family);
  const rows = requests.get(lead ?? '')?.rows ?? 0;
  return Math.max(fewestRequests, Math.ceil(rows / pageSize));
}

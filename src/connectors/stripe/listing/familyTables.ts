import type { ReadEvent } from '../../connector.ts';
import { mostUrgent, type RequestCost, type StripeClient } from '../api/client.ts';
import { StripeRequestError } from '../api/requestError.ts';
import { childPath, type ResourceFamily } from '../catalog/resourceFamily.ts';
import type { ObjectPage } from '../pages/page.ts';
import { listPages, objectPages } from './listing.ts';
import { TableRead } from './tableRead.ts';

/** Who takes the rows. */
export interface EventSink {
  /** Waits until the events are taken. */
  put(events: readonly ReadEvent[]): Promise<void>;
  /** Whether events are taken as fast as they come. */
  isKeepingUp(): boolean;
}

/** The tables of a family while they are read. */
export class FamilyTables {
  readonly family: ResourceFamily;
  readonly parent: TableRead;
  readonly children: readonly TableRead[];
  /** Those that are wanted, the parent’s first. */
  readonly wanted: readonly TableRead[];

  constructor(family: ResourceFamily) {
    this.family = family;
    this.parent = new TableRead(family.parent);
    this.children = family.children.map((table) => new TableRead(table));
    this.wanted = family.parentWanted ? [this.parent, ...this.children] : this.children;
  }

  /** What reading the top-level list costs. Where only children are wanted, it is what the first of them costs. */
  get cost(): RequestCost {
    return this.lead.cost;
  }

  /** The table that stands for the family. */
  get lead(): TableRead {
    return this.wanted[0] ?? this.parent;
  }

  /** Whether a table still wants more. */
  get open(): boolean {
    return this.wanted.some((table) => table.open);
  }

  start(): ReadEvent[] {
    return [
      ...this.wanted.map((table) => ({ kind: 'started', resource: table.name }) as const),
      { kind: 'remaining', resource: this.lead.name, requests: undefined },
    ];
  }

  /** Says what an error means for all tables. @throws the error, where it means the end of the run */
  end(error: unknown): ReadEvent[] {
    return this.wanted.flatMap((table) => table.end(error));
  }
}

/**
 * Reads on in one object’s child list. A parent that was deleted just now has no more children.
 * @param after What is known of it, to go on after its last.
 * @param onRestart Told where all of the last known ones are gone, so that the list is read from its beginning. It is only
 * once: where Stripe does not take a cursor at all, that would go on for ever.
 * @throws ConnectorError as {@link listPages}
 */
export async function* readRestOfChildren(
  client: StripeClient,
  child: TableRead,
  parent: string,
  after: readonly string[],
  onRestart: () => void = () => {},
): AsyncGenerator<ObjectPage> {
  try {
    try {
      yield* listChildren(client, child, parent, after);
    } catch (error) {
      if (!(error instanceof StripeRequestError && error.isMissingCursor)) {
        throw error;
      }
      onRestart();
      yield* listChildren(client, child, parent, []);
    }
  } catch (error) {
    if (!(error instanceof StripeRequestError && error.isMissingObject)) {
      throw error;
    }
  }
}

function listChildren(
  client: StripeClient,
  child: TableRead,
  parent: string,
  after: readonly string[],
): AsyncGenerator<ObjectPage> {
  const request = {
    path: childPath(child.table, parent),
    endpoint: child.table.path,
    query: {},
    paged: child.table.paged,
    // Their parents’ list waits for them.
    urgency: mostUrgent,
  };
  return listPages(objectPages(client, child.table, child.cost), () => request, after);
}

import type { Row } from '../../shared/columns.ts';
import type { ReadEvent } from '../connector.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../stripe/api/exactJson.ts';
import type { CatalogTable } from '../stripe/catalog/catalog.ts';
import { rowMapper } from '../stripe/catalog/rowMapping.ts';
import type { SampleObjects, SampleResource, SampleSink } from './sampleObjects.ts';

/** How many rows a batch has, as a page of Stripe's. */
const batchSize = 100;

/** Writes the generator's objects as rows of the tables that are wanted, and hands them out in batches. */
export class SampleRows implements SampleSink {
  private readonly tables = new Map<string, (object: JsonObject) => void>();
  private readonly children = new Map<string, ((object: JsonObject) => void)[]>();
  private readonly waiting = new Map<string, Row[]>();

  /** Asks for the rows of a table; before anything is generated. */
  want(table: CatalogTable): void {
    const toRow = rowMapper(table);
    const rows: Row[] = [];
    this.waiting.set(table.name, rows);
    const { parent } = table;
    if (parent === null) {
      this.tables.set(table.name, (object) => rows.push(toRow(object)));
      return;
    }
    const siblings = this.children.get(parent.resource) ?? [];
    siblings.push((object) => {
      for (const child of childrenIn(object[parent.field])) {
        rows.push(toRow(child, idOf(object)));
      }
    });
    this.children.set(parent.resource, siblings);
  }

  add<Name extends SampleResource>(resource: Name, make: () => SampleObjects[Name]): void {
    const own = this.tables.get(resource);
    const children = this.children.get(resource) ?? [];
    if (own === undefined && children.length === 0) {
      return;
    }
    // Plain JSON by its type; only its optional fields keep the compiler from seeing it.
    const object = make() as unknown as JsonObject;
    own?.(object);
    for (const write of children) {
      write(object);
    }
  }

  /** Takes out the batches that are full. */
  *fullBatches(): Generator<ReadEvent> {
    for (const [resource, rows] of this.waiting) {
      while (rows.length >= batchSize) {
        yield { kind: 'batch', resource, rows: rows.splice(0, batchSize) };
      }
    }
  }

  /** Takes out what is left, when all has been generated, and finishes each table. */
  *rest(): Generator<ReadEvent> {
    yield* this.fullBatches();
    for (const [resource, rows] of this.waiting) {
      if (rows.length > 0) {
        yield { kind: 'batch', resource, rows };
      }
      yield { kind: 'finished', resource, complete: true };
    }
  }
}

function childrenIn(list: JsonValue | undefined): readonly JsonObject[] {
  const data = isJsonObject(list) ? list['data'] : undefined;
  return Array.isArray(data) ? data.filter(isJsonObject) : [];
}

function idOf({ id }: JsonObject): string {
  return typeof id === 'string' ? id : '';
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CreatedRange } from '../../src/connectors/stripe/listing/createdRange.ts';

interface Listed {
  readonly id: number;
  readonly created: number;
}

const pageSize = 100;
const beginning = 1_700_000_000;

/** A range on its way, and the object that it goes on after. */
interface Reader {
  readonly range: CreatedRange;
  cursor: Listed | undefined;
}

/** Newest first, as Stripe lists; objects of one second in the order of their ids. */
function listOf(times: readonly number[]): Listed[] {
  return times.map((created, id) => ({ id, created })).sort((a, b) => b.created - a.created || b.id - a.id);
}

function pageOf(list: readonly Listed[], { range, cursor }: Reader): { page: Listed[]; hasMore: boolean } {
  const { 'created[gte]': from = 0, 'created[lt]': before = Infinity } = range.query('created');
  const start = cursor === undefined ? 0 : list.indexOf(cursor) + 1;
  const rest = list.slice(start).filter(({ created }) => created >= from && created < before);
  return { page: rest.slice(0, pageSize), hasMore: rest.length > pageSize };
}

/** Lists everything, with cuts where `cuts` says so. */
function readAll(list: readonly Listed[], cuts: () => boolean): { taken: Listed[]; requests: number } {
  const readers: Reader[] = [{ range: new CreatedRange(), cursor: undefined }];
  const taken: Listed[] = [];
  let requests = 0;
  for (let reader = readers.shift(); reader !== undefined; reader = readers.shift()) {
    const { page, hasMore } = pageOf(list, reader);
    requests += 1;
    taken.push(...page);
    const [newest, oldest] = [page.at(0), page.at(-1)];
    if (newest !== undefined && oldest !== undefined) {
      const times = { newest: newest.created, oldest: oldest.created, count: page.length };
      assert.ok(reader.range.holds(times));
      reader.range.advance(times);
      reader.cursor = oldest;
    }
    if (hasMore) {
      const older = cuts() ? reader.range.split() : undefined;
      readers.push(reader, ...(older === undefined ? [] : [{ range: older, cursor: undefined }]));
    }
  }
  return { taken, requests };
}

describe('A range of time', () => {
  const times = fc.oneof(
    fc.array(fc.integer({ min: beginning, max: beginning + 100_000_000 }), { maxLength: 1500 }),
    fc.array(fc.integer({ min: beginning, max: beginning + 20 }), { maxLength: 1500 }),
    fc.array(fc.constantFrom(0, 1, beginning, beginning + 1, beginning + 5_000_000), { maxLength: 1500 }),
  );

  it('gives each object once, wherever it is cut', () => {
    fc.assert(
      fc.property(times, fc.infiniteStream(fc.boolean()), (created, cuts) => {
        const list = listOf(created);
        const { taken } = readAll(list, () => cuts.next().value ?? false);
        assert.equal(taken.length, list.length);
        assert.equal(new Set(taken).size, list.length);
      }),
      { numRuns: 150 },
    );
  });

  it('costs few requests more than pages, however often it may be cut', () => {
    const list = listOf(Array.from({ length: 50_000 }, (_, index) => beginning + index * 997));
    const cutsWhileFew = (() => {
      let cuts = 0;
      return () => ++cuts <= 12;
    })();
    const { requests } = readAll(list, cutsWhileFew);
    assert.ok(requests <= 510, `${requests} requests for 500 pages`);
  });

  it('finds the beginning of a list that nobody knows the length of', () => {
    const range = new CreatedRange();
    range.advance({ newest: 2_000_000_000, oldest: 1_999_990_000, count: 100 });
    assert.ok(range.isOpen);
    const older = range.split();
    assert.ok(older?.isOpen && !range.isOpen);
    assert.deepEqual(range.query('created'), { 'created[gte]': 1_999_950_000 });
    assert.deepEqual(older.query('created'), { 'created[lt]': 1_999_950_000 });
    older.advance({ newest: 1_999_949_000, oldest: 1_999_939_000, count: 100 });
    assert.deepEqual(older.split()?.query('created'), { 'created[lt]': 1_999_939_000 - 160_000 });
  });

  it('tells when a list does not heed its filter', () => {
    const range = new CreatedRange(100, 200);
    assert.ok(range.holds({ newest: 199, oldest: 100, count: 2 }));
    assert.ok(!range.holds({ newest: 200, oldest: 100, count: 2 }));
    assert.ok(!range.holds({ newest: 199, oldest: 99, count: 2 }));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileMemory } from '../../src/database/fileMemory.ts';

const megabyte = 1024 * 1024;

/** Positions near the ends of pieces, where it matters. */
const positions = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -300, max: 300 }))
  .map(([piece, offset]) => Math.max(0, piece * megabyte + offset));

const writes = fc.record({ position: positions, bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }) });

describe('the memory of a database file', () => {
  it('holds what a plain array would hold', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 * megabyte + 5 }),
        fc.array(writes, { maxLength: 8 }),
        positions,
        (length, changes, start) => {
          const model = new Uint8Array(4 * megabyte + 1000);
          model.fill(7, 0, length);
          const memory = new FileMemory(model.slice(0, length)).slice();
          let end = length;
          for (const { position, bytes } of changes) {
            model.set(bytes, position);
            memory.set(bytes, position);
            end = Math.max(end, position + bytes.length);
          }
          assert.ok(Buffer.concat(memory.pieces()).equals(model.subarray(0, end)));
          assert.ok(
            Buffer.from(memory.subarray(start, start + 500)).equals(model.subarray(start, start + 500)),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it('says its length until it is taken over, and has room for everything then', () => {
    const memory = new FileMemory(new Uint8Array(100));
    assert.equal(memory.length, 100);
    assert.equal(memory.slice(), memory);
    assert.ok(memory.length > 2 ** 40);
    assert.equal(Buffer.concat(memory.pieces()).length, 100);
  });

  it('knows whether what is written comes to it', () => {
    const memory = new FileMemory(new Uint8Array(100));
    assert.equal(
      memory.isInUse(() => memory.set(new Uint8Array(1), 0)),
      true,
    );
    assert.equal(
      memory.isInUse(() => {}),
      false,
    );
  });
});

/** A whole number of database pages, of whatever size they are. */
const pieceLength = 1024 * 1024;

/** More than any file has. */
const anyLength = 2 ** 52;

/**
 * Where the engine keeps the database file. Its own in-memory file system would use one array, which it copies into a
 * larger one whenever the file has outgrown it, and which cannot be had but as another copy. This stands in the array's place
 * and keeps the file in pieces: the file grows without being copied, and is written from where it is.
 *
 * The file system takes for the content whatever the first write's `slice` gives, and asks it for `length`,
 * `subarray` and `set` from then on (Emscripten's MEMFS in sql.js 1.16, read in its source, 2026-11). It puts an
 * array of its own in this place when the file is cut shorter. That is noticed by `isInUse`.
 */
export class FileMemory {
  readonly #pieces: Uint8Array[] = [];
  #length: number;
  #taken = false;
  #writes = 0;

  /** @param bytes Taken over, for the most part without a copy. Not empty. */
  constructor(bytes: Uint8Array) {
    this.#length = bytes.length;
    for (let start = 0; start < bytes.length; start += pieceLength) {
      const piece = bytes.subarray(start, start + pieceLength);
      this.#pieces.push(piece.length === pieceLength ? piece : grown(piece));
    }
  }

  /** The length of the file while it is taken over; then room enough for anything, so that nothing is copied. */
  get length(): number {
    return this.#taken ? anyLength : this.#length;
  }

  /** The file system asks for all of it when it takes over the content. */
  slice(): this {
    this.#taken = true;
    return this;
  }

  /** A part of the file, to be read at once. */
  subarray(start: number, end: number): Uint8Array {
    const { piece, offset } = this.#at(start);
    const length = end - start;
    if (offset + length <= pieceLength) {
      return piece.subarray(offset, offset + length);
    }
    const whole = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const part = this.#at(start + done);
      const bytes = part.piece.subarray(part.offset, part.offset + length - done);
      whole.set(bytes, done);
      done += bytes.length;
    }
    return whole;
  }

  set(bytes: Uint8Array, position: number): void {
    this.#writes += 1;
    for (let done = 0; done < bytes.length; ) {
      const { piece, offset } = this.#at(position + done);
      const part = bytes.subarray(done, done + pieceLength - offset);
      piece.set(part, offset);
      done += part.length;
    }
    this.#length = Math.max(this.#length, position + bytes.length);
  }

  /** Whether what the engine writes comes here. @param write Has it write something. */
  isInUse(write: () => void): boolean {
    const before = this.#writes;
    write();
    return this.#writes > before;
  }

  /** The content, in the order of the file. They are the memory itself: what the engine writes next changes them. */
  pieces(): readonly Uint8Array[] {
    return this.#pieces
      .slice(0, Math.ceil(this.#length / pieceLength))
      .map((piece, index) => piece.subarray(0, this.#length - index * pieceLength));
  }

  #at(position: number): { readonly piece: Uint8Array; readonly offset: number } {
    const index = Math.floor(position / pieceLength);
    let piece = this.#pieces[index];
    while (piece === undefined) {
      this.#pieces.push(new Uint8Array(pieceLength));
      piece = this.#pieces[index];
    }
    return { piece, offset: position - index * pieceLength };
  }
}

function grown(bytes: Uint8Array): Uint8Array {
  const piece = new Uint8Array(pieceLength);
  piece.set(bytes);
  return piece;
}

/** The capacity to start with and to keep, in bytes. */
const smallCapacity = 4096;

/** Bytes that arrive in pieces. Appending costs a constant time per byte. */
export class ByteBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) this.#grow(Math.max(length, 2 * this.#bytes.length, smallCapacity));
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Empties the buffer and returns its bytes, which the next `append` overwrites. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.clear();
    return taken;
  }

  /** Releases the memory of a large value. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > smallCapacity) this.#bytes = new Uint8Array(0);
  }

  #grow(capacity: number): void {
    const grown = new Uint8Array(capacity);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

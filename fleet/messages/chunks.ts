/** A part of a reply, with the value of its header; undefined if it is the whole. */
export interface Chunk {
  readonly header: string | undefined;
  readonly data: Uint8Array;
}

/** Splits a reply into parts of at most `size` bytes. */
export function splitChunks(data: Uint8Array, size: number): Chunk[] {
  const count = Math.ceil(data.length / size);
  if (count <= 1) return [{ header: undefined, data }];
  return Array.from({ length: count }, (_, index) => ({
    header: `${index}/${count}`,
    data: data.subarray(index * size, (index + 1) * size),
  }));
}

/** The most parts of a reply. */
const maxChunks = 10_000;

/** Joins the parts of a reply. Parts may arrive twice, if the reply is sent again. */
export class ChunkAssembler {
  #count = 0;
  #parts = new Map<number, Uint8Array>();

  /** Adds a part. Returns the whole if it is complete; undefined if parts are missing, or the header is invalid. */
  add({ header, data }: Chunk): Uint8Array | undefined {
    if (header === undefined) return data;
    const [, index, count] = /^(\d{1,5})\/(\d{1,5})$/.exec(header)?.map(Number) ?? [];
    if (index === undefined || count === undefined || index >= count || count > maxChunks) return undefined;
    if (count !== this.#count) {
      this.#count = count;
      this.#parts = new Map();
    }
    this.#parts.set(index, data);
    return this.#parts.size === count ? this.#join() : undefined;
  }

  #join(): Uint8Array {
    const parts = Array.from(
      { length: this.#count },
      (_, index) => this.#parts.get(index) ?? new Uint8Array(),
    );
    return Buffer.concat(parts);
  }
}

/**
 * Allocates ids to calls: short ids, because QEMU parses requests byte by byte; round-robin, so that a duplicated reply
 * cannot match the next request.
 */
export class IdAllocator<T> {
  /** By id. */
  readonly #holders: (T | undefined)[] = [undefined];
  #next = 0;
  #size = 0;

  /** The number of allocated ids. */
  get size(): number {
    return this.#size;
  }

  allocate(holder: T): number {
    let range = 10;
    while (this.#size >= range) range *= 10;
    let id = this.#next;
    while (id >= range || this.#holders[id] !== undefined) id = id < range ? id + 1 : 0;
    this.#holders[id] = holder;
    this.#next = id + 1;
    this.#size++;
    return id;
  }

  holder(id: number): T | undefined {
    return this.#holders[id];
  }

  release(id: number): void {
    if (this.#holders[id] === undefined) return;
    this.#holders[id] = undefined;
    this.#size--;
  }

  /** All holders, in no particular order. */
  holders(): T[] {
    return this.#holders.filter((holder) => holder !== undefined);
  }
}

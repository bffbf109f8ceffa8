import type { Call } from "./call.js";

/**
 * Calls by id. Ids are short, because QEMU parses requests byte by byte, and are used in turn, so that a duplicated reply cannot
 * match the next request. An array, because a Map that calls enter and leave costs several times as much.
 */
export class CallsById {
  readonly #calls: (Call | undefined)[] = [undefined];
  #next = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): Call | undefined {
    return this.#calls[id];
  }

  /** @returns the id of the call. */
  allocate(call: Call): number {
    let range = 10;
    while (this.#size >= range) range *= 10;
    let id = this.#next;
    while (id >= range || this.#calls[id] !== undefined) id = id < range ? id + 1 : 0;
    this.#calls[id] = call;
    this.#next = id + 1;
    this.#size++;
    return id;
  }

  delete(id: number): void {
    if (this.#calls[id] === undefined) return;
    this.#calls[id] = undefined;
    this.#size--;
  }

  /** All calls, in the order in which they were sent. */
  inOrder(): Call[] {
    return this.#calls
      .filter((call) => call !== undefined)
      .sort((one, other) => one.sequence - other.sequence);
  }
}

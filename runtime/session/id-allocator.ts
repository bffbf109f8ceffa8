/**
 * Gives ids to calls: as short as can be, because a server may take long over every byte, but in turns: a reply that
 * is sent twice must not pass for the reply to the next call.
 */
export class Ids<T> {
  /** By id. An idle session has had one call, which negotiated. */
  readonly #holders = new Array<T | undefined>(1);
  #next = 0;
  #taken = 0;

  /** How many are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** @returns the id that the holder has from now on. */
  take(holder: T): number {
    let room = 10;
    while (this.#taken >= room) room *= 10;
    let id = this.#next;
    while (id >= room || this.#holders[id] !== undefined) id = id < room ? id + 1 : 0;
    this.#holders[id] = holder;
    this.#next = id + 1;
    this.#taken++;
    return id;
  }

  /** Who has this id. */
  holder(id: number): T | undefined {
    return this.#holders[id];
  }

  release(id: number): void {
    if (this.#holders[id] === undefined) return;
    this.#holders[id] = undefined;
    this.#taken--;
  }

  /** All who have one. */
  holders(): T[] {
    return this.#holders.filter((holder) => holder !== undefined);
  }
}

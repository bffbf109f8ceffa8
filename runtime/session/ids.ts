/** The ids of as many digits: from `first` on, `room` of them. */
interface Length {
  readonly first: number;
  readonly room: number;
  /** How far behind `first` the search for a free one begins. */
  next: number;
  taken: number;
}

/**
 * Gives ids to calls: as short as can be, because a server may take long over every byte, but in turns: a reply that
 * is sent twice must not pass for the reply to the next call.
 */
export class Ids<T> {
  readonly #short = lengthOf(1);
  /** The lengths beyond, if ever so many calls are in flight. */
  #longer: Length[] | undefined;
  /** By id. An idle session has had one call, which negotiated. */
  readonly #holders = new Array<T | undefined>(1);

  /** @returns the id that the holder has from now on. */
  take(holder: T): number {
    let digits = 0;
    let length = this.#length(digits);
    while (length.taken === length.room) length = this.#length(++digits);
    while (this.#holders[length.first + length.next] !== undefined)
      length.next = (length.next + 1) % length.room;
    const id = length.first + length.next;
    length.next = (length.next + 1) % length.room;
    length.taken++;
    this.#holders[id] = holder;
    return id;
  }

  /** Who has this id. */
  holder(id: number): T | undefined {
    return this.#holders[id];
  }

  release(id: number): void {
    if (this.#holders[id] === undefined) return;
    this.#holders[id] = undefined;
    let digits = 0;
    for (let rest = id; rest >= 10; rest = Math.trunc(rest / 10)) digits++;
    this.#length(digits).taken--;
  }

  /** All who have one. */
  holders(): T[] {
    return this.#holders.filter((holder) => holder !== undefined);
  }

  #length(digits: number): Length {
    if (digits === 0) return this.#short;
    return ((this.#longer ??= [])[digits - 1] ??= lengthOf(digits + 1));
  }
}

function lengthOf(digits: number): Length {
  const first = digits === 1 ? 0 : 10 ** (digits - 1);
  return { first, room: 10 ** digits - first, next: 0, taken: 0 };
}

/**
 * Hands out ids for calls: as short as can be, because a server may take long over every byte, but not the
 * one that has just become free: a reply that is sent twice must not pass for the reply to the next call.
 */
export class Ids {
  /** The free ids of one digit, of two digits, and so on, the longest free first. */
  readonly #free: number[][] = [];

  take(): number {
    for (const free of this.#free) {
      const id = free.shift();
      if (id !== undefined) return id;
    }
    this.#free.push(idsOfLength(this.#free.length + 1));
    return this.take();
  }

  release(id: number): void {
    this.#free[String(id).length - 1]?.push(id);
  }
}

function idsOfLength(digits: number): number[] {
  const first = digits === 1 ? 0 : 10 ** (digits - 1);
  return Array.from({ length: 10 ** digits - first }, (_, index) => first + index);
}

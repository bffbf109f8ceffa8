/**
 * Hands out ids for calls: as short as can be, because a server may take long over every byte, but not the
 * one that has just become free: a reply that is sent twice must not pass for the reply to the next call.
 */
export class Ids {
  /** The free ids of one digit, of two digits, and so on, the longest free first. */
  readonly #free: number[][] = [];

  take(): number {
    for (let digits = 0; ; digits++) {
      const id = (this.#free[digits] ??= idsOfLength(digits + 1)).shift();
      if (id !== undefined) return id;
    }
  }

  release(id: number): void {
    let digits = 0;
    for (let rest = id; rest >= 10; rest = Math.trunc(rest / 10)) digits++;
    this.#free[digits]?.push(id);
  }
}

function idsOfLength(digits: number): number[] {
  const first = digits === 1 ? 0 : 10 ** (digits - 1);
  return Array.from({ length: 10 ** digits - first }, (_, index) => first + index);
}

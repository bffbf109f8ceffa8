/** Limits the calls that are sent to the machine and not answered. Others wait in their order. */
export class CallLimit {
  #free: number;
  readonly #waiting = new Set<(hasPlace: boolean) => void>();

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Takes a place, if one is free. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /** Waits for a place. @returns false if the signal was aborted before; no place is taken then. */
  wait(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted === true) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (hasPlace: boolean): void => {
        this.#waiting.delete(settle);
        signal?.removeEventListener("abort", abort);
        resolve(hasPlace);
      };
      const abort = (): void => settle(false);
      signal?.addEventListener("abort", abort);
      this.#waiting.add(settle);
    });
  }

  /** Gives a place back, to the call that waits longest. */
  release(): void {
    const [first] = this.#waiting;
    if (first === undefined) this.#free++;
    else first(true);
  }
}
